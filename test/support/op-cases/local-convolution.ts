import { windowOutput } from '../../../compiler/ir/ops/shared/window.js';
import type { OpCase } from './case.js';
import { opCase, operand, weights } from './case.js';

const NONE = [0, 0, 0, 0];

/** One place and many, channels that fill vectors and do not, windows that hang over each edge. */
export function* localConvCases(): Iterable<OpCase> {
  for (const { x, o, kernel, strides = [1, 1], pads = NONE } of [
    { x: [1, 1, 3, 3], o: 1, kernel: [2, 2] },
    { x: [1, 3, 5, 6], o: 4, kernel: [3, 3] },
    { x: [2, 4, 6, 5], o: 5, kernel: [2, 3], strides: [2, 1] },
    { x: [3, 2, 7, 7], o: 16, kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
    { x: [1, 5, 4, 4], o: 8, kernel: [1, 1] },
    { x: [1, 8, 4, 4], o: 3, kernel: [4, 4] },
    { x: [1, 3, 1, 9], o: 6, kernel: [1, 4], strides: [1, 3], pads: [0, 2, 0, 1] },
    { x: [2, 1, 5, 4], o: 2, kernel: [3, 2], pads: [2, 0, 0, 1] },
    { x: [1, 16, 7, 7], o: 16, kernel: [3, 3], strides: [2, 2] },
  ]) {
    const window = { kernel, strides, pads, dilations: [1, 1] };
    const places = windowOutput('local_conv', x.slice(2), window);
    const weight = weights(...places, o, x[1], ...kernel);
    yield opCase('local_conv', [operand(...x), weight], { strides, pads });
    yield opCase('local_conv', [operand(...x), weight, weights(o, ...places)], { strides, pads });
    if (o > 5) continue;
    const given = [operand(...weight.shape), operand(o, ...places)];
    yield opCase('local_conv', [operand(...x), ...given], { strides, pads });
  }
  for (const { op, x, o, kernel, strides, pads } of [
    { op: 'local_conv1d', x: [1, 1, 7], o: 1, kernel: [3], strides: [1], pads: [0, 0] },
    { op: 'local_conv1d', x: [2, 5, 9], o: 8, kernel: [4], strides: [2], pads: [1, 2] },
    {
      op: 'local_conv3d',
      x: [1, 2, 3, 4, 4],
      o: 5,
      kernel: [2, 2, 3],
      strides: [1, 1, 1],
      pads: [0, 0, 0, 0, 0, 0],
    },
    {
      op: 'local_conv3d',
      x: [2, 4, 4, 5, 3],
      o: 4,
      kernel: [3, 2, 2],
      strides: [2, 1, 2],
      pads: [1, 0, 1, 1, 1, 0],
    },
  ] as const) {
    const dilations = kernel.map(() => 1);
    const places = windowOutput(op, x.slice(2), { kernel, strides, pads, dilations });
    const weight = weights(...places, o, x[1], ...kernel);
    yield opCase(op, [operand(...x), weight], { strides, pads });
    yield opCase(op, [operand(...x), weight, weights(o, ...places)], { strides, pads });
    const given = [operand(...weight.shape), operand(o, ...places)];
    yield opCase(op, [operand(...x), ...given], { strides, pads });
  }
}
