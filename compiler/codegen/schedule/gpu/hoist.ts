import type { Index, Term, Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  gcd,
  indexText,
  rangeOf,
  scale,
  variablesOf,
} from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import type { IndexUse } from '../../../lower/loops/rewrite-loops.js';
import { bodyOf, mapIndices } from '../../../lower/loops/rewrite-loops.js';

type For = Extract<Statement, { kind: 'for' }>;

/**
 * Gives the parts of integer expressions that a loop does not change a name in front of it, so that
 * each level of a nest adds only its own stride. Addresses keep what they are known to be multiples
 * of, and constants stay behind, so that neighbours share a name.
 */
export function hoistInvariants(statements: readonly Statement[]): Statement[] {
  return hoist(statements, new Map());
}

function hoist(statements: readonly Statement[], taken: Map<string, number>): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    if (statement.kind === 'for') {
      const { lets, loop } = hoistOutOf(statement, taken);
      return [...lets, { ...loop, body: hoist(loop.body, taken) }];
    }
    if (statement.kind === 'if' || statement.kind === 'if-any')
      return [{ ...statement, body: hoist(statement.body, taken) }];
    return [statement];
  });
}

function hoistOutOf(loop: For, taken: Map<string, number>): { lets: Statement[]; loop: For } {
  const inside = new Set([loop.variable.name, ...variablesBoundIn(loop.body)]);
  const bound = new Map<string, Variable>();
  const lets: Statement[] = [];
  const name = (value: Index, hint: string): Variable => {
    const key = indexText(value);
    const known = bound.get(key);
    if (known !== undefined) return known;
    const { min, max } = rangeOf(value);
    const ordinal = taken.get(hint) ?? 0;
    taken.set(hint, ordinal + 1);
    const v: Variable = {
      kind: 'variable',
      name: ordinal === 0 ? hint : `${hint}_${ordinal + 1}`,
      min,
      max,
    };
    bound.set(key, v);
    lets.push({ kind: 'let', variable: v, value });
    return v;
  };
  const replace = (index: Index, use: IndexUse): Index => {
    const fixed = index.terms.filter(({ atom }) => {
      const variables = variablesOf({ constant: 0, terms: [{ atom, coefficient: 1 }] });
      return [...variables].every((v) => !inside.has(v.name));
    });
    if (!isWorthNaming(fixed)) return index;
    const factor = fixed.map(({ coefficient }) => Math.abs(coefficient)).reduce(gcd);
    const value: Index = {
      constant: 0,
      terms: fixed.map(({ atom, coefficient }) => ({ atom, coefficient: coefficient / factor })),
    };
    const rest: Index = {
      constant: index.constant,
      terms: index.terms.filter((term) => !fixed.includes(term)),
    };
    const hint = use.kind === 'address' ? `${use.hint}_at` : use.hint;
    return add(scale(name(value, hint), factor), rest);
  };
  const body = mapIndices(loop.body, replace);
  return { lets, loop: { ...loop, body } };
}

/** A variable times a constant is as cheap as a name for it. */
function isWorthNaming(terms: readonly Term[]): boolean {
  return terms.length > 1 || (terms.length === 1 && terms[0].atom.kind !== 'variable');
}

function variablesBoundIn(statements: readonly Statement[]): string[] {
  return statements.flatMap((statement) => [
    ...('variable' in statement ? [statement.variable.name] : []),
    ...variablesBoundIn(bodyOf(statement)),
  ]);
}
