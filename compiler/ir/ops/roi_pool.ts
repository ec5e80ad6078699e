import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import type { Tensor } from '../tensor.js';
import { zeros } from '../tensor.js';
import { forEachElement, read4, write } from './shared/access.js';
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

export interface RoiPoolAttributes extends Attributes {
  readonly size: readonly number[];
  readonly spatial_scale: number;
}

/** What the kernel finds of all boxes before it looks at the map: where bins begin, and how long they are. */
export const ROI_POOL_TENSORS = [
  'row_starts',
  'row_counts',
  'column_starts',
  'column_counts',
] as const;

export const roiPool: OpDefinition<RoiPoolAttributes> = {
  name: 'roi_pool',
  summary:
    'Largest elements of parts of regions (Girshick 2015): the edges of a box are rounded to places of the ' +
    'map, of which both belong to it; bin i of n along its h rows takes those from ⌊i·h/n⌋ to before ' +
    '⌈(i+1)·h/n⌉, as far as they are in the map, and is 0 where none is. ' +
    REGION_TEXT,
  inputs: REGION_INPUTS,
  attributes: REGION_SCHEMA,

  scalarOperands: () => [1, 2],
  indices: regionIndices,

  infer(inputs, { size, spatial_scale }) {
    requireScale('roi_pool', spatial_scale);
    return [regionType('roi_pool', inputs, size)];
  },

  evaluate([x, boxes, images], { size, spatial_scale }, [type]) {
    const y = zeros(type);
    forEachElement(type.shape, ([box, c, ...bin], at) => {
      const [rows, columns] = bin.map((i, axis) =>
        binOf(boxes, box, axis, [i, size[axis], x.shape[axis + 2], spatial_scale]),
      );
      const n = imageOf(images, box, x.shape);
      const elements: number[] = [];
      for (let h = rows.start; h < rows.end; h++) {
        for (let w = columns.start; w < columns.end; w++) elements.push(read4(x, n, c, h, w));
      }
      write(y, at, elements.length === 0 ? 0 : Math.max(...elements));
    });
    return [y];
  },

  workspace(
    [
      ,
      {
        shape: [count],
      },
    ],
    { size },
  ) {
    return oneBehindTheOther(
      ROI_POOL_TENSORS.map((name, at) => {
        return { name, element: 'i32', shape: [count, size[Math.floor(at / 2)]] };
      }),
    );
  },

  magnitude: ([x]) => largestOperand([x]),

  surface: {
    name: 'roi_pool',
    family: 'pooling',
    example: [
      'input x: tensor(1, 1, 4, 4)',
      'input boxes: tensor(2, 4)',
      'output y = roi_pool(x, boxes, 2)',
    ],
    conventions:
      'MaxRoiPool of ONNX and `roi_pool` of torchvision, whose boxes have the number of their picture in ' +
      'front. Halves are rounded away from 0. Bins are divided in whole numbers; others do so in 32-bit ' +
      'floats, whose rounding can add a row to the last bin.',
    arguments: REGION_ARGUMENTS,
    attributes(args) {
      const spatial_scale = args.spatial_scale as number;
      requireScale('roi_pool', spatial_scale);
      return { size: args.size as number[], spatial_scale };
    },
  },
};

/** The places first … end − 1 along an axis that bin `i` of `bins` takes, those inside of the map. */
function binOf(
  boxes: Tensor,
  box: number,
  axis: number,
  [i, bins, extent, scale]: readonly [number, number, number, number],
): { readonly start: number; readonly end: number } {
  const [first, last] = edgesOf(boxes, box, axis, scale).map(awayFromZero);
  const length = Math.max(last - first + 1, 1);
  const inside = (place: number): number => Math.min(Math.max(place, 0), extent);
  return {
    start: inside(first + Math.floor((i * length) / bins)),
    end: inside(first + Math.ceil(((i + 1) * length) / bins)),
  };
}

function awayFromZero(x: number): number {
  const rounded = Math.sign(x) * Math.floor(Math.fround(Math.abs(x) + 0.5));
  return Number.isNaN(rounded) ? 0 : rounded;
}
