import type { TransposedGeometry } from '../../../ir/ops/shared/transposed-convolution.js';
import type { Attributes } from '../../../ir/graph.js';
import type { Phase } from '../../../ir/ops/shared/phases.js';
import { phasesOf } from '../../../ir/ops/shared/phases.js';
import type { Compute } from '../../formulas/compute.js';
import { binary, number, read, result } from '../../formulas/compute.js';
import type { Variable } from '../../formulas/index-expr.js';
import { add, scale, toIndex, variable } from '../../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../../lowering.js';
import { outputAxes } from '../../lowering.js';
import { combinations } from './combinations.js';
import { convolutionName } from './convolution.js';
import { windowTaps } from './window.js';

type TransposedAttributes = Attributes & TransposedGeometry & { readonly groups: number };

/**
 * One ordinary convolution of stride 1 per phase (r, c) of the output modulo the stride, so that no
 * zero is ever multiplied (Shi et al. 2016, "Is the deconvolution layer the same as a convolutional
 * layer?").
 */
export const transposedConvolution: LoopLowering<TransposedAttributes> = {
  kind: 'loops',
  compute(node) {
    const { inputs, output, attributes } = node;
    const [, , ...kernel] = inputs[1].shape;
    const along = kernel.map((taps, axis) =>
      phasesOf({
        kernel: taps,
        extent: output.shape[axis + 2],
        stride: attributes.strides[axis],
        dilation: attributes.dilations[axis],
        pad: attributes.pads[axis],
      }),
    );
    return combinations(along).map((phases) => phaseConvolution(node, phases));
  },
  variant: convolutionName,
};

/** What a phase computes, one along each spatial axis: an ordinary convolution of stride 1. */
export function phaseConvolution(
  { inputs, output, attributes: { groups, strides } }: LoweringInput<TransposedAttributes>,
  phases: readonly Phase[],
): Compute {
  const [input, weight, bias] = inputs;
  const [channels, outputsPerGroup] = weight.shape;
  const [n, o, ...whole] = outputAxes(output);
  const spots = phases.map((phase, axis) => variable(whole[axis].name, phase.outputs));
  const group = variable('g', groups);
  const within = groups === 1 ? o : variable('o', outputsPerGroup);
  const g = toIndex(groups === 1 ? 0 : group);
  const outputChannel = add(scale(g, outputsPerGroup), within);
  const taps: readonly Variable[] = windowTaps(phases.map((phase) => phase.taps));
  const i = variable('i', channels / groups);
  const inputChannel = add(scale(g, channels / groups), i);
  const sources = phases.map(({ source: { offset, step } }, axis) =>
    add(spots[axis], scale(taps[axis], step), offset),
  );
  const tapsOfKernel = phases.map(({ tap: { start, step } }, axis) =>
    add(start, scale(taps[axis], -step)),
  );
  const isEmpty = phases.some((phase) => phase.taps === 0);
  const sum = isEmpty ? number(0) : result('sum');
  return {
    axes: [n, group, within, ...spots],
    output: [
      toIndex(n),
      outputChannel,
      ...phases.map(({ first }, axis) => add(scale(spots[axis], strides[axis]), first)),
    ],
    reductions: isEmpty
      ? []
      : [
          {
            name: 'sum',
            axes: [...taps, i],
            combine: 'sum',
            body: binary(
              'mul',
              read(0, [toIndex(n), inputChannel, ...sources]),
              read(1, [inputChannel, toIndex(within), ...tapsOfKernel]),
            ),
            domain: sources.map((index, axis) => ({ index, extent: input.shape[axis + 2] })),
          },
        ],
    intermediates: [],
    value: bias === undefined ? sum : binary('add', sum, read(2, [outputChannel])),
  };
}
