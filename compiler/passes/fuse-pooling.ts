import type { Graph, Node, Region, Value } from '../ir/graph.js';
import { BAND_BYTES, bandShape } from '../ir/memory/pooled-band.js';
import type { PoolingAttributes } from '../ir/ops/shared/pooling.js';
import type { WinogradAttributes } from '../ir/ops/shared/winograd.js';
import type { PooledRegion } from '../ir/pooled-region.js';
import { isPooling, pooledRegion, poolingStrides } from '../ir/pooled-region.js';
import { producers, regionParameter, Uses } from '../ir/rewrite.js';
import { elementCount, STORED_BYTES } from '../ir/types.js';

/**
 * Pools what a convolution or matrix product computes in the same kernel, a band of rows at a time. So
 * the picture before pooling, often the largest of a network, takes no place in the arena, and neither
 * leaves the cache nor comes back to it.
 *
 * Windows must not overlap or hang over an edge, because bands then have rows in common; what is pooled
 * must not be used otherwise; and a picture that is hardly larger than a band is better pooled whole.
 */
export function fusePooling(graph: Graph): Graph {
  const uses = new Uses(graph);
  const producer = producers(graph);
  const taken = new Set<Node>();
  const nodes = graph.nodes.map((node) => {
    const [picture] = node.inputs;
    const origin = producer.get(picture);
    if (origin === undefined || !isPooling(rootOf(node)) || !uses.isPrivate(picture)) return node;
    if (!isBandable(origin)) return node;
    const fused = joined(origin, node);
    if (!isWorthwhile(pooledRegion(fused.region))) return node;
    taken.add(origin);
    return fused;
  });
  return taken.size === 0 ? graph : { ...graph, nodes: nodes.filter((node) => !taken.has(node)) };
}

function rootOf(node: Node): Node {
  return node.region?.nodes[0] ?? node;
}

/** Whether rows of a node's result, whole vectors of channels, can be computed by themselves from f32. */
function isBandable(node: Node): boolean {
  const { op, inputs, outputs } = rootOf(node);
  const { shape } = outputs[0].type;
  if (shape.length !== 4 || shape[1] % 4 !== 0 || pooledRegion(node.region) !== undefined) {
    return false;
  }
  if (inputs.some(({ storedAs }) => storedAs !== undefined)) return false;
  return ['conv2d', 'depthwise_conv2d', 'matmul', 'winograd_conv2d'].includes(op);
}

function isWorthwhile(region: PooledRegion | undefined): boolean {
  if (region === undefined) return false;
  const {
    produced: [root],
    pooled: [pool],
  } = region;
  const { kernel, pads, dilations = [1, 1] } = pool.attributes as MaybeDilated;
  const strides = poolingStrides(pool);
  const picture = root.outputs[0].type.shape;
  const windows = pool.outputs[0].type.shape;
  const isApart = [0, 1].every(
    (axis) =>
      kernel[axis] === strides[axis] &&
      dilations[axis] === 1 &&
      windows[axis + 2] * strides[axis] <= picture[axis + 2],
  );
  if (!isApart || pads.some((pad) => pad > 0)) return false;
  const band = bandShape(region);
  const bytes = STORED_BYTES.f32 * elementCount(picture);
  const isStripWhole = stripsOf(root) === 1 || band[1] % strides[0] === 0;
  return isStripWhole && bytes > BAND_BYTES && 2 * elementCount(band) <= elementCount(picture);
}

type MaybeDilated = PoolingAttributes & { readonly dilations?: readonly number[] };

function stripsOf({ op, attributes }: Node): number {
  return op === 'winograd_conv2d' ? (attributes as WinogradAttributes).strips : 1;
}

/** One node that computes what `origin` does and pools it as `pool` does. */
function joined(origin: Node, pool: Node): Node {
  const parameters = new Map<Value, Value>();
  const parameter = (outer: Value): Value => {
    const known = parameters.get(outer) ?? regionParameter(outer);
    parameters.set(outer, known);
    return known;
  };
  const produced = bodyOf(origin, parameter);
  const pooled = bodyOf(pool, (outer) =>
    outer === origin.outputs[0] ? produced.result : parameter(outer),
  );
  return {
    op: 'fused',
    inputs: [...parameters.keys()],
    outputs: pool.outputs,
    attributes: {},
    ...(origin.span && { span: origin.span }),
    region: {
      parameters: [...parameters.values()],
      nodes: [...produced.nodes, ...pooled.nodes],
      result: pooled.result,
    },
  };
}

/** What a node computes, with `bind` giving the inner value for each operand. */
function bodyOf(node: Node, bind: (outer: Value) => Value): Pick<Region, 'nodes' | 'result'> {
  const { region } = node;
  if (region === undefined) {
    const result = { ...node.outputs[0] };
    return { nodes: [{ ...node, inputs: node.inputs.map(bind), outputs: [result] }], result };
  }
  const inner = new Map(region.parameters.map((value, at) => [value, node.inputs[at]]));
  const nodes = region.nodes.map((each) => ({
    ...each,
    inputs: each.inputs.map((input) => {
      const outer = inner.get(input);
      return outer === undefined ? input : bind(outer);
    }),
  }));
  return { nodes, result: region.result };
}
