import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import { dependsOn, rangeOf, substitute } from '../../../lower/formulas/index-expr.js';
import type { ForStatement, Statement } from '../../../lower/loops/loop-ir.js';
import { bodyOf } from '../../../lower/loops/rewrite-loops.js';
import { scheduleCpu } from '../one-core/cpu.js';
import type { CoreMachine } from '../../../target/machine.js';
import type { Plan } from './plan.js';
import type { PlacedCompute } from '../placement/site.js';

/** Register tiles of one shape. */
export interface TileRuns {
  readonly rows: number;
  readonly vectors: number;
  /** How many of them a kernel computes. */
  readonly times: number;
  /** How often the code for one is written out. */
  readonly copies: number;
}

/**
 * Which register tiles a plan leads to: most are as large as it says, but those that are left over and
 * those at the edges of a feature map are smaller. Counted in the very loops that are emitted, with nothing
 * inside of them.
 */
export function tileRuns(placed: PlacedCompute, plan: Plan, core: CoreMachine): TileRuns[] {
  const shapes = new Map<Statement, Pick<TileRuns, 'rows' | 'vectors'>>();
  const loops = scheduleCpu(placed, plan, core, 'forwards', (_placed, _plan, { rows, vector }) => {
    const marker: Statement = { kind: 'barrier' };
    shapes.set(marker, { rows: rows?.count ?? 1, vectors: vector?.count ?? 1 });
    return [marker];
  });
  const times = new Map<Statement, number>();
  const count = (statements: readonly Statement[], iterations: number, at: Place): void => {
    for (const statement of statements) {
      if (shapes.has(statement)) {
        times.set(statement, iterations + (times.get(statement) ?? 0));
      } else if (statement.kind !== 'for') {
        count(bodyOf(statement), iterations, at);
      } else {
        const [from, to] = bounds(statement, at);
        if (statement.body.some((inner) => boundsUse(inner, statement.variable))) {
          for (let value = from; value < to; value++) {
            count(statement.body, iterations, new Map([...at, [statement.variable, value]]));
          }
        } else {
          count(statement.body, iterations * Math.max(0, to - from), at);
        }
      }
    }
  };
  count(loops, 1, new Map());
  const runs = new Map<string, TileRuns>();
  for (const [marker, shape] of shapes) {
    const key = `${shape.rows} × ${shape.vectors}`;
    const { times: before, copies } = runs.get(key) ?? { times: 0, copies: 0 };
    runs.set(key, { ...shape, times: before + (times.get(marker) ?? 0), copies: copies + 1 });
  }
  return [...runs.values()];
}

type Place = ReadonlyMap<Variable, number>;

function bounds({ from, to }: ForStatement, at: Place): [number, number] {
  const value = (index: Index): number => rangeOf(substitute(index, (v) => at.get(v) ?? v)).min;
  return [value(from), value(to)];
}

/** Whether the bounds of a loop depend on the variable of one around it. */
function boundsUse(statement: Statement, variable: Variable): boolean {
  return (
    statement.kind === 'for' &&
    (dependsOn(statement.from, variable) || dependsOn(statement.to, variable))
  );
}
