import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import { forEachElement, read4, readAt, write } from './shared/access.js';
import { PICTURE_AXES, requireAxes, requireWord, shapeText } from './shared/checks.js';
import { keys } from './shared/keys.js';
import { largestOperand } from './shared/magnitude.js';
import { roundToEven } from './shared/round-to-even.js';
import { oneBehindTheOther } from './shared/workspace.js';

export interface GridSampleAttributes extends Attributes {
  readonly mode: string;
  readonly padding: string;
  readonly align_corners: boolean;
}

const MODES = ['bilinear', 'nearest', 'bicubic'];
const PADDINGS = ['zeros', 'border', 'reflection'];
/** The slope of bicubic weights, as in PyTorch and ONNX. */
export const CUBIC = -0.75;

/** Places that are farther away are taken as this far, so that they are numbers of 32 bits. */
export const FAR = 2 ** 30;

/**
 * What the kernel finds of all places before it looks at the picture, for rows and then for columns: the
 * samples that each takes, counted from 1 with 0 for none where the padding is zeros, and their weights.
 */
export const GRID_SAMPLE_TENSORS = ['rows', 'row_weights', 'columns', 'column_weights'] as const;

/** How many samples a place takes along an axis. */
export function tapsOf({ mode }: GridSampleAttributes): number {
  return { nearest: 1, bilinear: 2 }[mode] ?? 4;
}

export const gridSample: OpDefinition<GridSampleAttributes> = {
  name: 'grid_sample',
  summary:
    'A picture as a grid of places sees it: each output takes the samples around ' +
    'its place (Jaderberg et al. 2015), across and down from −1 to 1 over the picture, as resize does. Input ' +
    '[N,C,H,W], grid [N,H′,W′,2], output [N,C,H′,W′].',
  inputs: [{ name: 'x' }, { name: 'grid' }],
  attributes: {
    mode: { kind: 'string', doc: '"bilinear", "nearest" or "bicubic"' },
    padding: { kind: 'string', doc: '"zeros", "border" or "reflection": what is outside' },
    align_corners: { kind: 'boolean', doc: '−1 and 1 are the middles of the pixels at the edges' },
  },

  scalarOperands: () => [1],

  infer([x, grid], { mode, padding }) {
    requireWord('grid_sample', 'mode', mode, MODES);
    requireWord('grid_sample', 'padding', padding, PADDINGS);
    requireAxes('grid_sample', x, PICTURE_AXES, 0);
    const [n, height, width, coordinates] = grid.shape;
    if (grid.shape.length !== 4 || n !== x.shape[0] || coordinates !== 2) {
      throw new ShapeError(
        'grid',
        `the grid of grid_sample must be [${x.shape[0]},H,W,2], but is ${shapeText(grid.shape)}`,
        { input: 1, otherInput: 0, hint: 'a place is how far across, then how far down' },
      );
    }
    return [{ element: 'f32', shape: [n, x.shape[1], height, width] }];
  },

  evaluate([x, grid], attributes, [type]) {
    const y = zeros(type);
    forEachElement(type.shape, ([n, c, row, column], at) => {
      const [down, across] = [0, 1].map((axis) => {
        const place = readAt(grid, [n, row, column, 1 - axis]);
        return sharesOf(attributes, place, x.shape[axis + 2]);
      });
      let sum = 0;
      for (const h of down) {
        for (const w of across) sum += h.weight * w.weight * read4(x, n, c, h.at, w.at);
      }
      write(y, at, sum);
    });
    return [y];
  },

  workspace([, { shape }], attributes) {
    const taps = tapsOf(attributes);
    return oneBehindTheOther(
      GRID_SAMPLE_TENSORS.map((name, at) => ({
        name,
        element: at % 2 === 0 ? 'i32' : 'f32',
        shape: [...shape.slice(0, 3), taps],
      })),
    );
  },

  // The outer weights of bicubic are below zero: see resize.
  magnitude: ([x], { mode }) =>
    largestOperand([x]) * (mode === 'bicubic' ? (1 - CUBIC / 2) ** 2 : 1),

  surface: {
    name: 'grid_sample',
    family: 'border',
    example: [
      'input x: tensor(1, 1, 2, 2)',
      'input grid: tensor(1, 1, 3, 2)',
      'output y = grid_sample(x, grid)',
    ],
    conventions:
      'GridSample of ONNX, where bilinear is called linear, and `grid_sample` of PyTorch. Halves between two ' +
      'samples are rounded to the even one before they are reflected, as in ONNX; PyTorch reflects first. A ' +
      'place that is NaN is far outside.',
    arguments: [
      { name: 'mode', kind: 'string', default: 'bilinear', doc: 'bilinear, nearest or bicubic' },
      {
        name: 'padding',
        kind: 'string',
        default: 'zeros',
        doc: 'what is outside: "zeros", "border" for the nearest pixel, or "reflection"',
      },
      {
        name: 'align_corners',
        kind: 'boolean',
        default: false,
        doc: '−1 and 1 are the middles of the pixels at the edges, else their outer edges',
      },
    ],
    attributes: (args) => ({
      mode: args.mode as string,
      padding: args.padding as string,
      align_corners: args.align_corners as boolean,
    }),
  },
};

/** What a place takes along an axis of `extent` samples. */
function sharesOf(
  { mode, padding, align_corners }: GridSampleAttributes,
  place: number,
  extent: number,
): readonly { readonly at: number; readonly weight: number }[] {
  const { fround } = Math;
  const fromEdge = fround(place + 1);
  const exact = align_corners
    ? fround(fround(fromEdge * 0.5) * (extent - 1))
    : fround(fround(fround(fromEdge * extent) - 1) * 0.5);
  const isNearest = mode === 'nearest';
  const position = Number.isNaN(exact) ? -FAR : Math.min(Math.max(exact, -FAR), FAR);
  const low = isNearest ? roundToEven(position) : Math.floor(position);
  const t = position - low;
  const weights = isNearest
    ? [1]
    : mode === 'bilinear'
      ? [1 - t, t]
      : [1 + t, t, 1 - t, 2 - t].map((distance) => keys(distance, CUBIC));
  const first = mode === 'bicubic' ? low - 1 : low;
  const isInside = (at: number): boolean => at >= 0 && at < extent;
  return weights.flatMap((weight, tap) => {
    const at = first + tap;
    if (padding === 'zeros') return isInside(at) ? [{ at, weight }] : [];
    if (padding === 'border') return [{ at: Math.min(Math.max(at, 0), extent - 1), weight }];
    return [{ at: reflected(at, extent, align_corners), weight }];
  });
}

/** The sample that is seen in mirrors at the edges: in the middles of the outermost samples, or beside them. */
function reflected(at: number, extent: number, align_corners: boolean): number {
  const period = mirrorPeriod(extent, align_corners);
  const within = ((at % period) + period) % period;
  return within < extent ? within : (align_corners ? period : period - 1) - within;
}

/** After how many samples what is seen in both mirrors comes again. */
export function mirrorPeriod(extent: number, align_corners: boolean): number {
  return align_corners ? Math.max(2 * (extent - 1), 1) : 2 * extent;
}
