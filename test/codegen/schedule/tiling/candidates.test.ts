import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { candidates } from '../../../../compiler/codegen/schedule/tiling/candidates.js';
import type { Tiling } from '../../../../compiler/codegen/schedule/tiling/plan.js';
import { tilingText } from '../../../../compiler/codegen/schedule/tiling/plan.js';
import type { PlacedCompute } from '../../../../compiler/codegen/schedule/placement/site.js';
import { tileAxes } from '../../../../compiler/codegen/schedule/tiling/tile-axes.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import { holdToReference } from '../../../support/hold-to-reference.js';
import type { OpCase } from '../../../support/op-cases.js';
import { opCasesByOp } from '../../../support/op-cases.js';
import { operand, opCase, weights } from '../../../support/op-cases/case.js';
import { choosePlan, cpuKernel, gpuKernels, placeNode } from '../../../support/usual-machines.js';
import { ONE_CORE } from '../../../../compiler/target/one-core.js';

const CONV = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], groups: 1 };
const PADDED = { ...CONV, pads: [1, 1, 1, 1] };

/** Odd sizes, so that every tile leaves something over. */
const CASES: Record<string, OpCase> = {
  'a convolution with borders': opCase(
    'conv2d',
    [operand(1, 3, 5, 7), weights(22, 3, 3, 3)],
    PADDED,
  ),
  'a matrix product over pixels': opCase(
    'conv2d',
    [operand(1, 5, 3, 5), weights(22, 5, 1, 1)],
    CONV,
  ),
  'a matrix product in blocks': opCase(
    'conv2d',
    [operand(1, 128, 5, 17), weights(12, 128, 1, 1)],
    CONV,
  ),
  'a depthwise convolution': opCase('conv2d', [operand(1, 12, 5, 11), weights(12, 1, 3, 3)], {
    ...PADDED,
    groups: 12,
  }),
  'a product with a vector': opCase('matmul', [operand(1, 19), weights(19, 44)], { axis: -1 }),
  'a transposed convolution': opCase(
    'conv_transpose2d',
    [operand(1, 4, 3, 5), weights(4, 10, 3, 3)],
    {
      strides: [2, 2],
      dilations: [1, 1],
      pads: [1, 1, 1, 1],
      output_padding: [1, 1],
      groups: 1,
    },
  ),
};

function kernelsOf({ graph }: OpCase): PlacedCompute[] {
  const planned = runPipeline(graph, { winograd: 'off' });
  return computingNodes(planned).flatMap((node) =>
    placeNode(node, constantsOf(planned)).computes.map(({ placed }) => placed),
  );
}

/** What is to choose from for the kernels of a case, each once; where there are blocks, these only. */
function choicesOf(each: OpCase): Map<string, Tiling> {
  const all = kernelsOf(each).flatMap((placed) => candidates(placed, tileAxes(placed), ONE_CORE));
  const blocked = all.filter(({ order }) => typeof order === 'object');
  const choices = blocked.length > 0 ? blocked : all;
  return new Map(choices.map((tiling) => [tilingText(tiling), tiling]));
}

describe.each(Object.entries(CASES))('%s', (_, each) => {
  it('computes the same however it is tiled', () => {
    const choices = choicesOf(each);
    expect(choices.size).toBeGreaterThan(3);
    const widths = new Set<number>();
    for (const [text, wanted] of choices) {
      let uses = 0;
      const choose = (placed: PlacedCompute) => {
        const plan = choosePlan(placed);
        const legal = candidates(placed, tileAxes(placed), ONE_CORE).map(tilingText);
        if (!legal.includes(text)) return plan;
        uses++;
        return { ...plan, ...wanted };
      };
      holdToReference(each, (node) => [cpuKernel(node)], { choose });
      // A GPU has its own tiles, but shares the panels of the weights.
      if (!widths.has(wanted.vectors)) holdToReference(each, gpuKernels, { choose });
      widths.add(wanted.vectors);
      expect(uses).toBeGreaterThan(0);
    }
  });
});

describe('candidates', () => {
  it('hold what is chosen when nobody says otherwise, for every kernel', () => {
    for (const cases of opCasesByOp().values()) {
      for (const placed of cases.slice(0, 3).flatMap(kernelsOf)) {
        const { tile, vectors, order } = choosePlan(placed);
        const all = candidates(placed, tileAxes(placed), ONE_CORE).map(tilingText);
        expect(all).toContain(tilingText({ tile, vectors, order }));
        expect(new Set(all).size).toBe(all.length);
      }
    }
  });

  it('of a product keep its accumulators in registers', () => {
    const product = kernelsOf(CASES['a matrix product over pixels']);
    const all = product
      .filter(({ compute }) => compute.reductions.length > 0)
      .flatMap((placed) => candidates(placed, tileAxes(placed), ONE_CORE));
    expect(Math.max(...all.map(({ tile, vectors }) => tile * vectors))).toBe(12);
    expect(new Set(all.map(({ tile }) => tile))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  it('of what only streams are widths', () => {
    const relu = opCase('relu', [operand(1, 8, 5, 5)], {});
    const all = kernelsOf(relu).flatMap((placed) => candidates(placed, tileAxes(placed), ONE_CORE));
    expect(new Set(all.map(({ tile }) => tile))).toEqual(new Set([1]));
  });
});
