import type { LocalConvAttributes } from '../../ir/ops/shared/local-convolve.js';
import { binary, read, result } from '../formulas/compute.js';
import { toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';
import { windowBounds, windowName, windowTaps } from './shared/window.js';

/** A convolution whose weight depends on the place, too, so that a load of it serves the batch alone. */
export const localConv: LoopLowering<LocalConvAttributes> = {
  kind: 'loops',
  compute({ inputs: [input, weight, bias], output, attributes }) {
    const axes = outputAxes(output);
    const [n, o, ...spots] = axes;
    const [, channels, ...kernel] = weight.shape.slice(spots.length);
    const i = variable('i', channels);
    const taps = windowTaps(kernel);
    const bounds = windowBounds(
      { ...attributes, dilations: kernel.map(() => 1) },
      input.shape,
      spots,
      taps,
    );
    const x = read(0, [toIndex(n), toIndex(i), ...bounds.map(({ index }) => index)]);
    const sum = result('sum');
    return [
      {
        axes,
        output: indices(axes),
        reductions: [
          {
            name: 'sum',
            axes: [...taps, i],
            combine: 'sum',
            body: binary('mul', x, read(1, indices([...spots, o, i, ...taps]))),
            domain: bounds,
          },
        ],
        intermediates: [],
        value: bias === undefined ? sum : binary('add', sum, read(2, indices([o, ...spots]))),
      },
    ];
  },
  variant({ inputs: [x, weight], output, attributes }) {
    const kernel = weight.shape.slice(x.shape.length);
    return `${windowName({ kernel, ...attributes })}_c${x.shape[1]}_o${output.shape[1]}`;
  },
};

export const localConv3d = localConv;
