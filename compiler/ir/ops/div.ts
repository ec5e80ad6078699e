import { binaryOp } from './shared/elementwise.js';

export const div = binaryOp({
  name: 'div',
  summary:
    'Elementwise quotient a / b with broadcasting; written `a / b` or `div(a, b)`. That of i32 loses its ' +
    'fraction, so −7 / 2 = −3; of a / 0 it is a, and of −2³¹ / −1, which wraps around, −2³¹.',
  scalar: (a, b) => a / b,
  integer: (a, b) => (b === 0 ? a : (a / b) | 0),
  conventions:
    'ONNX leaves open what a / 0 is of integers, and engines stop there. Here it is what WGSL says. PyTorch ' +
    'has this quotient as `div(a, b, rounding_mode = "trunc")`; its `/` makes floats of integers.',
});
