import fc from 'fast-check';
import { COORDINATES, ROUNDINGS } from '../../../compiler/ir/ops/shared/resampling.js';
import type { OpCase, Operand } from './case.js';
import { opCase, operand } from './case.js';
import { sample } from './sample.js';

const MEAN = { coordinates: 'half_pixel', rounding: 'floor', cubic: -0.75 };
const NEAREST = { ...MEAN, mode: 'nearest', coordinates: 'asymmetric' };

export function* resizeCases(): Iterable<OpCase> {
  const resize = (x: Operand, attributes: object): OpCase =>
    opCase('resize', [x], { ...attributes });
  // Every sample repeated, as a picture that is made larger by whole factors has them.
  for (const shape of [
    [1, 1, 1, 1],
    [1, 3, 4, 5],
    [2, 5, 3, 1],
    [1, 8, 2, 7],
    [1, 1, 3, 4],
  ]) {
    for (const [down, across] of [
      [1, 1],
      [2, 2],
      [3, 1],
      [1, 4],
      [5, 3],
    ]) {
      yield resize(operand(...shape), { ...NEAREST, factors: [down, 1, across, 1] });
    }
  }
  for (const coordinates of COORDINATES) {
    for (const rounding of ROUNDINGS) {
      // Halves are where the roundings differ.
      for (const factors of [
        [2, 1, 1, 2],
        [4, 1, 1, 4],
      ]) {
        yield resize(operand(1, 3, 4, 8), {
          mode: 'nearest',
          factors,
          coordinates,
          rounding,
          cubic: 0,
        });
      }
    }
    for (const mode of ['bilinear', 'bicubic']) {
      for (const factors of [
        [2, 1, 2, 1],
        [1, 2, 3, 2],
        [1, 4, 1, 6],
        [7, 4, 5, 6],
        [3, 1, 1, 1],
        [13, 10, 17, 10],
      ]) {
        yield resize(operand(1, 5, 4, 6), { ...MEAN, mode, coordinates, factors });
      }
    }
  }
  for (const cubic of [-0.5, 0, -1]) {
    yield resize(operand(1, 4, 5, 3), { ...MEAN, mode: 'bicubic', cubic, factors: [2, 1, 4, 3] });
  }
  for (const form of sample(forms(), 60)) {
    const { x, ...attributes } = form;
    yield resize(operand(...x), attributes);
  }
}

/** Pictures of any size, made any other size. Places near halves would depend on how they are rounded. */
function forms() {
  const extent = fc.integer({ min: 1, max: 9 });
  return fc
    .record({
      batch: fc.integer({ min: 1, max: 2 }),
      channels: fc.integer({ min: 1, max: 6 }),
      from: fc.tuple(extent, extent),
      to: fc.tuple(extent, extent),
      mode: fc.constantFrom('nearest', 'bilinear', 'bicubic'),
      coordinates: fc.constantFrom(...COORDINATES),
    })
    .map(({ batch, channels, from, to, mode, coordinates }) => ({
      x: [batch, channels, ...from],
      ...MEAN,
      mode,
      coordinates,
      factors: [to[0], from[0], to[1], from[1]],
    }));
}

export function* pixelShuffleCases(): Iterable<OpCase> {
  for (const [channels, height, width, factor] of [
    [1, 1, 1, 1],
    [4, 3, 2, 2],
    [9, 2, 5, 3],
    [16, 3, 3, 2],
    [12, 1, 4, 2],
    [32, 2, 1, 4],
  ]) {
    for (const batch of [1, 2]) {
      yield opCase('pixel_shuffle', [operand(batch, channels, height, width)], { factor });
      const large = operand(batch, channels / factor ** 2, height * factor, width * factor);
      yield opCase('pixel_unshuffle', [large], { factor });
    }
  }
}

/** Places inside, at edges and beyond, none near where a sample changes with the last bit. */
export function* gridSampleCases(): Iterable<OpCase> {
  const shapes = [
    [1, 1, 4, 5, 3, 3],
    [2, 3, 5, 3, 2, 7],
    [1, 8, 2, 6, 4, 3],
    [3, 5, 3, 2, 1, 5],
    [1, 4, 3, 1, 2, 2],
  ];
  let number = 0;
  for (const mode of ['bilinear', 'nearest', 'bicubic']) {
    for (const padding of ['zeros', 'border', 'reflection']) {
      for (const align_corners of [false, true]) {
        const [n, c, h, w, height, width] = shapes[number++ % shapes.length];
        const grid: Operand = { shape: [n, height, width, 2], range: { from: -2.3, to: 2.2 } };
        const form = { mode, padding, align_corners };
        yield opCase('grid_sample', [operand(n, c, h, w), grid], form);
        const edges: Operand = { shape: [1, 2, 3, 2], values: [-1, 1, 0.1, -0.3, 1, -1, 0] };
        yield opCase('grid_sample', [operand(1, 4, 1, 6), edges], form);
      }
    }
  }
}
