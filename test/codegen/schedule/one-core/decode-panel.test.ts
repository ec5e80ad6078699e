import { expect, test } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import type { Kernel } from '../../../../compiler/lower/loops/loop-ir.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { printKernel } from '../../../../compiler/lower/loops/print-loops.js';
import type { Plan } from '../../../../compiler/codegen/schedule/tiling/plan.js';
import type { PlacedCompute } from '../../../../compiler/codegen/schedule/placement/site.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import { memoryReport } from '../../../../compiler/passes/plan-memory.js';
import { graphOf } from '../../../support/graph-text.js';
import { choosePlan, cpuKernel, gpuKernels, placeNode } from '../../../support/usual-machines.js';

/** Tiles of four rows and eight channels, whatever would be fastest. */
function fourByEight(placed: PlacedCompute): Plan {
  return { ...choosePlan(placed), tile: 4, vectors: 2 };
}

/** The kernels of a product of `rows` rows of 16 elements with 16×12 weights of eight bits. */
function product(rows: number): { core: Kernel; gpu: readonly Kernel[]; arena: number } {
  const graph = graphOf(`input %x : f32[${rows},16]
    %w = constant @"w" : f32[16,12]
    %y = matmul(%x, %w) {axis = -1} : f32[${rows},12]
    output "y" = %y`);
  const planned = runPipeline(graph, { verify: true, weightsAs: 'int8' });
  const constants = constantsOf(planned);
  const [placed] = computingNodes(planned).map((node) => placeNode(node, constants, fourByEight));
  return {
    core: cpuKernel(placed),
    gpu: gpuKernels(placed),
    arena: memoryReport(planned).arenaBytes,
  };
}

test('weights that many rows share are decoded once, eight channels at a time', () => {
  const { core, arena } = product(16);
  expect(printKernel(core)).toMatchInlineSnapshot(`
    "kernel matmul_k16_n12_mul_int8__4x8_panels(a: arena, b: weights int8, b2: weights, panel: arena, output: arena)
      for panel_vector in 0..32:
        panel[4*panel_vector ..4] = b[4*panel_vector ..4]
      for n_tile in 0..4:
        sum_0: f32x4 = 0
        sum_1: f32x4 = 0
        sum_2: f32x4 = 0
        sum_3: f32x4 = 0
        sum_4: f32x4 = 0
        sum_5: f32x4 = 0
        sum_6: f32x4 = 0
        sum_7: f32x4 = 0
        for k in 0..16:
          a_3: f32x4 = a[64*n_tile + k + 48]
          a_2: f32x4 = a[64*n_tile + k + 32]
          a_1: f32x4 = a[64*n_tile + k + 16]
          b_1: f32x4 = panel[8*k + 4 ..4]
          b_0: f32x4 = panel[8*k ..4]
          a_0: f32x4 = a[64*n_tile + k]
          sum_0 += a_0 * b_0
          sum_1 += a_0 * b_1
          sum_2 += a_1 * b_0
          sum_3 += a_1 * b_1
          sum_4 += a_2 * b_0
          sum_5 += a_2 * b_1
          sum_6 += a_3 * b_0
          sum_7 += a_3 * b_1
        b2_0: f32x4 = b2[0 ..4]
        b2_1: f32x4 = b2[4 ..4]
        output[48*n_tile ..4] = sum_0 * b2_0
        output[48*n_tile + 4 ..4] = sum_1 * b2_1
        output[48*n_tile + 12 ..4] = sum_2 * b2_0
        output[48*n_tile + 16 ..4] = sum_3 * b2_1
        output[48*n_tile + 24 ..4] = sum_4 * b2_0
        output[48*n_tile + 28 ..4] = sum_5 * b2_1
        output[48*n_tile + 36 ..4] = sum_6 * b2_0
        output[48*n_tile + 40 ..4] = sum_7 * b2_1
      for panel_vector in 0..32:
        panel[4*panel_vector ..4] = b[4*panel_vector + 128 ..4]
      for n_tile in 0..4:
        sum_0 = 0
        sum_1 = 0
        sum_2 = 0
        sum_3 = 0
        for k in 0..16:
          b_0 = panel[8*k ..4]
          sum_0 += a[64*n_tile + k] * b_0
          sum_1 += a[64*n_tile + k + 16] * b_0
          sum_2 += a[64*n_tile + k + 32] * b_0
          sum_3 += a[64*n_tile + k + 48] * b_0
        b2_0 = b2[8 ..4]
        output[48*n_tile + 8 ..4] = sum_0 * b2_0
        output[48*n_tile + 20 ..4] = sum_1 * b2_0
        output[48*n_tile + 32 ..4] = sum_2 * b2_0
        output[48*n_tile + 44 ..4] = sum_3 * b2_0
    "
  `);
  // Input, output, and a panel of 16 × 8.
  expect(arena).toBe(4 * (16 * 16 + 16 * 12 + 16 * 8));
});

test('weights that are used once are decoded where they are used', () => {
  const { core, arena } = product(1);
  expect(core.buffers.map(({ name }) => name)).not.toContain('panel');
  expect(arena).toBe(4 * (16 + 12));
});

test('a GPU decodes where it loads', () => {
  for (const { buffers } of product(16).gpu) {
    expect(buffers.map(({ name }) => name)).not.toContain('panel');
  }
});
