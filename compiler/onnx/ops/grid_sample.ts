import type { OnnxExporter } from '../exporter.js';

/** What ONNX calls the modes since version 20. */
const MODES: Readonly<Record<string, string>> = { bilinear: 'linear', bicubic: 'cubic' };

export const exportGridSample: OnnxExporter<'grid_sample'> = (
  { attributes: { mode, padding, align_corners }, inputs, output },
  model,
) => {
  model.node('GridSample', inputs, output, {
    mode: MODES[mode] ?? mode,
    padding_mode: padding,
    align_corners: Number(align_corners),
  });
};
