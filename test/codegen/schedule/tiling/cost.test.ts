import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { candidates, tiles } from '../../../../compiler/codegen/schedule/tiling/candidates.js';
import type { CostedAxes } from '../../../../compiler/codegen/schedule/tiling/rates.js';
import { tileCost } from '../../../../compiler/codegen/schedule/tiling/cost.js';
import type { Plan } from '../../../../compiler/codegen/schedule/tiling/plan.js';
import type { PlacedCompute } from '../../../../compiler/codegen/schedule/placement/site.js';
import { tileAxes } from '../../../../compiler/codegen/schedule/tiling/tile-axes.js';
import { tileRuns } from '../../../../compiler/codegen/schedule/tiling/tile-runs.js';
import type { TileWork } from '../../../../compiler/codegen/schedule/tiling/tile-work.js';
import { tileWork } from '../../../../compiler/codegen/schedule/tiling/tile-work.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import { operand, opCase, weights } from '../../../support/op-cases/case.js';
import { placeNode } from '../../../support/usual-machines.js';
import { ONE_CORE } from '../../../../compiler/target/one-core.js';

const SIDE = 62;

interface Convolution {
  readonly channels: number;
  readonly outputs: number;
  readonly size: number;
  readonly groups?: number;
  readonly side?: number;
}

/** The kernel of a convolution of `side` rows of `side` places. */
function kernel({ channels, outputs, size, groups = 1, side = SIDE }: Convolution): PlacedCompute {
  const pad = (size - 1) / 2;
  const { graph } = opCase(
    'conv2d',
    [operand(1, channels, side, side), weights(outputs, channels / groups, size, size)],
    { strides: [1, 1], dilations: [1, 1], pads: [pad, pad, pad, pad], groups },
  );
  const planned = runPipeline(graph, { winograd: 'off' });
  const main = computingNodes(planned)
    .flatMap((node) => placeNode(node, constantsOf(planned)).computes)
    .find(({ placed }) => 'tileAxis' in tileAxes(placed));
  if (main === undefined) throw new Error('no kernel of the case has tiles');
  return main.placed;
}

function costedAxes(placed: PlacedCompute): CostedAxes {
  const axes = tileAxes(placed);
  if (axes.kind === 'product' || axes.kind === 'window') return axes;
  throw new Error(`a kernel that is a ${axes.kind} has no tiles to choose from`);
}

function work(placed: PlacedCompute, tile: number, vectors: number): TileWork {
  const plan: Plan = { ...tileAxes(placed), tile, vectors, order: 'rows-outside' };
  return tileWork(placed, plan, tileRuns(placed, plan, ONE_CORE), ONE_CORE);
}

describe.each([
  ['a matrix product', kernel({ channels: 8, outputs: 44, size: 1 })],
  ['a convolution with borders', kernel({ channels: 3, outputs: 44, size: 3 })],
  ['a wide convolution with borders', kernel({ channels: 3, outputs: 44, size: 7 })],
  ['a depthwise convolution', kernel({ channels: 44, outputs: 44, size: 3, groups: 44 })],
])('the tiles of %s', (_, placed) => {
  it.each(candidates(placed, tileAxes(placed), ONE_CORE))('cover the output once: %o', (tiling) => {
    const runs = tileRuns(placed, { ...tileAxes(placed), ...tiling }, ONE_CORE);
    const vectors = runs.reduce((sum, each) => sum + each.times * each.rows * each.vectors, 0);
    expect(vectors).toBe((SIDE * SIDE * 44) / 4);
  });
});

describe('the work of a plan', () => {
  it('reads the weights of a product once for all rows and the pixels once for all channels', () => {
    const product = kernel({ channels: 8, outputs: 64, size: 1, side: 60 });
    const tiles = (60 * 60 * 64) / (4 * 8);
    // A multiplication and an addition for each of the eight results in each of eight turns. These live
    // beside two vectors of weights and four pixels: in 14 registers. These lie at five places.
    expect(work(product, 4, 2)).toEqual({
      operations: tiles * 8 * 16,
      loads: tiles * 8 * 2,
      splats: tiles * 8 * 4,
      waits: 0,
      spills: 0,
      addresses: tiles * 5,
      code: 16 + 2 + 4 + 8 * 2,
    });
  });

  it('waits with few results and spills with many', () => {
    const product = kernel({ channels: 8, outputs: 64, size: 1, side: 60 });
    const narrow = (60 * 60 * 64) / (2 * 4);
    expect(work(product, 2, 1)).toMatchObject({ waits: narrow * 8 * 6 });
    const wide = (60 * 60 * 64) / (4 * 16);
    expect(work(product, 4, 4)).toMatchObject({ spills: wide * 8 * 10 });
  });

  it('reads pixels that taps of neighbours share once', () => {
    const depthwise = kernel({ channels: 64, outputs: 64, size: 3, groups: 64 });
    const tiles = (SIDE * SIDE * 64) / 4;
    const single = work(depthwise, 1, 1);
    // Three rows of three taps: so many pixels and weights.
    expect(single).toMatchObject({ loads: tiles * 3 * 6, splats: 0, waits: 0 });
    // Two neighbours see four places in a row of three taps.
    const double = work(depthwise, 2, 1);
    expect(double.loads).toBe((tiles / 2) * 3 * (4 + 3));
  });
});

describe('the cost of a plan', () => {
  const product = kernel({ channels: 64, outputs: 64, size: 1 });
  const cost = (tile: number, vectors: number): number =>
    tileCost(product, costedAxes(product), { tile, vectors }, ONE_CORE);

  it('is higher where additions wait, and where registers are too few', () => {
    expect(cost(1, 1)).toBeGreaterThan(1.2 * cost(4, 2));
    expect(cost(6, 4)).toBeGreaterThan(1.2 * cost(4, 2));
  });

  it('grows with the work', () => {
    const twice = kernel({ channels: 128, outputs: 64, size: 1 });
    const ratio =
      tileCost(twice, costedAxes(twice), { tile: 4, vectors: 2 }, ONE_CORE) / cost(4, 2);
    expect(ratio).toBeGreaterThan(1.9);
    expect(ratio).toBeLessThan(2.1);
  });

  it('is mostly that of its code where a kernel is done at once', () => {
    const small = kernel({ channels: 4, outputs: 8, size: 3, groups: 4, side: 3 });
    const axes = costedAxes(small);
    const [cheapest, ...others] = tiles(small, axes, ONE_CORE)
      .map((tile) => ({
        cost: tileCost(small, axes, tile, ONE_CORE),
        code: work(small, tile.tile, tile.vectors).code,
      }))
      .sort((a, b) => a.cost - b.cost);
    expect(cheapest.code).toBeLessThanOrEqual(Math.min(...others.map(({ code }) => code)));
  });
});
