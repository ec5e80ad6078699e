import type { Tensor } from '../../compiler/ir/tensor.js';
import { tensor } from '../../compiler/ir/tensor.js';
import type { Attributes } from '../../compiler/ir/graph.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import { elementCount } from '../../compiler/ir/types.js';
import type { OpCase } from './op-cases.js';
import { opCase } from './op-cases/case.js';
import { randomTensor } from './random-tensor.js';

/** A picture whose numbers are larger or smaller than those of a network usually are. */
export interface SizeCase extends OpCase {
  /** The largest error of any element; results are around 1. */
  readonly error: number;
}

/** Six channels are a vector and a half; one row is a case of its own, and so is one column. */
const SHAPES = [
  [1, 6, 9, 11],
  [2, 5, 1, 40],
  [1, 4, 33, 1],
  [1, 1, 12, 8],
];

/** The ops, what of a shape they normalise together being the planes, all of each picture, and rows. */
const OPS = [
  ['instance_norm', {}],
  ['group_norm', { groups: 1 }],
  ['layer_norm', { axis: 2 }],
  ['rms_norm', { axis: 2 }],
] as const;

export function* sizeCases(): Iterable<SizeCase> {
  for (const [op, attributes] of OPS) yield* sizeCasesOf(op, attributes);
}

function* sizeCasesOf(op: OpName, attributes: Attributes): Iterable<SizeCase> {
  const sizeCase = (name: string, x: Tensor, epsilon: number, error: number): SizeCase => {
    const { graph } = opCase(op, [{ shape: x.shape }], { ...attributes, epsilon });
    const called = `${op}: ${name} [${x.shape.join(',')}]`;
    return { name: called, op, graph, inputs: { x0: x }, error };
  };
  for (const shape of SHAPES) {
    const random = randomTensor(shape, 'numbers');
    for (const [factor, epsilon] of [
      [1e-38, 1e-5],
      [1e-20, 1e-5],
      [1, 1e-5],
      [1e9, 1e-5],
      [1.5e19, 1e-5],
      [1e20, 1e-5],
      [1e38, 1e-5],
      [-1.7e38, 1e-5],
      [1e30, 1e30],
    ]) {
      yield sizeCase(
        `numbers × ${factor}, epsilon ${epsilon}`,
        times(random, factor),
        epsilon,
        1e-5,
      );
    }
    // A channel by itself is large, or a few elements of each are.
    const plane = shape[2] * shape[3];
    yield sizeCase(
      'channels of all sizes',
      map(random, (value, at) => value * 10 ** (19 * (Math.floor(at / plane) % 3))),
      1e-5,
      1e-5,
    );
    yield sizeCase(
      'some elements of 1e30',
      map(random, (value, at) => (at % 13 === 5 ? 1e30 * value : value)),
      1e-5,
      1e-5,
    );
    const ends = map(random, (_, at) => (at % 7 === 0 ? -3.4e38 : 3.4e38));
    yield sizeCase('from one end to the other', ends, 1e-5, 1e-5);
  }
  if (op === 'group_norm' || op === 'rms_norm') return;
  const channels = [0, 0.3, 1e20, -3.4e38, 1e-30, 3.4028234663852886e38];
  const same = map(
    tensor([1, 6, 9, 11], new Array<number>(594).fill(0)),
    (_, at) => channels[Math.floor(at / 99)],
  );
  yield sizeCase('a picture that is all the same', same, 1e-5, 0);
}

function times(x: Tensor, factor: number): Tensor {
  return map(x, (value) => value * factor);
}

function map({ shape, data }: Tensor, to: (value: number, at: number) => number): Tensor {
  const made = Float32Array.from({ length: elementCount(shape) }, (_, at) => to(data[at], at));
  return { shape, data: made };
}
