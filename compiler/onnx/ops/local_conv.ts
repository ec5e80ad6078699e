import type { LocalConvAttributes } from '../../ir/ops/shared/local-convolve.js';
import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';
import { elementCount } from '../../ir/types.js';

/**
 * ONNX has no such op. A convolution with kernels of a single 1 lays out what each window sees, [H′,W′,N,C·kh·kw]
 * of a picture,
 * for a matrix product with the weights of each place.
 */
function exportLocal(exported: ExportedNode<LocalConvAttributes>, model: OnnxModel): void {
  const { node, attributes, output } = exported;
  const [x, weight, bias] = exported.inputs;
  const { shape } = node.inputs[1].type;
  const rank = node.inputs[0].type.shape.length - 2;
  const spots = shape.slice(0, rank);
  const [outputs, channels, ...kernel] = shape.slice(rank);
  const spatial = kernel.map((_, axis) => axis);
  const { strides, pads } = attributes;
  const taps = elementCount(kernel);
  const name = (part: string): string => model.fresh(`${output}.${part}`);
  const then = (
    opType: string,
    inputs: readonly string[],
    part: string,
    given: Parameters<typeof model.node>[3] = {},
  ): string => {
    const made = name(part);
    model.node(opType, inputs, made, given);
    return made;
  };
  const reshaped = (value: string, part: string, shape: readonly number[]): string =>
    then('Reshape', [value, model.integers(`${output}.${part}.shape`, shape)], part);

  const ones = name('ones');
  const selected = new Float32Array(channels * taps * taps);
  for (let at = 0; at < channels * taps; at++) selected[at * taps + (at % taps)] = 1;
  model.floats(ones, [channels * taps, 1, ...kernel], selected);
  const window = { kernel_shape: kernel, strides, pads, group: channels };
  const seen = then('Conv', [x, ones], 'seen', window);
  const places = then('Transpose', [seen], 'places', {
    perm: [...spatial.map((axis) => axis + 2), 0, 1],
  });
  const matrices = reshaped(weight, 'rows', [...spots, outputs, channels * taps]);
  const turned = then('Transpose', [matrices], 'matrices', {
    perm: [...spatial, rank + 1, rank],
  });
  const product = then('MatMul', [places, turned], 'product');
  const perm = [rank, rank + 1, ...spatial];
  if (bias === undefined) {
    model.node('Transpose', [product], output, { perm });
    return;
  }
  model.node('Add', [then('Transpose', [product], 'sum', { perm }), bias], output);
}

export const exportLocalConv = exportLocal;
export const exportLocalConv1d = exportLocal;
export const exportLocalConv3d = exportLocal;
