import type { OnnxExporter } from '../exporter.js';

/**
 * ONNX has no expm1. Near 0, where e^x − 1 would lose what counts, it is 2t / (1 − t) with t = tanh(x / 2);
 * further away e^x − 1.
 */
export const exportExpm1: OnnxExporter<'expm1'> = ({ inputs: [x], output }, model) => {
  const name = (part: string): string => model.fresh(`${output}.${part}`);
  const one = model.scalar(`${output}.one`, 1);
  const half = model.scalar(`${output}.half`, 0.5);
  const [halved, tangent, twice, below, near] = ['half_x', 'tanh', 'twice', 'below', 'near'].map(
    name,
  );
  const [exp, far, distance, isNear] = ['exp', 'far', 'distance', 'is_near'].map(name);
  model.node('Mul', [x, half], halved);
  model.node('Tanh', [halved], tangent);
  model.node('Add', [tangent, tangent], twice);
  model.node('Sub', [one, tangent], below);
  model.node('Div', [twice, below], near);
  model.node('Exp', [x], exp);
  model.node('Sub', [exp, one], far);
  model.node('Abs', [x], distance);
  model.node('Less', [distance, half], isNear);
  model.node('Where', [isNear, near, far], output);
};
