import type { Index, Variable } from '../../lower/formulas/index-expr.js';
import {
  add,
  substitute,
  subtract,
  variablesOf,
  variableText,
} from '../../lower/formulas/index-expr.js';
import type { ForStatement, Kernel, Statement } from '../../lower/loops/loop-ir.js';
import { bodyOf, mapIndices } from '../../lower/loops/rewrite-loops.js';
import type { Binding, Scope } from './scope.js';
import { anyOf, nameFor, NOTHING_KNOWN, iterationOf, withBinding, withGuards } from './scope.js';

/** A statement where it stands. */
export interface Place {
  readonly statement: Statement;
  /** What is known in front of it. */
  readonly scope: Scope;
  /** The loops around it, outermost first. */
  readonly loops: readonly LoopAround[];
  /** How many barriers come before it: what is done in different phases is never done at the same time. */
  readonly phase: number;
}

export interface LoopAround {
  readonly statement: ForStatement;
  readonly binding: Binding;
  /** Whether there are barriers inside, so that all are in the same iteration of it. */
  readonly hasBarriers: boolean;
}

/** Whether a statement is one at which all wait for each other. */
export type IsBarrier = (statement: Statement) => boolean;

/**
 * All statements of a kernel in order. A loop around barriers is gone through twice, for an iteration and for
 * the next, because what stands behind its last barrier shares a phase with what stands before the first
 * in the iteration after it.
 */
export function placesIn(kernel: Kernel, isBarrier: IsBarrier = () => false): Place[] {
  const walk = new Walk(isBarrier);
  walk.block(kernel.body, gridScope(kernel), []);
  return walk.places;
}

/** What is known of the numbers of invocations and workgroups. */
export function gridScope({ grid }: Kernel): Scope {
  if (grid === undefined) return NOTHING_KNOWN;
  const numbers = grid.kind === 'invocations' ? [grid.invocation] : [grid.group, grid.local];
  return numbers.map(anyOf).reduce(withBinding, NOTHING_KNOWN);
}

class Walk {
  readonly places: Place[] = [];
  private phase = 0;

  constructor(private readonly isBarrier: IsBarrier) {}

  /** Returns what is known behind the statements. */
  block(statements: readonly Statement[], outside: Scope, loops: readonly LoopAround[]): Scope {
    let scope = outside;
    for (const statement of statements) {
      this.places.push({ statement, scope, loops, phase: this.phase });
      if (this.isBarrier(statement)) this.phase++;
      switch (statement.kind) {
        case 'let':
          scope = withBinding(scope, nameFor(statement.variable, statement.value));
          break;
        case 'lookup':
          scope = withBinding(scope, anyOf(statement.variable));
          break;
        case 'for':
          scope = this.loop(statement, scope, loops);
          break;
        case 'if':
          this.block(statement.body, withGuards(scope, statement.conditions), loops);
          break;
        case 'while':
          this.block(statement.body, withBinding(scope, anyOf(statement.variable)), loops);
          break;
        case 'if-any':
        case 'outlined':
          this.block(statement.body, scope, loops);
          break;
        case 'set':
        case 'store':
        case 'touch':
        case 'barrier':
          break;
      }
    }
    return scope;
  }

  private loop(statement: ForStatement, scope: Scope, loops: readonly LoopAround[]): Scope {
    const { variable, from, to, body } = statement;
    const binding = iterationOf(variable, from, to);
    const hasBarriers = anyBarrier(body, this.isBarrier);
    const around = [...loops, { statement, binding, hasBarriers }];
    const inside = this.block(body, withBinding(scope, binding), around);
    if (hasBarriers) this.nextIteration(statement, withBinding(scope, binding), around);
    return withRows(scope, inside, variable);
  }

  private nextIteration(
    statement: ForStatement,
    iteration: Scope,
    around: readonly LoopAround[],
  ): void {
    const { variable, to } = statement;
    const next: Variable = { ...variable, name: `${variable.name}+1` };
    const binding: Binding = {
      variable: next,
      facts: [...nameFor(next, add(variable, 1)).facts, subtract(subtract(to, 1), next)],
    };
    const isIteration = (v: Variable): boolean => variableText(v) === variableText(variable);
    const body = mapIndices(statement.body, (index) =>
      substitute(index, (v) => (isIteration(v) ? next : v)),
    );
    this.block(body, withBinding(iteration, binding), [
      ...around,
      { statement, binding, hasBarriers: true },
    ]);
  }
}

function anyBarrier(statements: readonly Statement[], isBarrier: IsBarrier): boolean {
  return statements.some((each) => isBarrier(each) || anyBarrier(bodyOf(each), isBarrier));
}

/**
 * Rows of variables with an element for each iteration of a loop are known behind it, with the facts that
 * speak of nothing that only the loop knows.
 */
function withRows(outside: Scope, inside: Scope, iteration: Variable): Scope {
  let scope = outside;
  for (const [name, { variable, facts, value }] of inside.bindings) {
    if (variable.at?.name !== iteration.name) continue;
    if (outside.bindings.has(name)) continue;
    const isKnown = (v: Variable): boolean =>
      [name, iteration.name].includes(variableText(v)) ||
      outside.bindings.get(variableText(v)) === inside.bindings.get(variableText(v));
    const speaksOfKnown = (index: Index): boolean => [...variablesOf(index)].every(isKnown);
    scope = withBinding(scope, {
      variable,
      facts: facts.filter(speaksOfKnown),
      ...(value && speaksOfKnown(value) && { value }),
    });
  }
  return scope;
}
