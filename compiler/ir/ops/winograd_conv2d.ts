import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import type { TensorType } from '../types.js';
import type { Conv2dAttributes } from './conv2d.js';
import { conv2d } from './conv2d.js';
import { convolutionType, convolutionWeight } from './shared/convolution.js';
import { MOST_POINTS } from './shared/toom-cook.js';
import type { WinogradAttributes, WinogradForm } from './shared/winograd.js';
import { winogradGeometry, winogradProducts, winogradWorkspace } from './shared/winograd.js';
import { LARGEST_TILE } from './shared/winograd-limit.js';

export type { WinogradAttributes } from './shared/winograd.js';

export const winogradConv2d: OpDefinition<WinogradAttributes> = {
  name: 'winograd_conv2d',
  summary:
    'A convolution of stride 1 that is computed as F(m, r) of Winograd along rows and columns, tile ' +
    'by tile: Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A, with m + r − 1 multiplications per axis and channel ' +
    'for m outputs of a kernel of r taps instead of m·r (Lavin and Gray 2016, "Fast Algorithms for ' +
    'Convolutional Neural Networks"). An axis with one tap is left alone. Input [N,C,H,W], weight ' +
    '[O,C,kh,kw], bias [O]. Passes make it from conv2d.',
  inputs: conv2d.inputs,
  attributes: {
    pads: conv2d.attributes.pads,
    tile: { kind: 'integers', doc: 'm: outputs per tile, vertically and horizontally' },
    strips: { kind: 'integer', doc: 'equal parts in which the rows of tiles are taken' },
    blocks: { kind: 'integer', doc: 'equal parts in which the output channels are taken' },
    slots: { kind: 'integer', doc: 'places in which threads may work on a block each' },
  },

  infer(inputs, { pads, tile }) {
    const type = convolutionType('winograd_conv2d', 2, inputs, asConvolution({ pads }));
    requireTile(tile, inputs[1].shape.slice(2));
    return [type];
  },

  evaluate: (inputs, attributes, outputs) =>
    conv2d.evaluate(inputs, asConvolution(attributes), outputs),

  workspace: (inputs, attributes, [y]) =>
    winogradWorkspace(winogradForm({ inputs, output: y, attributes })),

  macs: (inputs, attributes, outputs) =>
    conv2d.macs?.(inputs, asConvolution(attributes), outputs) ?? 0,

  products: (inputs, attributes, [y]) =>
    winogradProducts(winogradForm({ inputs, output: y, attributes })),

  weight: (_inputs, { pads }) => convolutionWeight(1, pads),

  band(inputs, attributes, [y]) {
    const form = winogradForm({ inputs, output: y, attributes });
    const { images, stripRows, blockOutputs } = winogradGeometry(form);
    return [images, stripRows * form.tile[0], y.shape[3], blockOutputs];
  },

  window: ([, weight]) => ({ kernel: weight.shape.slice(2), stride: [1, 1], dilation: [1, 1] }),
};

/** The attributes of the convolution that it computes. */
export function asConvolution({ pads }: Pick<WinogradAttributes, 'pads'>): Conv2dAttributes {
  return { strides: [1, 1], dilations: [1, 1], pads, groups: 1, winograd: LARGEST_TILE };
}

/** The convolution, tiled as its attributes say. */
export function winogradForm(node: {
  readonly inputs: readonly TensorType[];
  readonly output: TensorType;
  readonly attributes: WinogradAttributes;
}): WinogradForm {
  const [x, weight] = node.inputs;
  const { tile, strips, blocks, slots } = node.attributes;
  const taps = weight.shape.slice(2);
  return { channels: x.shape[1], taps, output: node.output.shape, tile, strips, blocks, slots };
}

function requireTile(tile: readonly number[], taps: readonly number[]): void {
  const points = tile.map((m, axis) => m + taps[axis] - 1);
  const most = Math.min(...points) > 1 ? MOST_POINTS.together : MOST_POINTS.alone;
  const fits = tile.every((m, axis) =>
    taps[axis] === 1 ? m === 1 : m > 1 && points[axis] <= most,
  );
  if (tile.length === 2 && fits) return;
  throw new ShapeError(
    'tile',
    `winograd_conv2d has no tile of ${tile.join('×')} for a ${taps.join('×')} kernel: it needs m = 1 ` +
      `along an axis with one tap r, else m > 1 and m + r − 1 ≤ ${most}`,
    { argument: 'tile' },
  );
}
