import type { OnnxExporter } from '../exporter.js';
import { elementCount } from '../../ir/types.js';

/**
 * ONNX has no such op. A convolution with kernels of a single 1 lays out what each window sees, [H′,W′,N,C·kh·kw],
 * for a matrix product with the weights of each place.
 */
export const exportLocalConv: OnnxExporter<'local_conv'> = (exported, model) => {
  const { node, attributes, output } = exported;
  const [x, weight, bias] = exported.inputs;
  const [rows, columns, outputs, channels, ...kernel] = node.inputs[1].type.shape;
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
  const places = then('Transpose', [seen], 'places', { perm: [2, 3, 0, 1] });
  const matrices = reshaped(weight, 'rows', [rows, columns, outputs, channels * taps]);
  const turned = then('Transpose', [matrices], 'matrices', { perm: [0, 1, 3, 2] });
  const product = then('MatMul', [places, turned], 'product');
  const perm = [2, 3, 0, 1];
  if (bias === undefined) {
    model.node('Transpose', [product], output, { perm });
    return;
  }
  model.node('Add', [then('Transpose', [product], 'sum', { perm }), bias], output);
};
