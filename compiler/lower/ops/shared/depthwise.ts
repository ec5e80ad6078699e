import type { ConvolutionGeometry } from '../../../ir/ops/shared/convolution.js';
import type { Attributes } from '../../../ir/graph.js';
import type { Compute } from '../../formulas/compute.js';
import { binary, read, result } from '../../formulas/compute.js';
import { divide, toIndex } from '../../formulas/index-expr.js';
import type { LoweringInput } from '../../lowering.js';
import { indices, outputAxes } from '../../lowering.js';
import { windowBounds, windowTaps } from './window.js';

/** A convolution in which every output channel reads one input channel: o div (outputs per channel). */
export function depthwiseConvolution({
  inputs: [input, weight, bias],
  output,
  attributes,
}: LoweringInput<Attributes & ConvolutionGeometry>): Compute {
  const axes = outputAxes(output);
  const [n, o, ...spots] = axes;
  const taps = windowTaps(weight.shape.slice(2));
  const channel = divide(o, output.shape[1] / input.shape[1]);
  const bounds = windowBounds(attributes, input.shape, spots, taps);
  const sum = result('sum');
  return {
    axes,
    output: indices(axes),
    reductions: [
      {
        name: 'sum',
        axes: taps,
        combine: 'sum',
        body: binary(
          'mul',
          read(0, [toIndex(n), channel, ...bounds.map(({ index }) => index)]),
          read(1, [o, 0, ...taps].map(toIndex)),
        ),
        domain: bounds,
      },
    ],
    intermediates: [],
    value: bias === undefined ? sum : binary('add', sum, read(2, [toIndex(o)])),
  };
}
