import type { Importer } from '../import-node.js';
import { known, shapeOf } from '../operand.js';

export const importIdentity: Importer = (node) => [node.input(0)];

export const importDropout: Importer = (node) => {
  if (node.outputs.length > 1 && node.outputs[1] !== '') node.refuse('gives its mask');
  return [node.input(0)];
};

export const importShape: Importer = (node) => {
  const shape = shapeOf(node.input(0));
  const [start, end] = [node.integer('start', 0), node.integer('end', shape.length)];
  const numbers = Float64Array.from(shape.slice(start, end));
  return [known('I64', [numbers.length], numbers)];
};

export const importConstant: Importer = (node) => {
  const tensor = node.tensor('value');
  if (tensor !== undefined) return [tensor];
  if (node.has('value_float'))
    return [known('F32', [], Float32Array.of(node.float('value_float', 0)))];
  if (node.has('value_int'))
    return [known('I64', [], Float64Array.of(node.integer('value_int', 0)))];
  if (node.has('value_ints')) {
    const numbers = Float64Array.from(node.integers('value_ints', []));
    return [known('I64', [numbers.length], numbers)];
  }
  const floats = node.floats('value_floats');
  if (floats !== undefined) return [known('F32', [floats.length], Float32Array.from(floats))];
  return node.refuse('holds a value that is not imported');
};
