import type { Graph, KernelNode, Node, OpNode } from '../ir/graph.js';
import { makeKernel, openStages, rootOf, stageResults, withOperands } from '../ir/kernel.js';
import { bandShape } from '../ir/memory/pooled-band.js';
import type { PooledStages } from '../ir/pooling.js';
import { pooledStages } from '../ir/pooling.js';
import { producers, Uses } from '../ir/rewrite.js';
import { bandOf, poolingWindow } from '../ir/traits.js';
import { elementCount, STORED_BYTES } from '../ir/types.js';
import type { CoreMachine } from '../target/machine.js';

/**
 * Pools what a convolution or matrix product computes in the same kernel, a band of rows at a time. So
 * the feature map before pooling, often the largest of a network, takes no place in the arena, and neither
 * leaves the cache nor comes back to it.
 *
 * Windows must not overlap or hang over an edge, because bands then have rows in common; what is pooled
 * must not be used otherwise; and a feature map that is hardly larger than a band is better pooled whole.
 */
export function fusePooling(graph: Graph, { caches: { nearBytes } }: CoreMachine): Graph {
  const uses = new Uses(graph);
  const producer = producers(graph);
  const taken = new Set<Node>();
  const nodes = graph.nodes.map((node) => {
    const [whole] = node.inputs;
    const origin = producer.get(whole);
    if (origin === undefined || poolingWindow(rootOf(node)) === undefined) return node;
    if (!uses.isPrivate(whole) || !isBandable(origin)) return node;
    const fused = joined(origin, node, nearBytes);
    if (!isWorthwhile(pooledStages(fused), nearBytes)) return node;
    taken.add(origin);
    return fused;
  });
  return taken.size === 0 ? graph : { ...graph, nodes: nodes.filter((node) => !taken.has(node)) };
}

/** Whether rows of a node's result, whole vectors of channels, can be computed by themselves from f32. */
function isBandable(node: Node): boolean {
  const root = rootOf(node);
  const { shape } = root.outputs[0].type;
  if (shape.length !== 4 || shape[1] % 4 !== 0 || pooledStages(node) !== undefined) {
    return false;
  }
  if (root.inputs.some(({ storedAs }) => storedAs !== undefined)) return false;
  return bandOf(root) !== undefined;
}

function isWorthwhile(stages: PooledStages | undefined, nearBytes: number): boolean {
  if (stages === undefined) return false;
  const { root } = stages.produced;
  const { root: pool } = stages.pooled;
  const { kernel, strides, dilations, pads } = stages.window;
  const whole = root.outputs[0].type.shape;
  const windows = pool.outputs[0].type.shape;
  const isApart = [0, 1].every(
    (axis) =>
      kernel[axis] === strides[axis] &&
      dilations[axis] === 1 &&
      windows[axis + 2] * strides[axis] <= whole[axis + 2],
  );
  if (!isApart || pads.some((pad) => pad > 0)) return false;
  const band = bandShape(stages);
  const bytes = STORED_BYTES.f32 * elementCount(whole);
  const isWhole = band[1] >= whole[2] || band[1] % strides[0] === 0;
  return isWhole && bytes > nearBytes && 2 * elementCount(band) <= elementCount(whole);
}

/** One kernel that computes what `origin` does and pools it as `pool` does, in bands that stay near. */
function joined(origin: Node, pool: Node, nearBytes: number): KernelNode {
  const [produced] = openStages(origin);
  const [{ root, tail }] = openStages(pool);
  const results = stageResults(produced);
  const inner = new Map(origin.outputs.map((output, index) => [output, results[index]]));
  const pooled = {
    root: withOperands(root, inner),
    tail: tail.map((op) => withOperands(op, inner)),
  };
  const kernel = makeKernel([produced, pooled], pool.outputs);
  const bandRows = rowsOfBand(rootOf(origin), root, nearBytes);
  return bandRows === undefined ? kernel : { ...kernel, bandRows };
}

/**
 * As many whole rows of windows as stay in a core's second-level cache beside what the root reads
 * meanwhile, and divide the feature map evenly. Undefined where the root's own strips decide.
 */
function rowsOfBand(root: OpNode, pool: OpNode, nearBytes: number): number | undefined {
  const window = poolingWindow(pool);
  if (window === undefined || bandOf(root) !== 'rows') return undefined;
  const [batch, channels, , width] = root.outputs[0].type.shape;
  const [stride] = window.strides;
  const windows = pool.outputs[0].type.shape[2];
  const perRow = batch * stride * width * channels * STORED_BYTES.f32;
  let count = Math.min(windows, Math.max(1, Math.floor(nearBytes / perRow)));
  while (windows % count !== 0) count--;
  return count * stride;
}
