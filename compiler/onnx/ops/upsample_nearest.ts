import type { OnnxExporter } from '../exporter.js';

export const exportUpsampleNearest: OnnxExporter<'upsample_nearest'> = (exported, model) => {
  const { attributes, inputs, output } = exported;
  const scales = model.fresh(`${output}.scales`);
  model.floats(scales, [4], Float32Array.of(1, 1, ...attributes.scales));
  // No region of interest, which only cropping needs.
  model.node('Resize', [...inputs, '', scales], output, {
    mode: 'nearest',
    nearest_mode: 'floor',
    coordinate_transformation_mode: 'asymmetric',
  });
};
