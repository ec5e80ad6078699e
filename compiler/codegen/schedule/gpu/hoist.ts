import { gcd } from '../../../ir/ops/shared/gcd.js';
import type { Index, Term, Variable } from '../../../lower/formulas/index-expr.js';
import { add, indexText, rangeOf, scale, variablesOf } from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import type { IndexUse } from '../../../lower/loops/rewrite-loops.js';
import {
  bodyOf,
  buffersIn,
  mapIndices,
  walkStatements,
} from '../../../lower/loops/rewrite-loops.js';

type For = Extract<Statement, { kind: 'for' }>;

/**
 * Gives the parts of integer expressions that a loop does not change a name in front of it, so that
 * each level of a nest adds only its own stride. Addresses keep what they are known to be multiples
 * of, and constants stay behind, so that neighbours share a name. No name stands for anything else in
 * the kernel, be it a variable, a register or a buffer.
 */
export function hoistInvariants(statements: readonly Statement[]): Statement[] {
  return hoist(statements, namesIn(statements));
}

function hoist(statements: readonly Statement[], taken: Set<string>): Statement[] {
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

function hoistOutOf(loop: For, taken: Set<string>): { lets: Statement[]; loop: For } {
  const inside = new Set([loop.variable.name, ...variablesBoundIn(loop.body)]);
  const bound = new Map<string, Variable>();
  const lets: Statement[] = [];
  const name = (value: Index, hint: string): Variable => {
    const key = indexText(value);
    const known = bound.get(key);
    if (known !== undefined) return known;
    const { min, max } = rangeOf(value);
    const v: Variable = { kind: 'variable', name: newName(hint, taken), min, max };
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

/** `hint`, or with the first number that makes another name of it: `hint_2`. */
function newName(hint: string, taken: Set<string>): string {
  let name = hint;
  for (let ordinal = 2; taken.has(name); ordinal++) name = `${hint}_${ordinal}`;
  taken.add(name);
  return name;
}

/** Of all variables, registers and buffers. */
function namesIn(statements: readonly Statement[]): Set<string> {
  const names = new Set<string>(buffersIn(statements));
  const note = (index: Index): Index => {
    for (const { name } of variablesOf(index)) names.add(name);
    return index;
  };
  mapIndices(statements, note);
  walkStatements(statements, (statement) => {
    if ('variable' in statement) names.add(statement.variable.name);
    if (statement.kind === 'set') names.add(statement.local.name);
  });
  return names;
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
