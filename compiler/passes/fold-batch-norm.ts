import type { ConstantData, Graph, Node } from '../ir/graph.js';
import { floatsOf } from '../ir/op.js';
import type { Replacement, RewriteContext } from '../ir/rewrite.js';
import { makeNode, rewriteNodes } from '../ir/rewrite.js';
import type { Shape } from '../ir/types.js';
import { elementCount } from '../ir/types.js';
import type { KnownBatchNorm } from './batch-norm/affine.js';
import { derivedConstant, knownBatchNorm } from './batch-norm/affine.js';
import type { WeightedNode } from './batch-norm/weighted-node.js';
import { weightedNode, withWeights } from './batch-norm/weighted-node.js';
import type { ChannelOf } from './weight-channels.js';
import { inputChannels, outputChannels, outputCount } from './weight-channels.js';

/**
 * Folds batch normalisation, y = s·x + t per channel, into constants:
 *
 *   into the op with a weight before it,    s·(W x + b) + t = (sW) x + (s b + t)
 *   or into the one behind it when that pads nothing,  W (s x + t) + b = (W s) x + (W t + b)
 *
 * and otherwise into one multiplication and one addition. Padding forbids the second form: its zeros
 * are put behind the normalisation, and folding would turn them into t.
 */
export function foldBatchNorm(graph: Graph): Graph {
  return rewriteNodes(graph, (node, context) => {
    const norm = knownBatchNorm(node, context);
    if (norm === undefined) return intoNext(node, context);
    return (
      intoPrevious(node, norm, context) ??
      (canFoldIntoNext(node, context) ? undefined : asMultiplyAdd(node, norm))
    );
  });
}

function intoPrevious(
  node: Node,
  norm: KnownBatchNorm,
  context: RewriteContext,
): Replacement | undefined {
  const [x] = node.inputs;
  const layer = context.isPrivate(x) ? weightedNode(context.producer(x), context) : undefined;
  if (layer === undefined) return undefined;
  const { weight, bias } = layer;
  const scaled = scaledWeight(`${weight.label} · ${norm.label}`, weight, outputRuns(layer), norm);
  const biasLabel = `${bias?.label ?? '0'} · ${norm.label}`;
  const shifted = derivedConstant(biasLabel, [norm.channels], () => {
    const { scale, shift } = norm.affine();
    const data = bias && floatsOf(bias);
    return Float32Array.from(shift, (t, c) => t + (data?.[c] ?? 0) * scale[c]);
  });
  return withWeights(layer, layer.node.inputs[0], scaled, shifted, node.outputs[0]);
}

/** Whether the only user of a batch norm is a layer that can absorb it. */
function canFoldIntoNext(node: Node, context: RewriteContext): boolean {
  const [output] = node.outputs;
  if (!context.isPrivate(output)) return false;
  const [user] = context.uses.of(output);
  return user.inputs[0] === output && absorbing(user, context) !== undefined;
}

function intoNext(node: Node, context: RewriteContext): Replacement | undefined {
  const [x] = node.inputs;
  const producer = node.inputs.length === 0 ? undefined : context.producer(x);
  const norm = knownBatchNorm(producer, context);
  if (producer === undefined || norm === undefined || !context.isPrivate(x)) return undefined;
  const layer = absorbing(node, context);
  if (layer === undefined) return undefined;
  const { weight, bias, role } = layer;
  const runs = inputRuns(layer);
  const scaled = scaledWeight(`${norm.label} · ${weight.label}`, weight, runs, norm);
  const outputs = outputCount(role, weight.type.shape);
  const outputOf = outputChannels(role, weight.type.shape);
  const biasLabel = `${norm.label} · ${weight.label} + ${bias?.label ?? '0'}`;
  const shifted = derivedConstant(biasLabel, [outputs], () => {
    const { shift } = norm.affine();
    const data = floatsOf(weight);
    const sums = Float64Array.from((bias && floatsOf(bias)) ?? new Float32Array(outputs));
    for (let run = 0; run * runs.length < data.length; run++) {
      const output = outputOf(run * runs.length);
      const t = shift[runs.channelOf(run)];
      for (let at = run * runs.length; at < (run + 1) * runs.length; at++) {
        sums[output] += data[at] * t;
      }
    }
    return Float32Array.from(sums);
  });
  return withWeights(layer, producer.inputs[0], scaled, shifted, node.outputs[0]);
}

/**
 * A layer with constant weights all of which every result takes. Where padding is read it lacks some, and of
 * a transposed convolution it takes as many as kernels overlap there: then t times their sum is no constant.
 */
function absorbing(node: Node, context: RewriteContext): AbsorbingNode | undefined {
  const layer = weightedNode(node, context);
  if (layer?.role.inputs === undefined || layer.role.taps !== 'all') return undefined;
  return { ...layer, axis: layer.role.inputs };
}

/** A layer that is linear in what it reads, and the axis of its weight along the channels of that. */
interface AbsorbingNode extends WeightedNode {
  readonly axis: number;
}

/** A weight as runs of so many neighbours that belong to one channel. */
interface ChannelRuns {
  readonly length: number;
  readonly channelOf: (run: number) => number;
}

/** The weight times the scale of each run's channel. */
function scaledWeight(
  label: string,
  weight: ConstantData,
  { length, channelOf }: ChannelRuns,
  norm: KnownBatchNorm,
): ConstantData {
  return derivedConstant(label, weight.type.shape, (space) => {
    const values = floatsOf(weight, space);
    const { scale } = norm.affine();
    const scaled = space ?? new Float32Array(values.length);
    for (let run = 0; run * length < values.length; run++) {
      scaleRun(values, scaled, run * length, (run + 1) * length, scale[channelOf(run)]);
    }
    return scaled;
  });
}

/** By itself, because V8 optimises what is called often sooner than what loops in one call. */
function scaleRun(
  values: Float32Array,
  scaled: Float32Array,
  begin: number,
  end: number,
  scale: number,
): void {
  for (let at = begin; at < end; at++) scaled[at] = values[at] * scale;
}

/** The output channels that elements of the weight contribute to. */
function outputRuns({ role, weight }: WeightedNode): ChannelRuns {
  const { outputs, inputs = 0, acrossGroups } = role;
  const last = acrossGroups === 'outputs' ? outputs : Math.max(outputs, inputs);
  return runsBehind(last, weight.type.shape, outputChannels(role, weight.type.shape));
}

/** The input channels that elements of the weight are multiplied with. */
function inputRuns({ role, axis, weight }: AbsorbingNode): ChannelRuns {
  const channelOf = inputChannels(role, axis, weight.type.shape);
  return runsBehind(Math.max(role.outputs, axis), weight.type.shape, channelOf);
}

/** Elements that differ in nothing but their indices along the axes behind `axis` are neighbours. */
function runsBehind(axis: number, shape: Shape, channelOf: ChannelOf): ChannelRuns {
  const length = elementCount(shape.slice(axis + 1));
  return { length, channelOf: (run) => channelOf(run * length) };
}

/** y = x · s + t with constants [C,1,…] that broadcast along the channels. */
function asMultiplyAdd(node: Node, norm: KnownBatchNorm): Replacement {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const shape = [norm.channels, ...new Array<number>(x.type.shape.length - 2).fill(1)];
  const scale = derivedConstant(`scale of ${norm.label}`, shape, () =>
    Float32Array.from(norm.affine().scale),
  );
  const shift = derivedConstant(`shift of ${norm.label}`, shape, () =>
    Float32Array.from(norm.affine().shift),
  );
  const named = (part: string) => ({ ...y, name: `${y.name}.${part}` });
  const scaleNode = makeNode('constant', [], { value: scale }, named('scale'));
  const shiftNode = makeNode('constant', [], { value: shift }, named('shift'));
  const product = makeNode('mul', [x, scaleNode.outputs[0]], {}, named('scaled'));
  const sum = makeNode('add', [product.outputs[0], shiftNode.outputs[0]], {}, y);
  return { nodes: [scaleNode, shiftNode, product, sum], values: sum.outputs };
}
