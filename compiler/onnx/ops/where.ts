import type { OnnxExporter } from '../exporter.js';
import { boolsAsBytes } from './bools-as-bytes.js';

export const exportWhere: OnnxExporter<'where'> = ({ node, inputs, output }, model) => {
  const [condition, ...sides] = inputs;
  const add = (operands: readonly string[], result: string): void => {
    model.node('Where', [condition, ...operands], result);
  };
  if (node.outputs[0].type.element === 'bool') boolsAsBytes(model, sides, output, add);
  else add(sides, output);
};
