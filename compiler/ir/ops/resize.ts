import type { OpDefinition, SurfaceValues } from '../op.js';
import { ShapeError } from '../op.js';
import type { Tensor } from '../tensor.js';
import { zeros } from '../tensor.js';
import { ELEMENT_TYPES } from '../types.js';
import { forEachElement, read4, write } from './shared/access.js';
import { PICTURE_AXES, requireAxes, requireEntries, requireWord } from './shared/checks.js';
import { gcd } from './shared/gcd.js';
import { keys } from './shared/keys.js';
import { largestOperand } from './shared/magnitude.js';
import type { ResizeAttributes } from './shared/resampling.js';
import {
  COORDINATES,
  MODES,
  nearestSamples,
  positionsAlong,
  resizedExtent,
  ROUNDINGS,
  simplestFraction,
} from './shared/resampling.js';

/** A sample that an output takes, and how much of it. */
interface Share {
  readonly at: number;
  readonly weight: number;
}

/** Places are computed with whole numbers of 32 bits. */
const LARGEST = 2 ** 31 - 1;

export const resize: OpDefinition<ResizeAttributes> = {
  name: 'resize',
  summary:
    'Another size of a picture: each output lies somewhere among the samples and takes the nearest one, or ' +
    'a mean of those around it. By (1 − t, t) for `bilinear` along each axis, t behind a sample; for ' +
    '`bicubic` by four weights (Keys 1981). Samples beyond an edge are those at the edge. ' +
    'Input [N,C,H,W], output [N,C,⌊H·s⌋,⌊W·s⌋] for a scale s, or of the size that is given.',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: {
    factors: { kind: 'integers', doc: 'output over input extent, as a fraction for each axis' },
    mode: { kind: 'string', doc: '"nearest", "bilinear" or "bicubic"' },
    coordinates: { kind: 'string', doc: 'where outputs lie among the samples' },
    rounding: { kind: 'string', doc: 'which sample is the nearest' },
    cubic: { kind: 'number', doc: 'the coefficient of bicubic weights' },
  },

  infer([x], attributes) {
    requireAxes('resize', x, PICTURE_AXES, 0);
    const { factors, mode, coordinates, rounding, cubic } = attributes;
    requireWord('resize', 'mode', mode, MODES);
    requireWord('resize', 'coordinates', coordinates, COORDINATES);
    requireWord('resize', 'rounding', rounding, ROUNDINGS);
    requireEntries('resize', { name: 'factors', values: factors }, 4, 1);
    if (!(cubic >= -1 && cubic <= 0)) {
      throw new ShapeError(
        'cubic',
        `cubic of resize must be from -1 to 0, but ${cubic} was given`,
        {
          argument: 'cubic',
          hint: 'PyTorch takes -0.75, TensorFlow and Pillow -0.5',
        },
      );
    }
    if (mode !== 'nearest' && x.element !== 'f32') {
      throw new ShapeError(
        'mode',
        `resize takes means of f32 alone, but its input is ${x.element}`,
        {
          input: 0,
          hint: 'the mode nearest moves elements of any type',
        },
      );
    }
    const [batch, channels, ...picture] = x.shape;
    const extents = picture.map((from, axis) => checkedExtent(attributes, axis, from));
    return [{ element: x.element, shape: [batch, channels, ...extents] }];
  },

  evaluate([x], attributes, [type]) {
    const y = zeros(type);
    const [rows, columns] = [0, 1].map((axis) =>
      Array.from({ length: type.shape[axis + 2] }, (_, i) =>
        sharesOf(attributes, axis, x.shape[axis + 2], i),
      ),
    );
    forEachElement(type.shape, ([n, c, row, column], at) => {
      write(y, at, mean(x, [n, c], rows[row], columns[column]));
    });
    return [y];
  },

  window(_inputs, { factors, mode }) {
    const taps = { nearest: 1, bilinear: 2, bicubic: 4 }[mode] ?? 1;
    return {
      kernel: [taps, taps],
      stride: [factors[1] / factors[0], factors[3] / factors[2]],
      dilation: [1, 1],
    };
  },

  // The two outer weights of bicubic are below zero: all four are 1 in sum, and 1 − cubic/2 in magnitude.
  magnitude: (operands, { mode, cubic }) =>
    largestOperand(operands) * (mode === 'bicubic' ? (1 - cubic / 2) ** 2 : 1),

  surface: {
    name: 'resize',
    family: 'border',
    example: ['input x: tensor(1, 1, 2, 2)', 'output y = x -> resize([3, 5])'],
    conventions:
      'As `interpolate` of PyTorch, where `coordinates` is "half_pixel" unless corners are aligned, and ' +
      '"asymmetric" for nearest; its "nearest-exact" is half_pixel with rounding "round_prefer_ceil". A scale ' +
      'is kept for the places, as in ONNX and PyTorch, even where the output has no whole extent; it is taken ' +
      'as the simplest fraction that is the same in 32 bits. Samples are not averaged when a picture gets ' +
      'smaller (antialias); Keras and TensorFlow leave out what is beyond an edge from bicubic means.',
    arguments: [
      { name: 'size', kind: 'pair', default: null, doc: 'height and width of the output' },
      {
        name: 'scale',
        kind: 'factors',
        default: null,
        doc: 'or its vertical and horizontal factor',
      },
      { name: 'mode', kind: 'string', default: 'nearest', doc: 'nearest, bilinear or bicubic' },
      {
        name: 'coordinates',
        kind: 'string',
        default: null,
        doc:
          'where output i of M lies among N samples, scaled by s: "half_pixel" at (i + ½) / s − ½, ' +
          '"pytorch_half_pixel" the same but at 0 if M is 1, "align_corners" at i · (N − 1) / (M − 1), ' +
          '"asymmetric" at i / s; "asymmetric" for nearest and "half_pixel" for others unless given',
      },
      {
        name: 'rounding',
        kind: 'string',
        default: null,
        doc: 'the nearest sample: "floor" unless given, "ceil", "round_prefer_floor" or "round_prefer_ceil"',
      },
      {
        name: 'cubic',
        kind: 'number',
        default: null,
        doc: 'the coefficient of bicubic weights, -0.75 unless given',
      },
    ],
    attributes(args, [x]) {
      requireAxes('resize', x, PICTURE_AXES, 0);
      const mode = args.mode as string;
      requireWord('resize', 'mode', mode, MODES);
      requireUse(args, 'rounding', 'nearest');
      requireUse(args, 'cubic', 'bicubic');
      return {
        factors: factorsOf(args, x.shape.slice(2)),
        mode,
        coordinates: (args.coordinates as string | null) ?? coordinatesOf(mode),
        rounding: (args.rounding as string | null) ?? 'floor',
        cubic: (args.cubic as number | null) ?? -0.75,
      };
    },
  },
};

function coordinatesOf(mode: string): string {
  return mode === 'nearest' ? 'asymmetric' : 'half_pixel';
}

/** Fractions for both axes from a size or a scale. */
function factorsOf({ size, scale }: SurfaceValues, picture: readonly number[]): number[] {
  if ((size === null) === (scale === null)) {
    const given = size === null ? 'neither is given' : 'both are given';
    throw new ShapeError('scale', `resize needs a size or a scale, but ${given}`, {
      ...(size !== null && { argument: 'scale' }),
      hint: 'write resize([64, 64]) or resize(scale = 2)',
    });
  }
  if (size !== null) {
    return picture.flatMap((from, axis) => {
      const to = (size as number[])[axis];
      const shared = gcd(to, from);
      return [to / shared, from / shared];
    });
  }
  return (scale as number[]).flatMap((factor) => {
    if (factor > 0 && factor <= LARGEST && factor >= 1 / LARGEST) return simplestFraction(factor);
    throw new ShapeError('scale', `scale of resize must be above 0, but ${factor} was given`, {
      argument: 'scale',
    });
  });
}

function requireUse(args: SurfaceValues, argument: string, mode: string): void {
  if (args[argument] === null || args.mode === mode) return;
  throw new ShapeError(
    'mode',
    `${argument} is for the mode ${mode}, but the mode is ${String(args.mode)}`,
    {
      argument,
    },
  );
}

function checkedExtent(attributes: ResizeAttributes, axis: number, from: number): number {
  const to = resizedExtent(attributes, axis, from);
  const [n, d] = attributes.factors.slice(2 * axis, 2 * axis + 2);
  const along = ['height', 'width'][axis];
  if (to < 1) {
    throw new ShapeError('scale', `${n}/${d} of a ${along} of ${from} leaves nothing`, {
      argument: 'scale',
      input: 0,
    });
  }
  const { step, start, by } = positionsAlong(attributes, axis, from);
  if (2 * (step * to + Math.abs(start) + 2 * by) <= LARGEST) return to;
  throw new ShapeError(
    'scale',
    `a ${along} of ${from} cannot be resized by the fraction ${n}/${d}: places would need more than 32 bits`,
    { argument: 'scale', hint: 'a rounder scale, or a size, needs smaller numbers' },
  );
}

/** What output `i` along an axis of `from` samples takes, its places inside of the picture. */
function sharesOf(attributes: ResizeAttributes, axis: number, from: number, i: number): Share[] {
  const { mode, rounding, cubic } = attributes;
  const positions = positionsAlong(attributes, axis, from);
  const inside = (at: number): number => Math.min(Math.max(at, 0), from - 1);
  if (mode === 'nearest') {
    const { step, start, by } = nearestSamples(positions, rounding);
    return [{ at: inside(Math.floor((i * step + start) / by)), weight: 1 }];
  }
  const { step, start, by } = positions;
  const place = (i * step + start) / by;
  const first = Math.floor(place);
  if (by === 1) return [{ at: inside(first), weight: 1 }];
  const t = place - first;
  if (mode === 'bilinear') {
    return [1 - t, t].map((weight, tap) => ({ at: inside(first + tap), weight }));
  }
  return [1 + t, t, 1 - t, 2 - t].map((distance, tap) => ({
    at: inside(first + tap - 1),
    weight: keys(distance, cubic),
  }));
}

function mean(
  x: Tensor,
  [n, c]: readonly number[],
  rows: readonly Share[],
  columns: readonly Share[],
): number {
  // One sample is itself, whatever it is.
  if (rows.length === 1 && columns.length === 1) return read4(x, n, c, rows[0].at, columns[0].at);
  let sum = 0;
  for (const row of rows) {
    for (const column of columns) {
      sum += row.weight * column.weight * read4(x, n, c, row.at, column.at);
    }
  }
  return sum;
}
