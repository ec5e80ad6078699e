import type { OnnxExporter } from '../exporter.js';
import { boolsAsBytes } from './bools-as-bytes.js';

export const exportResize: OnnxExporter<'resize'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const { factors, mode, coordinates, rounding, cubic } = attributes;
  const [x, y] = [node.inputs[0].type.shape, node.outputs[0].type.shape];
  const isExact = [0, 1].every(
    (axis) => x[axis + 2] * factors[2 * axis] === y[axis + 2] * factors[2 * axis + 1],
  );
  // No region of interest, which only cropping needs. A scale says more than the size that it leads to.
  const target = isExact
    ? ['', '', model.integers(`${output}.size`, y)]
    : ['', scales(model.fresh(`${output}.scale`))];
  function scales(name: string): string {
    const values = [1, 1, factors[0] / factors[1], factors[2] / factors[3]];
    model.floats(name, [4], Float32Array.from(values));
    return name;
  }
  const add = (operands: readonly string[], to: string): void => {
    model.node('Resize', [...operands, ...target], to, {
      mode: { nearest: 'nearest', bilinear: 'linear', bicubic: 'cubic' }[mode] ?? mode,
      coordinate_transformation_mode: coordinates,
      ...(mode === 'nearest' && { nearest_mode: rounding }),
      ...(mode === 'bicubic' && { cubic_coeff_a: { float: cubic } }),
    });
  };
  if (node.outputs[0].type.element === 'bool') boolsAsBytes(model, inputs, output, add);
  else add(inputs, output);
};
