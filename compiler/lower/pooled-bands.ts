import { BAND } from '../ir/memory/pooled-band.js';
import type { Shape } from '../ir/types.js';
import type { Compute, ComputeStage } from './formulas/compute.js';
import { isRepeated, mapLeaves } from './formulas/compute.js';
import type { Index, Variable } from './formulas/index-expr.js';
import { add, divide, scale, substitute, subtract, variable } from './formulas/index-expr.js';
import { replaceAxes } from './formulas/replace-axes.js';

/** What is pooled band by band: logical indices are [N,C,H,W], those of the band [n,rows,W,c]. */
export interface Pooling {
  /** The whole of it, reading what it pools as operand `band`. */
  readonly compute: Compute;
  readonly strides: readonly number[];
  readonly band: number;
  readonly shape: Shape;
}

/**
 * Stages that store all of a feature map, with what they store going to a band of a few rows, which is pooled
 * as soon as it is full. So what is pooled never leaves the cache, and the feature map is nowhere in memory.
 */
export function pooledInBands(stages: readonly ComputeStage[], pooling: Pooling): ComputeStage[] {
  return stages.flatMap((stage): readonly ComputeStage[] => {
    if (isRepeated(stage)) {
      return [{ ...stage, stages: pooledInBands(stage.stages, pooling) }];
    }
    return stage.target === undefined ? intoBand(stage, pooling) : [stage];
  });
}

/** A computation of a whole feature map, so many rows at a time and as far as windows reach. */
export function bandByBand(
  compute: Compute,
  { shape, strides, compute: pool }: Pooling,
): ComputeStage {
  const [{ atom: y }] = compute.output[2].terms;
  const [, rows] = shape;
  const windows = pool.axes[2].max + 1;
  const band = variable('band', (windows * strides[0]) / rows);
  const row = variable('y', rows);
  const axes = compute.axes.map((axis) => (axis === y ? row : axis));
  const inside = replaceAxes(compute, axes, (axis) =>
    axis === y ? add(scale(band, rows), row) : axis,
  );
  return { variable: band, stages: [inside] };
}

/** The computation with its part of the feature map going to the band, and the pooling of that part. */
function intoBand(compute: Compute, pooling: Pooling): Compute[] {
  const own = new Set<Variable>([...compute.axes, ...(compute.unrolled ?? [])]);
  // Where the part begins: what the loops around say, with all of the computation's own axes at 0.
  const start = compute.output.map((index) =>
    substitute(index, (axis) => (own.has(axis) ? 0 : axis)),
  );
  const output = toBand(compute.output, start);
  return [{ ...compute, target: BAND, output }, poolPart(pooling, start)];
}

function poolPart({ compute, strides, band, shape }: Pooling, start: readonly Index[]): Compute {
  const [images, rows, , channels] = shape;
  const [n, c, y, x] = compute.axes;
  const [image, channel, row] = [
    variable('n', images),
    variable('o', channels),
    variable('y', rows / strides[0]),
  ];
  const part = replaceAxes(compute, [image, channel, row, x], (axis) => {
    if (axis === n) return add(start[0], image);
    if (axis === c) return add(start[1], channel);
    return axis === y ? add(divide(start[2], strides[0]), row) : axis;
  });
  return {
    ...part,
    // The last band may go beyond the feature map.
    outputDomain: [{ index: part.output[2], extent: y.max + 1 }],
    reductions: part.reductions.map((reduction) => ({
      ...reduction,
      // Windows don't overlap and lie inside.
      domain: [],
      body: mapLeaves(reduction.body, (leaf) =>
        leaf.kind === 'read' && leaf.operand === band
          ? { ...leaf, index: toBand(leaf.index, start) }
          : leaf,
      ),
    })),
  };
}

/** The place in the band of a place in the feature map. */
function toBand([n, c, y, x]: readonly Index[], start: readonly Index[]): Index[] {
  return [subtract(n, start[0]), subtract(y, start[2]), x, subtract(c, start[1])];
}
