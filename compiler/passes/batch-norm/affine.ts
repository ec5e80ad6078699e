import type { ConstantData, Node } from '../../ir/graph.js';
import type { RewriteContext } from '../../ir/rewrite.js';
import { isOp } from '../../ir/rewrite.js';
import { floatsOf } from '../../ir/op.js';
import type { Shape } from '../../ir/types.js';

/** One pair of numbers per channel: y = scale · x + shift. In doubles, to be rounded once. */
export interface ChannelAffine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** A batch normalisation whose statistics are known at compile time. */
export interface KnownBatchNorm {
  readonly channels: number;
  /** Part of the labels of what is folded from it. */
  readonly label: string;
  /**
   * (x − mean) / √(var + ε) · weight + bias = scale · x + shift with
   * scale = weight / √(var + ε) and shift = bias − mean · scale. Reads the statistics.
   */
  affine(): ChannelAffine;
}

/**
 * The statistics of a `batch_norm`, if all are constant. With ε = 0 a channel without variance would
 * have an infinite scale, and 0 · ∞ in the folded weights where the sum should be finite: then the
 * node stays as it is.
 */
export function knownBatchNorm(
  node: Node | undefined,
  context: RewriteContext,
): KnownBatchNorm | undefined {
  if (!isOp(node, 'batch_norm') || node.attributes.epsilon === 0) return undefined;
  const { epsilon } = node.attributes;
  const statistics: ConstantData[] = [];
  for (const input of node.inputs.slice(1)) {
    const data = context.constant(input);
    if (data === undefined) return undefined;
    statistics.push(data);
  }
  const channels = node.inputs[0].type.shape[1];
  const label = `batch_norm(${statistics.map((data) => data.label).join(', ')}, ${epsilon})`;
  return { channels, label, affine: () => affineOf(statistics, epsilon) };
}

function affineOf(statistics: readonly ConstantData[], epsilon: number): ChannelAffine {
  const [weight, bias, mean, variance] = statistics.map((data) => floatsOf(data));
  const scale = Float64Array.from(weight, (w, c) => w / Math.sqrt(variance[c] + epsilon));
  const shift = Float64Array.from(bias, (b, c) => b - mean[c] * scale[c]);
  return { scale, shift };
}

/** A folded constant whose elements are computed when they are asked for, perhaps in a space that is lent. */
export function derivedConstant(
  label: string,
  shape: Shape,
  compute: (space?: Float32Array) => Float32Array,
): ConstantData {
  return {
    kind: 'constant-data',
    label,
    type: { element: 'f32', shape },
    read: (space) => compute(space instanceof Float32Array ? space : undefined),
  };
}
