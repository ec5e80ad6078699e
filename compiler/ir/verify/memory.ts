import type { Graph, Node, Value } from '../graph.js';
import { ALIGNMENT, bytesOf } from '../memory/bytes.js';
import { readsInPlace } from '../memory/in-place.js';
import type { Lifetime } from '../memory/lifetimes.js';
import { lifetimes, overlapInTime } from '../memory/lifetimes.js';
import { liesInPlace } from '../memory/parts.js';
import { producers } from '../rewrite.js';
import { isAlias } from '../views.js';
import { storedValues } from './layouts.js';
import type { Violations } from './violations.js';
import { valueText } from './violations.js';

/** A 32-bit address space holds no larger arena. */
const MOST_BYTES = 2 ** 32;

/**
 * Every value lies aligned and inside the address space, and no two share memory while both are
 * live. Three exceptions: a view and its operand are the same data, what a concatenation joins may
 * lie where its result has it, beside the other parts, and a pointwise kernel may write over an
 * operand that dies there. All pairs are compared; nothing is taken over from the planner.
 */
export function verifyMemory(graph: Graph, violations: Violations): void {
  const values = storedValues(graph);
  if (values.every((value) => value.offset === undefined)) return;
  const placed = values.filter((value) => verifyOffset(value, violations));
  const lives = lifetimes(graph);
  const producer = producers(graph);
  const whole = wholes(graph);
  for (const [index, later] of placed.entries()) {
    for (const earlier of placed.slice(0, index)) {
      const [a, b] = [lives.get(earlier), lives.get(later)];
      if (a === undefined || b === undefined || !overlapInTime(a, b)) continue;
      if (!overlapInSpace(earlier, later)) continue;
      const [dataA, dataB] = [dataOf(earlier, producer), dataOf(later, producer)];
      if (dataA === dataB && earlier.offset === later.offset) continue;
      if (isPartOf(dataA, dataB, whole) || isPartOf(dataB, dataA, whole)) continue;
      if (areBesideEachOther(dataA, dataB, whole)) continue;
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

/** The concatenation in whose result each part lies. */
function wholes(graph: Graph): Map<Value, Value> {
  return new Map(
    graph.nodes.flatMap((node) =>
      node.inputs
        .filter((_, index) => liesInPlace(node, index))
        .map((part): [Value, Value] => [part, node.outputs[0]]),
    ),
  );
}

function isPartOf(part: Value, of: Value, whole: ReadonlyMap<Value, Value>): boolean {
  const next = whole.get(part);
  return next !== undefined && (next === of || isPartOf(next, of, whole));
}

/** Whether two values are, or lie in, different parts of one concatenation, which share nothing. */
function areBesideEachOther(a: Value, b: Value, whole: ReadonlyMap<Value, Value>): boolean {
  const [wholeA, wholeB] = [whole.get(a), whole.get(b)];
  if (wholeA !== undefined && wholeA === wholeB) return a !== b;
  return (
    (wholeA !== undefined && areBesideEachOther(wholeA, b, whole)) ||
    (wholeB !== undefined && areBesideEachOther(a, wholeB, whole))
  );
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
