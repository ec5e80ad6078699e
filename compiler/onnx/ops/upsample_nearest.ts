import type { OnnxExporter } from '../exporter.js';
import { boolsAsBytes } from './bools-as-bytes.js';

export const exportUpsampleNearest: OnnxExporter<'upsample_nearest'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const scales = model.fresh(`${output}.scales`);
  model.floats(scales, [4], Float32Array.of(1, 1, ...attributes.scales));
  const add = (operands: readonly string[], result: string): void => {
    // No region of interest, which only cropping needs.
    model.node('Resize', [...operands, '', scales], result, {
      mode: 'nearest',
      nearest_mode: 'floor',
      coordinate_transformation_mode: 'asymmetric',
    });
  };
  if (node.outputs[0].type.element === 'bool') boolsAsBytes(model, inputs, output, add);
  else add(inputs, output);
};
