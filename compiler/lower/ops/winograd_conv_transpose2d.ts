import type { WinogradConvTranspose2dAttributes } from '../../ir/ops/winograd_conv_transpose2d.js';
import {
  asTransposed,
  picturePhases,
  tiledPhases,
  winogradConvTranspose2d as definition,
} from '../../ir/ops/winograd_conv_transpose2d.js';
import type { ComputeStage } from '../formulas/compute.js';
import { read } from '../formulas/compute.js';
import type { Index } from '../formulas/index-expr.js';
import { add, scale } from '../formulas/index-expr.js';
import { convolutionName } from './shared/convolution.js';
import { convTranspose2d } from './conv_transpose2d.js';
import { phaseConvolution } from './shared/transposed.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { winogradStages } from './winograd/stages.js';

/**
 * Phase after phase in one workspace. Those with a single tap are convolved as they are.
 *
 * `compute` is the transposed convolution itself, for a GPU that has too little of it to multiply.
 */
export const winogradConvTranspose2d: LoopLowering<WinogradConvTranspose2dAttributes> = {
  kind: 'loops',
  compute: (node) => convTranspose2d.compute?.(withAttributes(node)) ?? [],
  stages,
  variant: (node) => `f${node.attributes.tile}_${convolutionName(withAttributes(node))}`,
};

function stages(node: LoweringInput<WinogradConvTranspose2dAttributes>): ComputeStage[] {
  const { inputs, output, attributes } = node;
  const { strides } = attributes;
  const tensors = (definition.workspace?.(inputs, attributes, [output]) ?? []).map(
    ({ name }) => name,
  );
  const direct = picturePhases(node).filter(({ row, column }) => row.taps * column.taps <= 1);
  return [
    ...direct.map(({ row, column }) => phaseConvolution(withAttributes(node), [row, column])),
    ...tiledPhases(node).flatMap(({ row, column, form, suffix }) => {
      const tap = (axis: typeof row, j: Index): Index =>
        add(axis.tap.start, scale(j, -axis.tap.step));
      return winogradStages({
        label: `input_${row.first}_${column.first}`,
        form,
        input: inputs[0].shape,
        offset: [row.source.offset, column.source.offset],
        weight: (o, i, ky, kx) => read(1, [i, o, tap(row, ky), tap(column, kx)]),
        bias: inputs.length < 3 ? undefined : (o) => read(2, [o]),
        position: (y, x) => [
          add(scale(y, strides[0]), row.first),
          add(scale(x, strides[1]), column.first),
        ],
        tensor: (name) => ({
          target: name + suffix,
          operand: inputs.length + tensors.indexOf(name + suffix),
        }),
      });
    }),
  ];
}

function withAttributes({ attributes, ...node }: LoweringInput<WinogradConvTranspose2dAttributes>) {
  return { ...node, attributes: asTransposed(attributes) };
}
