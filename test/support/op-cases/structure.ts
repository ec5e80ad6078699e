import fc from 'fast-check';
import { GraphBuilder } from '../../../compiler/ir/builder.js';
import { constantData } from '../../../compiler/ir/op.js';
import { randomTensor } from '../random-tensor.js';
import type { OpCase } from './case.js';
import { opCase, operand, weights } from './case.js';
import { sample } from './sample.js';

const SHAPES = [[6], [2, 3], [2, 3, 4], [2, 3, 4, 5], [1, 2, 3, 2, 2]];

export function* viewCases(): Iterable<OpCase> {
  for (const shape of SHAPES) {
    for (let axis = -shape.length; axis < shape.length; axis++) {
      yield opCase('flatten', [operand(...shape)], { axis });
    }
    yield opCase('relayout', [operand(...shape)]);
  }
  for (const [from, to] of [
    [[6], [2, 3]],
    [[2, 3], [6]],
    [[1], []],
    [[], [1, 1]],
    [
      [2, 12],
      [2, 3, 2, 2],
    ],
    [
      [2, 3, 4, 5],
      [4, 5, 6],
    ],
    [
      [1, 8, 3, 3],
      [1, 2, 4, 9],
    ],
  ]) {
    yield opCase('reshape', [operand(...from)], { shape: to });
  }
}

export function* transposeCases(): Iterable<OpCase> {
  for (const shape of SHAPES.slice(0, 4)) {
    for (const permutation of permutations(shape.length)) {
      yield opCase('transpose', [operand(...shape)], { permutation });
    }
  }
  yield opCase('transpose', [operand(1, 2, 3, 4, 5)], { permutation: [4, 2, 0, 3, 1] });
}

export function* concatCases(): Iterable<OpCase> {
  for (const shape of SHAPES) {
    for (let axis = -shape.length; axis < shape.length; axis++) {
      const part = (extent: number) => shape.with(axis < 0 ? axis + shape.length : axis, extent);
      yield opCase('concat', [operand(...part(2)), operand(...part(3))], { axis });
      yield opCase('concat', [operand(...part(1)), weights(...part(4)), operand(...part(2))], {
        axis,
      });
    }
  }
  yield opCase('concat', [operand(2, 3)], { axis: 0 });
  yield opCase(
    'concat',
    [4, 8, 3, 1].map((channels) => operand(1, channels, 3, 3)),
    { axis: 1 },
  );
}

export function* sliceCases(): Iterable<OpCase> {
  const slice = (x: number[], cuts: readonly (readonly number[])[]): OpCase =>
    opCase('slice', [operand(...x)], {
      axes: cuts.map(([axis]) => axis),
      starts: cuts.map(([, start]) => start),
      lengths: cuts.map(([, , length]) => length),
      steps: cuts.map(([, , , step]) => step),
    });
  yield slice([5], [[0, 0, 5, 1]]);
  yield slice([5], [[0, 4, 5, -1]]);
  yield slice([5], [[-1, 3, 2, -2]]);
  yield slice([2, 8, 4, 4], [[1, 4, 4, 1]]);
  yield slice(
    [2, 8, 4, 5],
    [
      [3, 1, 3, 1],
      [2, 2, 2, 1],
    ],
  );
  for (const { shape, cuts } of sample(slices(), 40)) yield slice(shape, cuts);
}

/** Parts of whole vectors of channels or not, along each axis, of one batch and of several; one part alone. */
export function* splitCases(): Iterable<OpCase> {
  const split = (shape: number[], axis: number, sizes: readonly number[]): OpCase =>
    opCase('split', [operand(...shape)], { axis, sizes });
  yield split([7], 0, [3, 4]);
  yield split([7], -1, [1, 1, 5]);
  yield split([5], 0, [5]);
  yield split([2, 16], 1, [8, 4, 4]);
  yield split([2, 16], 1, [5, 8, 3]);
  yield split([3, 4], 0, [1, 2]);
  yield split([2, 3, 8], -1, [4, 4]);
  yield split([2, 6, 5], 1, [2, 2, 2]);
  for (const batch of [1, 2]) {
    yield split([batch, 8, 3, 5], 1, [4, 4]);
    yield split([batch, 12, 2, 3], 1, [4, 8]);
    yield split([batch, 6, 4, 4], 1, [2, 4]);
    yield split([batch, 10, 4, 4], 1, [8, 2]);
    yield split([batch, 5, 4, 3], 2, [1, 3]);
    yield split([batch, 8, 3, 6], -1, [2, 4]);
  }
  yield split([3, 8, 2, 2], 0, [2, 1]);
}

/** Some axes of a random shape, each with a cut that stays inside. */
function slices() {
  const cut = (extent: number) =>
    fc
      .record({
        first: fc.nat({ max: extent - 1 }),
        last: fc.nat({ max: extent - 1 }),
        step: fc.integer({ min: 1, max: 3 }),
        named: fc.boolean(),
      })
      .map(({ first, last, step, named }) => {
        const length = Math.floor(Math.abs(last - first) / step) + 1;
        return { start: first, length, step: last < first ? -step : step, named };
      });
  return fc
    .array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 })
    .chain((shape) => fc.tuple(fc.constant(shape), fc.tuple(...shape.map(cut))))
    .map(([shape, all]) => ({
      shape,
      cuts: all.flatMap(({ named, start, length, step }, axis) =>
        named || axis === 0 ? [[axis, start, length, step]] : [],
      ),
    }));
}

export function* padCases(): Iterable<OpCase> {
  const pad = (x: number[], pads: number[], value = 0): OpCase =>
    opCase('pad', [operand(...x)], { pads, value });
  yield pad([3], [0, 0]);
  yield pad([3], [2, 1], -1.5);
  yield pad([1, 3, 4, 5], [0, 0, 1, 1, 0, 0, 1, 1]);
  yield pad([1, 3, 4, 5], [0, 0, 1, 2, 0, 0, 3, 4], 0.25);
  yield pad([2, 3, 2, 2], [0, 2, 0, 0, 0, 3, 0, 0]);
  yield pad([2, 3, 2, 2], [1, 0, 0, 0, 0, 0, 0, 0], 7);
  const small = fc.nat({ max: 3 });
  const forms = fc
    .array(fc.record({ extent: fc.integer({ min: 1, max: 5 }), before: small, after: small }), {
      minLength: 1,
      maxLength: 4,
    })
    .chain((axes) => fc.record({ axes: fc.constant(axes), value: fc.constantFrom(0, 1, -3.5) }));
  for (const { axes, value } of sample(forms, 25)) {
    yield pad(
      axes.map(({ extent }) => extent),
      [...axes.map(({ before }) => before), ...axes.map(({ after }) => after)],
      value,
    );
  }
}

/** Borders of the tensor's own elements, up to as wide as it has elements for. */
export function* borderCases(): Iterable<OpCase> {
  const most = { reflection_pad: -1, replication_pad: 2, circular_pad: 0, symmetric_pad: 0 };
  for (const [name, beyond] of Object.entries(most)) {
    const op = name as keyof typeof most;
    yield opCase(op, [operand(4)], { pads: [2, 3] });
    yield opCase(op, [operand(3, 5)], { pads: [0, 4, 2, 1] });
    yield opCase(op, [operand(1, 3, 4, 5)], { pads: [0, 0, 1, 1, 0, 0, 1, 1] });
    yield opCase(op, [operand(2, 4, 3, 6)], { pads: [0, 0, 0, 2, 0, 0, 2, 0] });
    yield opCase(op, [operand(1, 1, 4, 4)], { pads: [0, 0, 3, 3, 0, 0, 3, 3] });
    yield opCase(op, [operand(2, 3, 2, 2)], { pads: [1, 2, 0, 0, 0, 1, 0, 0] });
    const share = fc.integer({ min: 0, max: 4 });
    const axis = fc.record({ extent: fc.integer({ min: 2, max: 6 }), before: share, after: share });
    for (const axes of sample(fc.array(axis, { minLength: 1, maxLength: 4 }), 20)) {
      const width = (extent: number, part: number): number =>
        Math.floor((part * (extent + beyond)) / 4);
      const pads = [
        ...axes.map(({ extent, before }) => width(extent, before)),
        ...axes.map(({ extent, after }) => width(extent, after)),
      ];
      yield opCase(op, [operand(...axes.map(({ extent }) => extent))], { pads });
    }
  }
}

/** A constant that is an output itself, beside an input that is. */
export function* constantCases(): Iterable<OpCase> {
  for (const shape of [[], [3], [2, 3, 2, 2]]) {
    const builder = new GraphBuilder('constant');
    const name = `constant [${shape.join(',')}]`;
    const input = randomTensor([2], `${name} x`);
    builder.output('x', builder.input('x0', { element: 'f32', shape: [2] }));
    builder.output('y', builder.constant(constantData('w0', randomTensor(shape, name))));
    yield { op: 'constant', name, graph: builder.finish(), inputs: { x0: input } };
  }
}

function permutations(rank: number): number[][] {
  if (rank === 0) return [[]];
  return permutations(rank - 1).flatMap((shorter) =>
    Array.from({ length: rank }, (_, place) => shorter.toSpliced(place, 0, rank - 1)),
  );
}
