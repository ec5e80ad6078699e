import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import type { ElementType } from '../types.js';
import { ELEMENT_TYPES } from '../types.js';
import { read, write } from './shared/access.js';
import { requireElement } from './shared/checks.js';

export interface CastAttributes extends Attributes {
  readonly to: string;
}

export const cast: OpDefinition<CastAttributes> = {
  name: 'cast',
  summary:
    'The same numbers as elements of another type. Floats lose their fraction; as i32 and u8 those that are ' +
    'too large or too small become the nearest, and NaN 0. An i32 becomes the u8 of its lower 8 bits. What ' +
    'is not 0 is true, NaN too.',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: { to: { kind: 'string', doc: 'the new type: f32, i32, u8 or bool' } },
  elementwise: true,

  infer: ([x], { to }) => [{ element: requireElement('to', to), shape: x.shape }],

  evaluate([x], _attributes, [type]) {
    const y = zeros(type);
    const convert = CONVERSIONS[x.data instanceof Float32Array ? 'float' : 'whole'][type.element];
    for (let at = 0; at < y.data.length; at++) write(y, at, convert(read(x, at)));
    return [y];
  },

  surface: {
    name: 'cast',
    family: 'arithmetic',
    example: ['input x: tensor(1, 5)', 'output y = x -> cast(i32)'],
    conventions:
      'Out of range, ONNX and PyTorch leave open what comes of a float, and engines differ. Here the answer is ' +
      'the same everywhere.',
    arguments: [{ name: 'to', kind: 'string', doc: 'the new type: f32, i32, u8 or bool' }],
    attributes: (args) => ({ to: requireElement('to', args.to as string) }),
  },
};

/** From f32, and from the others, whose numbers are whole: typed arrays keep the lower bits of those. */
const CONVERSIONS: Record<'float' | 'whole', Record<ElementType, (x: number) => number>> = {
  float: {
    f32: (x) => x,
    i32: (x) => saturated(x, -(2 ** 31), 2 ** 31 - 1),
    u8: (x) => saturated(x, 0, 255),
    bool: (x) => Number(x !== 0),
  },
  whole: { f32: (x) => x, i32: (x) => x, u8: (x) => x & 255, bool: (x) => Number(x !== 0) },
};

function saturated(x: number, least: number, most: number): number {
  return Number.isNaN(x) ? 0 : Math.max(least, Math.min(most, Math.trunc(x)));
}
