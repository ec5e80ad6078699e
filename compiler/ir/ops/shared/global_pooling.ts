import type { OpDefinition } from '../../op.js';
import { zeros } from '../../tensor.js';
import type { ElementType } from '../../types.js';
import { read, write } from './access.js';
import { PICTURE_AXES, requireAxes } from './checks.js';
import { largestOperand } from './magnitude.js';

/** Builds the definition of an op that reduces each channel's whole feature map to one number. */
export function globalPoolingOp(options: {
  readonly name: string;
  readonly summary: string;
  /** The types that it takes; absent means f32 alone. */
  readonly elements?: readonly ElementType[];
  /** The value of `area` elements, which `element` gives one by one. */
  reduce(area: number, element: (index: number) => number): number;
}): OpDefinition {
  const { name, summary, elements } = options;
  return {
    name,
    summary,
    inputs: [{ name: 'x', ...(elements && { elements }) }],
    attributes: {},
    infer([x]) {
      requireAxes(name, x, PICTURE_AXES, 0);
      return [{ element: x.element, shape: [x.shape[0], x.shape[1], 1, 1] }];
    },
    evaluate([x], _attributes, [type]) {
      const y = zeros(type);
      const area = x.shape[2] * x.shape[3];
      for (let channel = 0; channel < y.data.length; channel++) {
        write(
          y,
          channel,
          options.reduce(area, (index) => read(x, channel * area + index)),
        );
      }
      return [y];
    },
    magnitude: largestOperand,
    window: () => 'global',
    surface: {
      name,
      family: 'pooling',
      example: ['input x: tensor(1, 2, 2, 3)', `output y = x -> ${name}`],
      arguments: [],
      attributes: () => ({}),
    },
  };
}
