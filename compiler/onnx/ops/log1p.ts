import type { OnnxExporter } from '../exporter.js';

/**
 * ONNX has no log1p. With u = 1 + x, rounded, ln (1 + x) = ln u + (x − (u − 1)) / u to first order. Only from
 * −0.5 to 1 does what was rounded off show; the bounds themselves lose nothing.
 */
export const exportLog1p: OnnxExporter<'log1p'> = ({ inputs: [x], output }, model) => {
  const name = (part: string): string => model.fresh(`${output}.${part}`);
  const one = model.scalar(`${output}.one`, 1);
  const [sum, log, near, nearSum] = ['sum', 'log', 'near', 'near_sum'].map(name);
  const [kept, lost, rest] = ['kept', 'lost', 'rest'].map(name);
  const bounds = [model.scalar(`${output}.min`, -0.5), model.scalar(`${output}.max`, 1)];
  model.node('Add', [x, one], sum);
  model.node('Log', [sum], log);
  model.node('Clip', [x, ...bounds], near);
  model.node('Add', [near, one], nearSum);
  model.node('Sub', [nearSum, one], kept);
  model.node('Sub', [near, kept], lost);
  model.node('Div', [lost, nearSum], rest);
  model.node('Add', [log, rest], output);
};
