import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import type { TensorType } from '../types.js';
import { convTranspose2d } from './conv_transpose2d.js';
import type { Phase } from './shared/phases.js';
import { phasesOf } from './shared/phases.js';
import { transposedType, transposedWeight } from './shared/transposed-convolution.js';
import { LARGEST_TILE } from './shared/winograd-limit.js';
import type { WinogradForm } from './shared/winograd.js';
import { winogradProducts, winogradWorkspace } from './shared/winograd.js';

export interface WinogradConvTranspose2dAttributes extends Attributes {
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly output_padding: readonly number[];
  /** m of F(m, r): outputs per tile of a phase along every axis on which it has several taps. */
  readonly tile: number;
  readonly strips: number;
  readonly blocks: number;
  readonly slots: number;
}

export const winogradConvTranspose2d: OpDefinition<WinogradConvTranspose2dAttributes> = {
  name: 'winograd_conv_transpose2d',
  summary:
    'A transposed convolution whose phases are computed as F(m, r) of Winograd: the outputs of the same ' +
    'place modulo the stride see the same taps of the kernel, r ≈ k/s of them along an axis, and are a ' +
    'convolution of stride 1 (Shi et al. 2016, "Is the deconvolution layer the same as a convolutional ' +
    'layer?"; Lavin and Gray 2016). Input [N,C,H,W], weight [C,O,kh,kw], bias [O]. Passes make it from ' +
    'conv_transpose2d.',
  inputs: convTranspose2d.inputs,
  attributes: {
    strides: convTranspose2d.attributes.strides,
    pads: convTranspose2d.attributes.pads,
    output_padding: convTranspose2d.attributes.output_padding,
    tile: { kind: 'integer', doc: 'm: outputs of a phase per tile along each axis, 2 or 4' },
    strips: { kind: 'integer', doc: 'equal parts in which the rows of tiles are taken' },
    blocks: { kind: 'integer', doc: 'equal parts in which the output channels are taken' },
    slots: { kind: 'integer', doc: 'places in which threads may work on a block each' },
  },

  infer(inputs, { tile, ...attributes }) {
    const geometry = asTransposed(attributes);
    const type = transposedType('winograd_conv_transpose2d', 2, inputs, geometry);
    if (tile === 2 || tile === 4) return [type];
    throw new ShapeError(
      'tile',
      `the tile of winograd_conv_transpose2d is 2 or 4, but ${tile} was given`,
      { argument: 'tile' },
    );
  },

  evaluate: (inputs, attributes, outputs) =>
    convTranspose2d.evaluate(inputs, asTransposed(attributes), outputs),

  workspace: (inputs, attributes, [output]) =>
    tiledPhases({ inputs, output, attributes })
      .filter(({ form }, index, all) => all.findIndex((each) => isSame(each.form, form)) === index)
      .flatMap(({ form, suffix }) =>
        winogradWorkspace(form).map((tensor) => ({ ...tensor, name: tensor.name + suffix })),
      ),

  macs: (inputs, attributes, outputs) =>
    convTranspose2d.macs?.(inputs, asTransposed(attributes), outputs) ?? 0,

  products: (inputs, attributes, [output]) => transposedProducts({ inputs, output, attributes }),

  weight: () => transposedWeight(1),

  window: (inputs, attributes) =>
    convTranspose2d.window?.(inputs, asTransposed(attributes)) ?? 'global',
};

/** The attributes of the transposed convolution that it computes. */
export function asTransposed({
  strides,
  pads,
  output_padding,
}: Pick<WinogradConvTranspose2dAttributes, 'strides' | 'pads' | 'output_padding'>) {
  return { strides, pads, output_padding, dilations: [1, 1], groups: 1, winograd: LARGEST_TILE };
}

/** A phase of the output, modulo the stride along rows and columns. */
export interface PicturePhase {
  readonly row: Phase;
  readonly column: Phase;
}

/** A phase that is a convolution of several taps. */
export interface TiledPhase extends PicturePhase {
  readonly form: WinogradForm;
  /** Ends the names of the tensors that phases of the same form share. */
  readonly suffix: string;
}

/** What is to be convolved, tiled as the attributes say. */
export interface TransposedNode {
  readonly inputs: readonly TensorType[];
  readonly output: TensorType;
  readonly attributes: WinogradConvTranspose2dAttributes;
}

/** All phases. */
export function picturePhases({
  inputs,
  output,
  attributes,
}: Pick<TransposedNode, 'inputs' | 'output'> & {
  readonly attributes: Pick<WinogradConvTranspose2dAttributes, 'strides' | 'pads'>;
}): PicturePhase[] {
  const [rows, columns] = [0, 1].map((axis) =>
    phasesOf({
      kernel: inputs[1].shape[axis + 2],
      extent: output.shape[axis + 2],
      stride: attributes.strides[axis],
      dilation: 1,
      pad: attributes.pads[axis],
    }),
  );
  return rows.flatMap((row) => columns.map((column) => ({ row, column })));
}

/** The phases that have several taps. */
export function tiledPhases(node: TransposedNode): TiledPhase[] {
  const { tile, strips, blocks, slots } = node.attributes;
  const [batch, outputs] = node.output.shape;
  const forms: WinogradForm[] = [];
  return picturePhases(node)
    .filter(({ row, column }) => row.taps * column.taps > 1)
    .map(({ row, column }) => {
      const taps = [row.taps, column.taps];
      const form = {
        channels: node.inputs[0].shape[1],
        taps,
        output: [batch, outputs, row.outputs, column.outputs],
        tile: taps.map((count) => (count === 1 ? 1 : tile)),
        strips,
        blocks,
        slots,
      };
      let number = forms.findIndex((known) => isSame(known, form));
      if (number < 0) number = forms.push(form) - 1;
      return { row, column, form, suffix: number === 0 ? '' : `_${number + 1}` };
    });
}

/** Products of all phases, each a multiply-accumulate. */
function transposedProducts(node: TransposedNode): number {
  const [{ shape: input }] = node.inputs;
  const [batch, outputs] = node.output.shape;
  const single = picturePhases(node).filter(({ row, column }) => row.taps * column.taps === 1);
  const direct = single.reduce((sum, { row, column }) => sum + row.outputs * column.outputs, 0);
  return tiledPhases(node).reduce(
    (sum, { form }) => sum + winogradProducts(form),
    direct * batch * outputs * input[1],
  );
}

function isSame(a: WinogradForm, b: WinogradForm): boolean {
  return [...a.taps, ...a.output].every((extent, at) => extent === [...b.taps, ...b.output][at]);
}
