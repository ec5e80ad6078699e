import type { Variable } from '../../lower/formulas/index-expr.js';
import { substitute, variableText } from '../../lower/formulas/index-expr.js';
import type { Kernel, Statement } from '../../lower/loops/loop-ir.js';
import { bodyOf, mapIndices } from '../../lower/loops/rewrite-loops.js';

/**
 * A kernel's statements with a name of its own for each variable that hides another one: what is known
 * of the hidden one stays true, and is not about the new one.
 */
export function withoutShadows({ body, grid }: Kernel): readonly Statement[] {
  const numbers =
    grid === undefined
      ? []
      : grid.kind === 'invocations'
        ? [grid.invocation]
        : [grid.group, grid.local];
  return withoutHiding(body, new Set(numbers.map(variableText)));
}

function withoutHiding(
  statements: readonly Statement[],
  outside: ReadonlySet<string>,
): readonly Statement[] {
  const known = new Set(outside);
  let left = statements;
  return statements.map((_, at): Statement => {
    const statement = left[at];
    if (statement.kind === 'let' || statement.kind === 'lookup') {
      const variable = ownName(statement.variable, known);
      left = renamed(left, statement.variable, variable, at + 1);
      known.add(variableText(variable));
      return { ...statement, variable };
    }
    if (statement.kind === 'for' || statement.kind === 'while') {
      const variable = ownName(statement.variable, known);
      const body = renamed(statement.body, statement.variable, variable, 0);
      return {
        ...statement,
        variable,
        body: withoutHiding(body, new Set([...known, variableText(variable)])),
      };
    }
    return 'body' in statement
      ? { ...statement, body: withoutHiding(bodyOf(statement), known) }
      : statement;
  });
}

function ownName(v: Variable, known: ReadonlySet<string>): Variable {
  if (v.at !== undefined || !known.has(variableText(v))) return v;
  return ownName({ ...v, name: `${v.name}~` }, known);
}

/** The statements from number `from` on with another variable. */
function renamed(
  statements: readonly Statement[],
  old: Variable,
  now: Variable,
  from: number,
): readonly Statement[] {
  if (old === now) return statements;
  const name = variableText(old);
  return [
    ...statements.slice(0, from),
    ...mapIndices(statements.slice(from), (index) =>
      substitute(index, (v) => (variableText(v) === name ? now : v)),
    ),
  ];
}
