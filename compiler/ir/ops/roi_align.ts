import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import type { Tensor } from '../tensor.js';
import { zeros } from '../tensor.js';
import type { Shape } from '../types.js';
import { forEachElement, read4, write } from './shared/access.js';
import { requireInteger, requireWord } from './shared/checks.js';
import { largestOperand } from './shared/magnitude.js';
import {
  edgesOf,
  imageOf,
  REGION_ARGUMENTS,
  REGION_INPUTS,
  REGION_SCHEMA,
  REGION_TEXT,
  regionIndices,
  regionType,
  requireScale,
} from './shared/regions.js';
import { oneBehindTheOther } from './shared/workspace.js';

export interface RoiAlignAttributes extends Attributes {
  readonly size: readonly number[];
  readonly spatial_scale: number;
  readonly sampling_ratio: number;
  readonly coordinates: string;
  readonly mode: string;
}

const COORDINATES = ['half_pixel', 'output_half_pixel'];
const MODES = ['avg', 'max'];

/**
 * What the kernel finds of all boxes before it looks at the map, for rows and then for columns: the place of
 * the map at or before each sample, counted from 1, or 0 for a sample that does not count, and how much of
 * it and of the next place the sample is.
 */
export const ROI_ALIGN_TENSORS = ['rows', 'row_weights', 'columns', 'column_weights'] as const;

export const roiAlign: OpDefinition<RoiAlignAttributes> = {
  name: 'roi_align',
  summary:
    'Means of samples in parts of regions (He et al. 2017): a box is divided into equal bins without any ' +
    'rounding, each bin has `sampling_ratio` samples along each side, and a sample is taken bilinearly ' +
    'of the four places around it; one beyond the map by more than 1 is 0. ' +
    REGION_TEXT,
  inputs: REGION_INPUTS,
  attributes: {
    ...REGION_SCHEMA,
    sampling_ratio: { kind: 'integer', doc: 'samples along each side of a bin, or 0' },
    coordinates: { kind: 'string', doc: '"half_pixel" or "output_half_pixel"' },
    mode: { kind: 'string', doc: '"avg" or "max" of the samples' },
  },

  scalarOperands: () => [1, 2],
  indices: regionIndices,

  infer(inputs, attributes) {
    requireForm(attributes);
    return [regionType('roi_align', inputs, attributes.size)];
  },

  evaluate([x, boxes, images], attributes, [type]) {
    const y = zeros(type);
    const { mode } = attributes;
    const bins = [0, 1].map((axis) => samplesAlong(boxes, axis, attributes, x.shape[axis + 2]));
    forEachElement(type.shape, ([box, c, row, column], at) => {
      const n = imageOf(images, box, x.shape);
      const samples = bins[0][box][row].flatMap((down) =>
        bins[1][box][column].map((across) => sampleAt(x, [n, c], down, across)),
      );
      if (samples.length === 0) return;
      const sum = samples.reduce((total, sample) => total + sample, 0);
      write(y, at, mode === 'max' ? Math.max(...samples) : sum / samples.length);
    });
    return [y];
  },

  workspace([{ shape }, { shape: boxes }], attributes) {
    return oneBehindTheOther(
      ROI_ALIGN_TENSORS.map((name, at) => {
        const axis = Math.floor(at / 2);
        const samples = mostSamples(attributes, axis, shape);
        const extents = [boxes[0], attributes.size[axis], samples];
        return at % 2 === 0
          ? { name, element: 'i32', shape: extents }
          : { name, shape: [...extents, 2] };
      }),
    );
  },

  magnitude: ([x]) => largestOperand([x]),

  surface: {
    name: 'roi_align',
    family: 'pooling',
    example: [
      'input x: tensor(1, 1, 4, 4)',
      'input boxes: tensor(2, 4)',
      'output y = roi_align(x, boxes, 2, sampling_ratio = 2)',
    ],
    conventions:
      'RoiAlign of ONNX. Torchvision takes `output_half_pixel` unless `aligned = True`, which is ' +
      '`half_pixel`. With a sampling_ratio of 0 a bin has as many samples as places of the map, rounded up, ' +
      'but no more than a box over the whole map has: a box is expected to lie in its picture. `max` is ' +
      'the largest sample, where ONNX Runtime and the reference of ONNX take the largest of the four ' +
      'places times their weights.',
    arguments: [
      ...REGION_ARGUMENTS,
      {
        name: 'sampling_ratio',
        kind: 'integer',
        default: 0,
        doc: 'samples along each side of a bin; 0 for as many as the bin has places',
      },
      {
        name: 'coordinates',
        kind: 'string',
        default: 'half_pixel',
        doc:
          '"half_pixel": a box from 0 to 1 is the first pixel, whose middle is place 0; ' +
          '"output_half_pixel": it begins at that place, and is at least one place long',
      },
      { name: 'mode', kind: 'string', default: 'avg', doc: '"avg" or "max" of the samples' },
    ],
    attributes(args) {
      const attributes = {
        size: args.size as number[],
        spatial_scale: args.spatial_scale as number,
        sampling_ratio: args.sampling_ratio as number,
        coordinates: args.coordinates as string,
        mode: args.mode as string,
      };
      requireForm(attributes);
      return attributes;
    },
  },
};

function requireForm({
  spatial_scale,
  sampling_ratio,
  coordinates,
  mode,
}: RoiAlignAttributes): void {
  requireScale('roi_align', spatial_scale);
  requireInteger('roi_align', 'sampling_ratio', sampling_ratio, 0);
  requireWord('roi_align', 'coordinates', coordinates, COORDINATES);
  requireWord('roi_align', 'mode', mode, MODES);
  if (mode === 'max' && sampling_ratio === 0) {
    throw new ShapeError('sampling_ratio', 'the largest sample needs a number of samples', {
      argument: 'mode',
      hint: 'ONNX has no op for it either; write sampling_ratio = 2',
    });
  }
}

/** The most samples of a bin along an axis of x. */
export function mostSamples(
  { size, sampling_ratio }: RoiAlignAttributes,
  axis: number,
  shape: Shape,
): number {
  return sampling_ratio === 0 ? Math.ceil(shape[axis + 2] / size[axis]) : sampling_ratio;
}

/** The place of the map at or before a sample, and how far behind it that lies; undefined outside. */
interface Sample {
  readonly low: number;
  readonly high: number;
  readonly fraction: number;
}

/** The samples of each bin of each box along an axis, in the steps of 32 bits in which kernels find them. */
function samplesAlong(
  boxes: Tensor,
  axis: number,
  attributes: RoiAlignAttributes,
  extent: number,
): (Sample | undefined)[][][] {
  const { size, spatial_scale, coordinates } = attributes;
  const most = mostSamples(attributes, axis, [1, 1, extent, extent]);
  const { fround } = Math;
  return Array.from({ length: boxes.shape[0] }, (_, box) => {
    const isHalf = coordinates === 'half_pixel';
    const [first, last] = edgesOf(boxes, box, axis, spatial_scale);
    const start = isHalf ? fround(first - 0.5) : first;
    const end = isHalf ? fround(last - 0.5) : last;
    const length = isHalf ? fround(end - start) : Math.max(fround(end - start), 1);
    const bin = fround(length / size[axis]);
    const isAdaptive = attributes.sampling_ratio === 0;
    const count = isAdaptive ? Math.min(Math.max(Math.ceil(bin), 0), most) : most;
    return Array.from({ length: size[axis] }, (_, i) =>
      Array.from({ length: count }, (_, s) => {
        const within = fround(fround((s + 0.5) * bin) / count);
        return sampled(fround(fround(start + fround(i * bin)) + within), extent);
      }),
    );
  });
}

function sampled(place: number, extent: number): Sample | undefined {
  if (!(place >= -1 && place <= extent)) return undefined;
  const inside = Math.min(Math.max(place, 0), extent - 1);
  const low = Math.floor(inside);
  return { low, high: Math.min(low + 1, extent - 1), fraction: inside - low };
}

function sampleAt(
  x: Tensor,
  [n, c]: readonly [number, number],
  down: Sample | undefined,
  across: Sample | undefined,
): number {
  if (down === undefined || across === undefined) return 0;
  const inRow = (row: number): number =>
    (1 - across.fraction) * read4(x, n, c, row, across.low) +
    across.fraction * read4(x, n, c, row, across.high);
  return (1 - down.fraction) * inRow(down.low) + down.fraction * inRow(down.high);
}
