import type { ConvTranspose2dAttributes } from '../../ir/ops/conv_transpose2d.js';
import type { Phase } from '../../ir/ops/shared/phases.js';
import { phasesOf } from '../../ir/ops/shared/phases.js';
import type { Compute } from '../formulas/compute.js';
import { binary, number, read, result } from '../formulas/compute.js';
import type { Index } from '../formulas/index-expr.js';
import { add, scale, toIndex, variable } from '../formulas/index-expr.js';
import { convolutionName } from './shared/convolution.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { outputAxes } from '../lowering.js';

/**
 * One ordinary convolution of stride 1 per phase (r, c) of the output modulo the stride, so that no
 * zero is ever multiplied (Shi et al. 2016, "Is the deconvolution layer the same as a convolutional
 * layer?").
 */
export const convTranspose2d: LoopLowering<ConvTranspose2dAttributes> = {
  kind: 'loops',
  compute(node) {
    const { inputs, output, attributes } = node;
    const [rows, columns] = [0, 1].map((axis) =>
      phasesOf({
        kernel: inputs[1].shape[axis + 2],
        extent: output.shape[axis + 2],
        stride: attributes.strides[axis],
        dilation: attributes.dilations[axis],
        pad: attributes.pads[axis],
      }),
    );
    return rows.flatMap((row) => columns.map((column) => phaseConvolution(node, row, column)));
  },
  variant: convolutionName,
};

/** What a phase computes: an ordinary convolution of stride 1. */
export function phaseConvolution(
  { inputs, output, attributes: { groups, strides } }: LoweringInput<ConvTranspose2dAttributes>,
  row: Phase,
  column: Phase,
): Compute {
  const [input, weight, bias] = inputs;
  const [channels, outputsPerGroup] = weight.shape;
  const [n, o] = outputAxes(output);
  const y = variable('y', row.outputs);
  const x = variable('x', column.outputs);
  const group = variable('g', groups);
  const within = groups === 1 ? o : variable('o', outputsPerGroup);
  const g = toIndex(groups === 1 ? 0 : group);
  const outputChannel = add(scale(g, outputsPerGroup), within);
  const ky = variable('ky', row.taps);
  const kx = variable('kx', column.taps);
  const i = variable('i', channels / groups);
  const inputChannel = add(scale(g, channels / groups), i);
  const source = ({ source: { offset, step } }: Phase, q: typeof y, tap: typeof ky): Index =>
    add(q, scale(tap, step), offset);
  const tap = ({ tap: { start, step } }: Phase, j: typeof ky): Index => add(start, scale(j, -step));
  const [inputRow, inputColumn] = [source(row, y, ky), source(column, x, kx)];
  const isEmpty = row.taps === 0 || column.taps === 0;
  const sum = isEmpty ? number(0) : result('sum');
  return {
    axes: [n, group, within, y, x],
    output: [
      toIndex(n),
      outputChannel,
      add(scale(y, strides[0]), row.first),
      add(scale(x, strides[1]), column.first),
    ],
    reductions: isEmpty
      ? []
      : [
          {
            name: 'sum',
            axes: [ky, kx, i],
            combine: 'sum',
            body: binary(
              'mul',
              read(0, [toIndex(n), inputChannel, inputRow, inputColumn]),
              read(1, [inputChannel, toIndex(within), tap(row, ky), tap(column, kx)]),
            ),
            domain: [
              { index: inputRow, extent: input.shape[2] },
              { index: inputColumn, extent: input.shape[3] },
            ],
          },
        ],
    intermediates: [],
    value: bias === undefined ? sum : binary('add', sum, read(2, [outputChannel])),
  };
}
