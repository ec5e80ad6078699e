import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { printKernel } from '../../../../compiler/lower/loops/print-loops.js';
import { isOp } from '../../../../compiler/ir/rewrite.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import type { OpCase } from '../../../support/op-cases/case.js';
import { opCase, operand, weights } from '../../../support/op-cases/case.js';
import { cpuKernel, placeNode } from '../../../support/usual-machines.js';

/** The loops of a recurrence of `width` units. */
function loops(batch: number, steps: number, width: number): string {
  const gates = operand(batch, steps, 4 * width);
  return loopsOf(opCase('lstm_recurrence', [gates, weights(4 * width, width)]));
}

/** The loops of a case's kernel, without those that change layouts. */
function loopsOf({ graph }: OpCase): string {
  const planned = runPipeline(graph);
  const nodes = computingNodes(planned).filter((node) => !isOp(node, 'relayout'));
  return nodes.map((node) => printKernel(cpuKernel(placeNode(node, constantsOf(planned))))).join();
}

/** How far the panels of the gates' weights are apart, in the order in which a step reads them. */
function panelStrides(text: string): number[] {
  const reads = text.matchAll(/weight_hh\[[^\]]*?(-?) ?(\d+)\*row_tile/g);
  return [...new Set([...reads].map(([, sign, stride]) => Number(sign + stride)))];
}

describe('a loop whose turns read the same weights', () => {
  it('reads them backwards in every second turn', () => {
    const text = loops(1, 6, 128);
    expect(text).toContain('for t_pair in 0..3:');
    expect(text).not.toContain('for t in');
    const panel = 32 * 128;
    expect(panelStrides(text)).toEqual([panel, -panel]);
  });

  it('ends with a turn of its own where they are odd in number', () => {
    const text = loops(1, 5, 128);
    expect(text).toContain('for t_pair in 0..2:');
    expect(text).toContain('for t in 4..5:');
  });

  it('reads them in one order where they are few', () => {
    const text = loops(1, 6, 64);
    expect(text).toContain('for t in 0..6:');
    expect(panelStrides(text)).toEqual([32 * 64]);
  });

  it('is none where each turn reads weights of its own', () => {
    const attributes = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };
    const operands = [operand(1, 160, 14, 14), weights(160, 160, 3, 3)];
    const text = loopsOf(opCase('conv2d', operands, attributes));
    expect(text).toMatch(/for block in 0\.\.\d+:/);
    expect(text).not.toContain('block_pair');
  });

  it('reads them in one order where several rows share each', () => {
    expect(loops(2, 6, 128)).toContain('for t in 0..6:');
  });
});
