import type { OnnxExporter } from '../exporter.js';

/** The slopes of ONNX broadcast from the last axis. */
export const exportPrelu: OnnxExporter<'prelu'> = (
  { node, inputs: [x, weight], output },
  model,
) => {
  const [type, slopes] = node.inputs.map((input) => input.type.shape);
  if (slopes[0] === 1) {
    model.node('PRelu', [x, weight], output);
    return;
  }
  const shape = model.integers(`${output}.shape`, [slopes[0], ...type.slice(2).map(() => 1)]);
  const column = model.fresh(`${output}.slopes`);
  model.node('Reshape', [weight, shape], column);
  model.node('PRelu', [x, column], output);
};
