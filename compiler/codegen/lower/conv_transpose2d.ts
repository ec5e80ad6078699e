import type { ConvTranspose2dAttributes } from '../../ir/ops/conv_transpose2d.js';
import type { Compute } from '../compute.js';
import { binary, number, read, result } from '../compute.js';
import type { Index } from '../index-expr.js';
import { add, gcd, scale, toIndex, variable } from '../index-expr.js';
import { convolutionName } from './conv2d.js';
import type { LoopLowering, LoweringInput } from './lowering.js';
import { outputAxes } from './lowering.js';

/** The outputs r, r + s, r + 2s, … along one axis, which all see the same taps of the kernel. */
interface Phase {
  /** r */
  readonly first: number;
  readonly outputs: number;
  readonly taps: number;
  /** The tap number j of `taps` in the kernel: start − j·step. */
  readonly tap: { readonly start: number; readonly step: number };
  /** Output number q sees through tap j the input q + j·step + offset. */
  readonly source: { readonly offset: number; readonly step: number };
}

/**
 * One ordinary convolution of stride 1 per phase (r, c) of the output modulo the stride, so that no
 * zero is ever multiplied (Shi et al. 2016, "Is the deconvolution layer the same as a convolutional
 * layer?"). Output y = s·q + r sees the taps with ky·d ≡ r + p modulo s; with g = gcd(s, d) these are
 * every (s/g)-th. They are taken backwards, so that the input rows (y + p − ky·d)/s come forwards.
 */
export const convTranspose2d: LoopLowering<ConvTranspose2dAttributes> = {
  kind: 'loops',
  compute(node) {
    const [rows, columns] = [0, 1].map((axis) => phasesOf(node, axis));
    return rows.flatMap((row) => columns.map((column) => convolution(node, row, column)));
  },
  variant: convolutionName,
};

function convolution(
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
    steps: [],
    value: bias === undefined ? sum : binary('add', sum, read(2, [outputChannel])),
  };
}

/** The phases along spatial axis `axis` that have any output. */
function phasesOf(
  { inputs: [, weight], output, attributes }: LoweringInput<ConvTranspose2dAttributes>,
  axis: number,
): Phase[] {
  const kernel = weight.shape[axis + 2];
  const extent = output.shape[axis + 2];
  const stride = attributes.strides[axis];
  const dilation = attributes.dilations[axis];
  const shared = gcd(stride, dilation);
  const step = stride / shared;
  return Array.from({ length: Math.min(stride, extent) }, (_, first): Phase => {
    const position = first + attributes.pads[axis];
    const taps: number[] = [];
    for (let tap = kernel - 1; tap >= 0; tap--) {
      if ((position - tap * dilation) % stride === 0) taps.push(tap);
    }
    const [start = 0] = taps;
    return {
      first,
      outputs: Math.ceil((extent - first) / stride),
      taps: taps.length,
      tap: { start, step },
      source: { offset: (position - start * dilation) / stride, step: dilation / shared },
    };
  });
}
