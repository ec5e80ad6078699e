import type { MatmulAttributes } from '../../ir/ops/matmul.js';
import { binary, read, result } from '../formulas/compute.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import { toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';

/**
 * y[…,m,n] = Σ_k a[…,m,k] · b[…,k,n]; along another axis of a, y[…,n,…] = Σ_k a[…,k,…] · b[k,n].
 */
export const matmul: LoopLowering<MatmulAttributes> = {
  kind: 'loops',
  compute(node) {
    const [a, b] = node.inputs;
    const axes = outputAxes(node.output);
    const k = variable('k', b.shape[b.shape.length - 2]);
    const left = leftIndex(node, axes, k);
    const n = axes[contractedAxis(node)];
    const batch = axes.slice(0, axes.length - 2);
    const right = [...broadcast(b.shape.slice(0, -2), batch), toIndex(k), toIndex(n)];
    return [
      {
        axes,
        output: indices(axes),
        reductions: [
          {
            name: 'sum',
            axes: [k],
            combine: 'sum',
            body: binary('mul', read(0, left.slice(left.length - a.shape.length)), read(1, right)),
            domain: [],
          },
        ],
        intermediates: [],
        value: result('sum'),
      },
    ];
  },
  variant: ({ inputs: [, b] }) => `k${b.shape.at(-2)}_n${b.shape.at(-1)}`,
};

/** The position in the output of the axis that b's columns take. */
function contractedAxis({
  inputs: [a],
  output,
  attributes,
}: LoweringInput<MatmulAttributes>): number {
  const axis = attributes.axis < 0 ? attributes.axis + a.shape.length : attributes.axis;
  return axis + output.shape.length - a.shape.length;
}

function leftIndex(
  node: LoweringInput<MatmulAttributes>,
  axes: readonly Variable[],
  k: Variable,
): Index[] {
  const [a] = node.inputs;
  const contracted = contractedAxis(node);
  const lead = axes.length - a.shape.length;
  return axes.map((axis, position) => {
    if (position === contracted) return toIndex(k);
    const stretched = a.shape[position - lead] === 1 && axis.max > 0;
    return toIndex(stretched ? 0 : axis);
  });
}

/** NumPy broadcasting: aligned from the last axis, extent 1 stays at index 0. */
function broadcast(shape: readonly number[], axes: readonly Variable[]): Index[] {
  const lead = axes.length - shape.length;
  return shape.map((extent, axis) => toIndex(extent === 1 ? 0 : axes[axis + lead]));
}
