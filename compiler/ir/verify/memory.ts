import type { Graph, Node, Value } from '../graph.js';
import { ALIGNMENT, bytesOf } from '../memory/bytes.js';
import { readsInPlace } from '../memory/in-place.js';
import type { Lifetime } from '../memory/lifetimes.js';
import { lifetimes, overlapInTime } from '../memory/lifetimes.js';
import { producers } from '../rewrite.js';
import { isAlias } from '../views.js';
import { storedValues } from './layouts.js';
import type { Violations } from './violations.js';
import { valueText } from './violations.js';

/** A 32-bit address space holds no larger arena. */
const MOST_BYTES = 2 ** 32;

/**
 * Every value lies aligned and inside the address space, and no two share memory while both are
 * live. Two exceptions: a view and its operand are the same data, and a pointwise kernel may write
 * over an operand that dies there. All pairs are compared; nothing is taken over from the planner.
 */
export function verifyMemory(graph: Graph, violations: Violations): void {
  const values = storedValues(graph);
  if (values.every((value) => value.offset === undefined)) return;
  const placed = values.filter((value) => verifyOffset(value, violations));
  const lives = lifetimes(graph);
  const producer = producers(graph);
  for (const [index, later] of placed.entries()) {
    for (const earlier of placed.slice(0, index)) {
      const [a, b] = [lives.get(earlier), lives.get(later)];
      if (a === undefined || b === undefined || !overlapInTime(a, b)) continue;
      if (!overlapInSpace(earlier, later)) continue;
      const isSame = dataOf(earlier, producer) === dataOf(later, producer);
      if (isSame && earlier.offset === later.offset) continue;
      if (overwrites(producer.get(later), earlier, later, a, b)) continue;
      const pair = `${placeText(earlier)} and ${placeText(later)}`;
      violations.add('memory', `${pair} overlap while both are live`, later);
    }
  }
}

function verifyOffset(value: Value, violations: Violations): boolean {
  const { offset } = value;
  if (offset === undefined) {
    violations.add('memory', `${valueText(value)} has no offset, but other values have`, value);
    return false;
  }
  if (!Number.isInteger(offset) || offset < 0 || offset % ALIGNMENT !== 0) {
    const title = `${valueText(value)} lies at ${offset}, no multiple of ${ALIGNMENT}`;
    violations.add('memory', title, value);
  }
  if (offset + bytesOf(value) > MOST_BYTES) {
    violations.add('memory', `${placeText(value)} ends behind 4 GiB`, value);
  }
  return true;
}

function overlapInSpace(a: Value, b: Value): boolean {
  const [startA = 0, startB = 0] = [a.offset, b.offset];
  return startA < startB + bytesOf(b) && startB < startA + bytesOf(a);
}

/** The value whose elements `value` shows, through any number of views that share its memory. */
function dataOf(value: Value, producer: ReadonlyMap<Value, Node>): Value {
  const node = producer.get(value);
  return node !== undefined && isAlias(node) ? dataOf(node.inputs[0], producer) : value;
}

/** Whether `node` may compute `result` over `operand`, or over a value it does not read as such. */
function overwrites(
  node: Node | undefined,
  operand: Value,
  result: Value,
  operandLife: Lifetime,
  resultLife: Lifetime,
): boolean {
  if (node === undefined || operandLife.lastUse !== resultLife.firstUse) return false;
  if (operand.offset !== result.offset || !node.inputs.includes(operand)) return false;
  return readsInPlace(node, operand);
}

function placeText(value: Value): string {
  const { offset = 0 } = value;
  return `${valueText(value)} at ${offset}..${offset + bytesOf(value)}`;
}
