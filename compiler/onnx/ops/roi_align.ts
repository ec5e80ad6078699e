import type { OnnxExporter } from '../exporter.js';
import { DATA_TYPE } from '../proto/messages.js';

/**
 * The largest of samples is the largest of each square of smaller bins with one sample each: `max` of ONNX
 * Runtime is something else.
 */
export const exportRoiAlign: OnnxExporter<'roi_align'> = (
  { node, attributes, inputs: [x, boxes, images], output },
  model,
) => {
  const { size, spatial_scale, sampling_ratio, coordinates, mode } = attributes;
  const [count] = node.inputs[1].type.shape;
  const zeros = (): string => model.integers(`${output}.images`, new Array<number>(count).fill(0));
  const cast = (): string => {
    const numbers = model.fresh(`${output}.images`);
    model.node('Cast', [images], numbers, { to: DATA_TYPE.int64 });
    return numbers;
  };
  const isMax = mode === 'max';
  const samples = isMax ? model.fresh(`${output}.samples`) : output;
  const bins = size.map((extent) => (isMax ? extent * sampling_ratio : extent));
  const numbers = images === undefined ? zeros() : cast();
  model.node('RoiAlign', [x, boxes, numbers], samples, {
    output_height: bins[0],
    output_width: bins[1],
    sampling_ratio: isMax ? 1 : sampling_ratio,
    spatial_scale: { float: spatial_scale },
    coordinate_transformation_mode: coordinates,
    mode: 'avg',
  });
  // Version 22 only allows bfloat16, and ONNX Runtime 1.30 knows none newer than 21.
  model.limitOpset(21);
  if (!isMax) return;
  const square = [sampling_ratio, sampling_ratio];
  model.node('MaxPool', [samples], output, { kernel_shape: square, strides: square });
};
