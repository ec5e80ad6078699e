import type { Graph, Node, Value } from '../../ir/graph.js';
import { isAlias } from '../../ir/views.js';
import { bytesOf } from '../../ir/memory/bytes.js';
import { readsInPlace } from '../../ir/memory/in-place.js';
import type { Lifetime } from '../../ir/memory/lifetimes.js';
import { lifetimes } from '../../ir/memory/lifetimes.js';

/** A stretch of the arena that one or more values occupy, one after another or as views. */
export interface Buffer extends Lifetime {
  /** In the order of the schedule. */
  readonly values: readonly Value[];
  /** The largest of its values, rounded up to whole vectors. */
  readonly bytes: number;
}

/**
 * The buffers of a laid-out graph. A view that needs no copy shares the buffer of its operand. So
 * does the result of a pointwise kernel when an operand of its form dies there and `mayOverwrite`
 * allows it.
 */
export function buffers(
  graph: Graph,
  mayOverwrite: (operand: Value, result: Value) => boolean,
): Buffer[] {
  const lives = lifetimes(graph);
  const shared = new Map<Value, MutableBuffer>();
  const found: MutableBuffer[] = [];
  const put = (value: Value, buffer: MutableBuffer): void => {
    shared.set(value, buffer);
    buffer.values.push(value);
    buffer.lastUse = Math.max(buffer.lastUse, lives.get(value)?.lastUse ?? 0);
    buffer.bytes = Math.max(buffer.bytes, bytesOf(value));
  };
  const open = (value: Value, firstUse: number): void => {
    const buffer = { values: [], firstUse, lastUse: firstUse, bytes: 0 };
    found.push(buffer);
    put(value, buffer);
  };
  for (const { value } of graph.inputs) open(value, -1);
  for (const [index, node] of graph.nodes.entries()) {
    if (node.op === 'constant') continue;
    const [first, ...others] = node.outputs;
    const aliased = isAlias(node) ? shared.get(node.inputs[0]) : undefined;
    const host = aliased ?? dyingOperand(node, index, shared, mayOverwrite);
    if (host === undefined) open(first, index);
    else put(first, host);
    for (const output of others) open(output, index);
  }
  return found;
}

interface MutableBuffer {
  readonly values: Value[];
  readonly firstUse: number;
  lastUse: number;
  bytes: number;
}

/**
 * The buffer of an operand that `node` may overwrite. All of the buffer's values must be dead behind
 * it, and every operand that lies in the buffer must be read at the place that is written.
 */
function dyingOperand(
  node: Node,
  index: number,
  shared: ReadonlyMap<Value, MutableBuffer>,
  mayOverwrite: (operand: Value, result: Value) => boolean,
): MutableBuffer | undefined {
  const candidates = new Set(node.inputs.map((input) => shared.get(input)));
  for (const buffer of candidates) {
    if (buffer === undefined || buffer.lastUse > index) continue;
    const read = node.inputs.filter((input) => shared.get(input) === buffer);
    const [result] = node.outputs;
    if (read.every((operand) => readsInPlace(node, operand) && mayOverwrite(operand, result))) {
      return buffer;
    }
  }
  return undefined;
}
