import type { Graph, Node, Value } from '../../ir/graph.js';
import { isOp } from '../../ir/rewrite.js';
import { aliasStarts } from '../../ir/views.js';
import { enteringValues } from '../../ir/interface.js';
import { bytesOf } from '../../ir/memory/bytes.js';
import { readsInPlace } from '../../ir/memory/in-place.js';
import type { Lifetime } from '../../ir/memory/lifetimes.js';
import { lifetimes } from '../../ir/memory/lifetimes.js';
import { residences } from '../../ir/memory/parts.js';

/** A stretch of the arena that values occupy one after another, as views, or as parts of one. */
export interface ArenaBuffer extends Lifetime {
  /** In the order of the schedule. */
  readonly contents: readonly Content[];
  /** The largest of its values, rounded up to whole vectors. */
  readonly bytes: number;
}

/** A value and the bytes of its buffer before its first. */
export interface Content {
  readonly value: Value;
  readonly start: number;
}

/**
 * The buffers of a laid-out graph. A view or split that needs no copy shares the buffer of its operand, and a
 * concatenation that of the operands laid out as its parts. So does the result of a pointwise kernel
 * when an operand of its form dies there and `mayOverwrite` allows it. A workspace has a buffer of its own.
 * What a state holds next takes the place of what it has held, when nobody reads that any more.
 */
export function buffers(
  graph: Graph,
  mayOverwrite: (operand: Value, result: Value) => boolean,
): ArenaBuffer[] {
  const lives = lifetimes(graph);
  const resident = residences(graph);
  const shared = new Map<Value, Shared>();
  const found: MutableBuffer[] = [];
  /** The buffer of each value that is part of none. */
  const own = new Map<Value, MutableBuffer>();
  const put = (value: Value, { buffer, start }: Shared): void => {
    shared.set(value, { buffer, start });
    buffer.contents.push({ value, start });
    buffer.lastUse = Math.max(buffer.lastUse, lives.get(value)?.lastUse ?? 0);
    buffer.bytes = Math.max(buffer.bytes, start + bytesOf(value));
  };
  const open = (value: Value, firstUse: number): void => {
    const { whole, start } = resident.get(value) ?? { whole: value, start: 0 };
    let buffer = own.get(whole);
    if (buffer === undefined) {
      buffer = { contents: [], firstUse, lastUse: firstUse, bytes: bytesOf(whole) };
      found.push(buffer);
      own.set(whole, buffer);
    }
    put(value, { buffer, start });
  };
  for (const value of enteringValues(graph)) open(value, -1);
  const stateOf = new Map(graph.states.map(({ value, next }) => [next, value]));
  for (const [index, node] of graph.nodes.entries()) {
    if (isOp(node, 'constant')) continue;
    const starts = aliasStarts(node);
    const shown = starts && shared.get(node.inputs[0]);
    if (starts !== undefined && shown !== undefined) {
      const { buffer } = shown;
      for (const [number, output] of node.outputs.entries()) {
        put(output, { buffer, start: shown.start + starts[number] });
      }
      continue;
    }
    const [first, ...others] = node.outputs;
    const state = stateOf.get(first);
    const kept = state && shared.get(state);
    if (kept !== undefined && mayReplace(node, index, kept.buffer, shared)) {
      put(first, kept);
      continue;
    }
    const host = resident.has(first)
      ? undefined
      : dyingOperand(node, index, (value) => shared.get(value), mayOverwrite);
    if (host === undefined) open(first, index);
    else put(first, host);
    for (const output of others) open(output, index);
    if (node.workspace !== undefined) open(node.workspace, index);
  }
  return found;
}

/** Whether nobody reads what a state has held any more, the node that replaces it included. */
function mayReplace(
  { inputs }: Node,
  index: number,
  state: MutableBuffer,
  places: ReadonlyMap<Value, Shared>,
): boolean {
  return state.lastUse <= index && inputs.every((input) => places.get(input)?.buffer !== state);
}

interface MutableBuffer {
  readonly contents: Content[];
  readonly firstUse: number;
  lastUse: number;
  bytes: number;
}

/** Where a value lies, together with others. */
interface Shared {
  readonly buffer: MutableBuffer;
  readonly start: number;
}

/**
 * The place of an operand that `node` may overwrite. All of its buffer's values must be dead behind
 * the node, and every operand that lies in the buffer must be read at the place that is written.
 */
export function dyingOperand<Place extends { readonly buffer: HasEnd; readonly start: number }>(
  node: Node,
  index: number,
  placeOf: (value: Value) => Place | undefined,
  mayOverwrite: (operand: Value, result: Value) => boolean,
): Place | undefined {
  const [result] = node.outputs;
  for (const candidate of new Set(node.inputs)) {
    const place = placeOf(candidate);
    if (place === undefined || place.buffer.lastUse > index) continue;
    const overwritable = (operand: Value): boolean =>
      placeOf(operand)?.start === place.start &&
      readsInPlace(node, operand) &&
      mayOverwrite(operand, result);
    if (!overwritable(candidate)) continue;
    const read = node.inputs.filter((input) => placeOf(input)?.buffer === place.buffer);
    if (read.every(overwritable)) return place;
  }
  return undefined;
}

interface HasEnd {
  readonly lastUse: number;
}
