import { describe, expect, it } from 'vitest';
import { scheduleGpu } from '../../../../compiler/codegen/schedule/gpu/schedule.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { computesIn } from '../../../../compiler/codegen/schedule/placement/placed-node.js';
import { tileAxes } from '../../../../compiler/codegen/schedule/tiling/tile-axes.js';
import { gridReasons, tileReasons } from '../../../../compiler/codegen/schedule/why/explain.js';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import type { Target } from '../../../../compiler/target/machine.js';
import { exampleGraph } from '../../../support/example.js';
import { placeForGpu, placeNode } from '../../../support/usual-machines.js';
import { ONE_CORE } from '../../../../compiler/target/one-core.js';
import { GPU } from '../../../../compiler/target/webgpu.js';

/** Between them they have every kind of tile, and every schedule of a GPU. */
const NETWORKS = [
  ['lenet5/lenet5.net', 'lenet5'],
  ['zoo/resnet/resnet.net', 'resnet18'],
  ['zoo/recurrent/char_lstm.net', 'char_lstm'],
  ['zoo/mobilenet/mobilenet_v1.net', 'mobilenet_v1'],
] as const;

function placed(file: string, network: string, target: Target) {
  const graph = runPipeline(exampleGraph(file, {}, network), { target });
  const place = target === 'wasm' ? placeNode : placeForGpu;
  return computingNodes(graph).map((node) => place(node, constantsOf(graph)));
}

describe.each(NETWORKS)('what is said of the tiles of %s %s', (file, network) => {
  const nodes = placed(file, network, 'wasm');
  const reasons = nodes.flatMap((node) => tileReasons(node, ONE_CORE));

  it('names the kind that was recognised, and a reason against each other', () => {
    for (const node of nodes) {
      const kinds = node.stages.flatMap(computesIn).map(({ placed: part }) => tileAxes(part).kind);
      const fitting = tileReasons(node, ONE_CORE).map(({ kinds: verdicts }) =>
        verdicts.filter(({ kind, fits }) => fits && kind !== 'narrow sums').map(({ kind }) => kind),
      );
      expect(fitting.every((each) => each.length === 1)).toBe(true);
      expect(new Set(fitting.flat())).toEqual(new Set(kinds));
    }
    for (const { why } of reasons.flatMap(({ kinds: verdicts }) => verdicts)) {
      expect(why).not.toMatch(/undefined|any axis|^ |, $/);
    }
  });

  it('has the tile that was taken as the cheapest of the three that are likely', () => {
    const costed = reasons.filter(({ tiles }) => tiles.length > 0);
    expect(costed.length).toBeGreaterThan(1);
    for (const { tiles, plan } of costed) {
      const likely = [...tiles].sort((a, b) => a.rough - b.rough).slice(0, 3);
      const least = Math.min(...likely.map(({ cycles }) => cycles));
      const taken = tiles.find(
        ({ tile, vectors }) => tile === plan.tile && vectors === plan.vectors,
      );
      expect(taken?.cycles).toBe(least);
      for (const { cycles, parts } of tiles) {
        const sum = Object.values(parts).reduce((total, part) => total + part, 0);
        expect(Math.abs(sum - cycles)).toBeLessThanOrEqual(1e-9 * cycles);
      }
    }
  });

  it('says of each tensor along which axes it is shared', () => {
    for (const { reads } of reasons) {
      for (const { changes, shared } of reads) {
        expect(new Set([...changes, ...shared]).size).toBe(changes.length + shared.length);
      }
    }
  });
});

it.each(NETWORKS)(
  'the schedule that is named for a GPU in %s %s is the one that is made',
  (file, network) => {
    for (const node of placed(file, network, 'webgpu')) {
      if (node.stages !== node.computes) continue;
      const made = node.computes.map(({ placed: part, plan }) => {
        const { grid } = scheduleGpu(part, plan, GPU);
        if (grid.kind === 'invocations') return 'direct';
        return grid.shared.length === 2 ? 'tiled product' : 'tree reduction';
      });
      const named = gridReasons(node, GPU).map(({ schedules }) =>
        schedules.filter(({ fits }) => fits).map(({ schedule }) => schedule),
      );
      expect(named.every((each) => each.length === 1)).toBe(true);
      expect(new Set(named.flat())).toEqual(new Set(made));
    }
  },
);
