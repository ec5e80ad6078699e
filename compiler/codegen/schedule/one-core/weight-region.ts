import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  coefficientOf,
  minimum,
  rangeOf,
  scale,
  substitute,
  subtract,
} from '../../../lower/formulas/index-expr.js';
import type { Buffer, ForStatement, Load, Statement } from '../../../lower/loops/loop-ir.js';
import { isVector, walk } from '../../../lower/loops/loop-ir.js';
import { expressionsOf, walkStatements } from '../../../lower/loops/rewrite-loops.js';
import { iterationsOf } from '../nests/work.js';

/** Elements of a vector. */
const VECTOR = 4;

/**
 * Neighbours among weights that one iteration of a loop reads; the next iteration reads what follows them.
 */
export interface WeightRegion {
  readonly buffer: Buffer;
  readonly elements: number;
  /** Iterations of the loop. */
  readonly iterations: number;
  /** Where the region of the next iteration begins, in the last iteration its own; in elements. */
  readonly next: Index;
}

/** The regions that the iterations of a loop read in vectors, one of each buffer of weights at most. */
export function weightRegions(iteration: ForStatement): WeightRegion[] {
  const inside = new Set<Variable>();
  walkStatements(iteration.body, (statement) => {
    if (statement.kind === 'for') inside.add(statement.variable);
  });
  const loads = weightVectors(iteration.body);
  const buffers = new Set(loads.map(({ buffer }) => buffer));
  return [...buffers].flatMap((buffer): WeightRegion[] => {
    const addresses = loads.filter((load) => load.buffer === buffer).map(({ address }) => address);
    return regionOf(iteration, inside, addresses).map((region) => ({ buffer, ...region }));
  });
}

/** Empty unless all addresses move on alike, and no further than to where the next iteration begins. */
function regionOf(
  iteration: ForStatement,
  inside: ReadonlySet<Variable>,
  addresses: readonly Index[],
): Omit<WeightRegion, 'buffer'>[] {
  const { variable: v } = iteration;
  const stride = coefficientOf(addresses[0], v) ?? 0;
  if (stride <= 0 || addresses.some((each) => coefficientOf(each, v) !== stride)) return [];
  const [first, ...others] = addresses.map((each) => substitute(each, (w) => (w === v ? 0 : w)));
  const start = substitute(first, (w) => (inside.has(w) ? w.min : w));
  const offsets = [first, ...others].map((each) => rangeOf(subtract(each, start)));
  const lowest = Math.min(...offsets.map(({ min }) => min));
  const elements = Math.max(...offsets.map(({ max }) => max)) + VECTOR - lowest;
  if (elements > stride) return [];
  const next = add(start, lowest, scale(minimum(add(v, 1), v.max), stride));
  return [{ elements, iterations: iterationsOf(iteration), next }];
}

function weightVectors(body: readonly Statement[]): Load[] {
  const loads: Load[] = [];
  walkStatements(body, (statement) => {
    for (const expression of expressionsOf(statement)) {
      walk(expression, (node) => {
        if (node.kind !== 'load' || !isVector(node.type)) return;
        if (node.buffer.space === 'weights') loads.push(node);
      });
    }
  });
  return loads;
}
