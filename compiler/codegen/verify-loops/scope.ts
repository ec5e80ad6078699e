import type { Index, Variable } from '../../lower/formulas/index-expr.js';
import { substitute, subtract, variableText } from '../../lower/formulas/index-expr.js';
import type { Condition } from '../../lower/loops/loop-ir.js';

/** A variable that has a value, and what is known of that: each of the facts is ≥ 0. */
export interface Binding {
  readonly variable: Variable;
  readonly facts: readonly Index[];
  /** What it stands for, where that is one expression of what is known as well. */
  readonly value?: Index;
}

/** What is known at a place of a kernel: variables by their text, and conditions that hold, each ≥ 0. */
export interface Scope {
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly guards: readonly Index[];
}

export const NOTHING_KNOWN: Scope = { bindings: new Map(), guards: [] };

export function withBinding({ bindings, guards }: Scope, binding: Binding): Scope {
  return { bindings: new Map(bindings).set(variableText(binding.variable), binding), guards };
}

export function withGuards(scope: Scope, conditions: readonly Condition[]): Scope {
  return { ...scope, guards: [...scope.guards, ...conditions.flatMap(factsOf)] };
}

/** 0 ≤ index and index ≤ extent − 1. */
function factsOf({ index, extent }: Condition): Index[] {
  return [index, subtract(extent - 1, index)];
}

/** A variable with all the values of its range. */
export function anyOf(variable: Variable): Binding {
  return { variable, facts: [] };
}

/** A loop's variable, in one of its iterations. */
export function iterationOf(variable: Variable, from: Index, to: Index): Binding {
  return {
    variable,
    facts: [subtract(variable, from), subtract(subtract(to, 1), variable)],
  };
}

/** A variable that stands for an expression. */
export function nameFor(variable: Variable, value: Index): Binding {
  return { variable, value, facts: [subtract(variable, value), subtract(value, variable)] };
}

/** The expression without names for others. */
export function spelledOut(index: Index, { bindings }: Scope): Index {
  const spelled = (at: Index): Index =>
    substitute(at, (v) => {
      const value = bindings.get(variableText(v))?.value;
      return value === undefined ? v : spelled(value);
    });
  return spelled(index);
}

/** The expression with a name of its own for each variable that is not `shared`. */
export function primed(index: Index, shared: ReadonlySet<string>): Index {
  return substitute(index, (v) => primedVariable(v, shared));
}

function primedVariable(v: Variable, shared: ReadonlySet<string>): Variable {
  if (shared.has(variableText(v))) return v;
  return { ...v, name: `${v.name}'`, ...(v.at && { at: primedVariable(v.at, shared) }) };
}

/** The same place in another iteration, or for another invocation, of which only `shared` variables are the same. */
export function primedScope({ bindings, guards }: Scope, shared: ReadonlySet<string>): Scope {
  const renamed = [...bindings.values()].map(({ facts, value, ...old }): [string, Binding] => {
    const variable = primedVariable(old.variable, shared);
    const binding: Binding = {
      variable,
      facts: facts.map((fact) => primed(fact, shared)),
      ...(value && { value: primed(value, shared) }),
    };
    return [variableText(variable), binding];
  });
  return { bindings: new Map(renamed), guards: guards.map((fact) => primed(fact, shared)) };
}

/** What is known in either. */
export function joined(a: Scope, b: Scope): Scope {
  return {
    bindings: new Map([...a.bindings, ...b.bindings]),
    guards: [...a.guards, ...b.guards],
  };
}
