import type { BorderAttributes } from '../../ir/ops/shared/border-padding.js';
import { read } from '../formulas/compute.js';
import type { Index } from '../formulas/index-expr.js';
import { add, maximum, minimum, modulo, scale, subtract } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { outputAxes, pointwise } from '../lowering.js';

/** Every element is one of the input's: `source` of its position, which may lie outside. */
function border(
  source: (position: Index, extent: number) => Index,
): LoopLowering<BorderAttributes> {
  return {
    kind: 'loops',
    compute({ inputs: [input], output, attributes: { pads } }) {
      const axes = outputAxes(output);
      const rank = axes.length;
      const index = axes.map((axis, position) => {
        const inside = add(axis, -pads[position]);
        const isPadded = pads[position] > 0 || pads[position + rank] > 0;
        return isPadded ? source(inside, input.shape[position]) : inside;
      });
      return [pointwise(axes, read(0, index))];
    },
  };
}

/** −p mirrors to p, and what then lies behind the last element mirrors there. */
export const reflectionPad = border((position, extent) => {
  const mirrored = maximum(position, scale(position, -1));
  return minimum(mirrored, subtract(2 * (extent - 1), mirrored));
});

/** −1 mirrors to 0, and so on; what then lies behind the last element mirrors to that. */
export const symmetricPad = border((position, extent) => {
  const mirrored = maximum(position, add(scale(position, -1), -1));
  return minimum(mirrored, subtract(2 * extent - 1, mirrored));
});

export const replicationPad = border((position, extent) =>
  minimum(maximum(position, 0), extent - 1),
);

/** A border is at most as wide as the tensor. */
export const circularPad = border((position, extent) => modulo(add(position, extent), extent));
