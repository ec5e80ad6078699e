import type { Graph, GraphState, Node, Value } from '../graph.js';
import { ALIGNMENT, bytesOf } from '../memory/bytes.js';
import { readsInPlace } from '../memory/in-place.js';
import { lifetimes, overlapInTime } from '../memory/lifetimes.js';
import { operandsInPlace } from '../memory/parts.js';
import { producers } from '../rewrite.js';
import { aliasStarts, isAlias, isView } from '../views.js';
import type { Stay } from './overlaps.js';
import { overlappingPairs } from './overlaps.js';
import { storedValues } from './layouts.js';
import type { Violations } from './violations.js';
import { valueText } from './violations.js';

/** A 32-bit address space holds no larger arena. */
const MOST_BYTES = 2 ** 32;

/**
 * Every value lies aligned and inside the address space, and no two share memory while both are
 * live. Exceptions: a view and its operand are the same data, what a split gives may lie in its operand and
 * what a concatenation joins where its result has it, beside the other parts, a pointwise kernel may
 * write over an operand that dies there, and what a state holds next lies where it is kept. Nothing is taken over from the planner.
 */
export function verifyMemory(graph: Graph, violations: Violations): void {
  const values = storedValues(graph);
  if (values.every((value) => value.offset === undefined)) return;
  const placed = values.filter((value) => verifyOffset(value, violations));
  for (const node of graph.nodes) verifyAlias(node, violations);
  for (const state of graph.states) verifyState(state, violations);
  const producer = producers(graph);
  for (const [earlier, later] of sharingPairs(graph, placed, producer)) {
    if (overwrites(producer.get(later.value), earlier, later)) continue;
    if (replaces(graph, earlier, later)) continue;
    const pair = `${placeText(earlier.value)} and ${placeText(later.value)}`;
    violations.add('memory', `${pair} overlap while both are live`, later.value);
  }
}

/** A value, when and where it is in memory, and its position in the order of the graph. */
interface PlacedValue extends Stay {
  readonly value: Value;
  readonly position: number;
}

/** Pairs of values, by position, that lie in the same bytes at one time and are not the same data. */
function sharingPairs(
  graph: Graph,
  values: readonly Value[],
  producer: ReadonlyMap<Value, Node>,
): (readonly [PlacedValue, PlacedValue])[] {
  const lives = lifetimes(graph);
  const whole = wholes(graph);
  const families = new Map<Value, Family>();
  for (const [position, value] of values.entries()) {
    const life = lives.get(value);
    if (life === undefined) continue;
    const data = dataOf(value, producer);
    const outermost = lastOf(value, (part) => shownBy(part, producer) ?? whole.get(part));
    const family = families.get(outermost) ?? new Family();
    families.set(outermost, family);
    const { offset: start = 0 } = value;
    family.add(data, { ...life, start, end: start + bytesOf(value), value, position });
  }
  const all = [...families.values()];
  const pairs = [
    ...all.flatMap((family) => family.apart()),
    ...Array.from(overlappingPairs(all), ([a, b]) => all[a].meeting(all[b])).flat(),
  ];
  return pairs
    .map((pair) => pair.toSorted((a, b) => a.position - b.position) as [PlacedValue, PlacedValue])
    .sort(([a, b], [c, d]) => b.position - d.position || a.position - c.position);
}

/**
 * Values that may share memory: views of the same data, a concatenation and its parts, which lie beside
 * each other, and their parts. Where a feature map's channels are joined, parts alternate from pixel to
 * pixel, so that each begins and ends within all others.
 */
class Family implements Stay {
  firstUse = Infinity;
  lastUse = -Infinity;
  start = Infinity;
  end = -Infinity;
  private readonly byData = new Map<Value, PlacedValue[]>();

  add(data: Value, member: PlacedValue): void {
    this.firstUse = Math.min(this.firstUse, member.firstUse);
    this.lastUse = Math.max(this.lastUse, member.lastUse);
    this.start = Math.min(this.start, member.start);
    this.end = Math.max(this.end, member.end);
    const alike = this.byData.get(data);
    if (alike === undefined) this.byData.set(data, [member]);
    else alike.push(member);
  }

  /** Pairs within the family that are the same data in places that overlap. */
  apart(): (readonly [PlacedValue, PlacedValue])[] {
    return [...this.byData.values()]
      .filter(([first, ...others]) => others.some(({ start }) => start !== first.start))
      .flatMap((alike) =>
        Array.from(overlappingPairs(alike), ([a, b]) => [alike[a], alike[b]] as const),
      )
      .filter(([a, b]) => a.start !== b.start);
  }

  /** Pairs of a member of this family and one of another that share memory. */
  meeting(other: Family): (readonly [PlacedValue, PlacedValue])[] {
    const [own, others] = [this, other].map(({ byData }) => [...byData.values()].flat());
    return own.flatMap((a) =>
      others.filter((b) => overlapInTime(a, b) && overlapInSpace(a, b)).map((b) => [a, b] as const),
    );
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

function overlapInSpace(a: Stay, b: Stay): boolean {
  return a.start < b.end && b.start < a.end;
}

/** What no kernel writes must lie in the operand. */
function verifyAlias(node: Node, violations: Violations): void {
  const [operand] = node.inputs;
  for (const [index, start] of aliasStarts(node)?.entries() ?? []) {
    const output = node.outputs[index];
    const { offset: base = 0 } = operand;
    if (output.offset === undefined || output.offset === base + start) continue;
    const title = `${placeText(output)} lies at ${base + start} in ${placeText(operand)}`;
    violations.add('memory', title, output);
  }
}

/** The value whose elements `value` shows, through any number of views that share its memory. */
function dataOf(value: Value, producer: ReadonlyMap<Value, Node>): Value {
  return lastOf(value, (view) => {
    const node = producer.get(view);
    return node !== undefined && isView(node) ? shownBy(view, producer) : undefined;
  });
}

/** The operand of a view or split in whose memory `value` lies. */
function shownBy(value: Value, producer: ReadonlyMap<Value, Node>): Value | undefined {
  const node = producer.get(value);
  return node !== undefined && isAlias(node) ? node.inputs[0] : undefined;
}

/** The concatenation in whose result each part lies. */
function wholes(graph: Graph): Map<Value, Value> {
  return new Map(
    graph.nodes.flatMap((node) => {
      const isInPlace = operandsInPlace(node);
      return node.inputs
        .filter((_, index) => isInPlace[index])
        .map((part): [Value, Value] => [part, node.outputs[0]]);
    }),
  );
}

/** The end of a chain: what `next` has nothing for. */
function lastOf(value: Value, next: (value: Value) => Value | undefined): Value {
  let last = value;
  for (let other = next(last); other !== undefined; other = next(last)) last = other;
  return last;
}

/** Whether `node` may compute `result` over `operand`, or over a value it does not read as such. */
function overwrites(node: Node | undefined, operand: PlacedValue, result: PlacedValue): boolean {
  if (node === undefined || operand.lastUse !== result.firstUse) return false;
  if (operand.start !== result.start || !node.inputs.includes(operand.value)) return false;
  return readsInPlace(node, operand.value);
}

/** Whether `later` is what a state is to hold from where it is computed, and `earlier` what it has held. */
function replaces(graph: Graph, earlier: PlacedValue, later: PlacedValue): boolean {
  return (
    earlier.lastUse <= later.firstUse &&
    graph.states.some(({ value, next }) => value === earlier.value && next === later.value)
  );
}

/** The next run looks for a state where the last one found it. */
function verifyState({ value, next }: GraphState, violations: Violations): void {
  if (next.offset === undefined || next.offset === value.offset) return;
  const title = `${placeText(next)} is what ${placeText(value)} holds next and must lie there`;
  violations.add('memory', title, next);
}

function placeText(value: Value): string {
  const { offset = 0 } = value;
  return `${valueText(value)} at ${offset}..${offset + bytesOf(value)}`;
}
