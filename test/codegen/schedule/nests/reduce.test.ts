import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { printKernel } from '../../../../compiler/lower/loops/print-loops.js';
import { isOp } from '../../../../compiler/ir/rewrite.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import { opCase, operand, weights } from '../../../support/op-cases/case.js';
import { cpuKernel, placeNode } from '../../../support/usual-machines.js';

function loops(kernel: readonly [number, number], pads: readonly number[]): string {
  const { graph } = opCase('conv2d', [operand(1, 4, 4, 7), weights(8, 4, ...kernel)], {
    strides: [1, 1],
    dilations: [1, 1],
    pads: [...pads],
    groups: 1,
  });
  const planned = runPipeline(graph, { winograd: 'off' });
  const nodes = computingNodes(planned).filter((node) => !isOp(node, 'relayout'));
  return nodes.map((node) => printKernel(cpuKernel(placeNode(node, constantsOf(planned))))).join();
}

describe('what a reduction leaves out', () => {
  it('shortens the loop of the axis that moves it', () => {
    expect(loops([3, 3], [1, 0, 2, 0])).toContain('for ky in max(0, 1 - y)..min(3, 5 - y):');
  });

  it('is tested once around the loops where no axis moves it', () => {
    const text = loops([1, 3], [1, 0, 2, 0]);
    expect(text).toMatch(/\n( *)if 0 <= y - 1 < 4:\n\1 {2}for kx/);
    expect(text.match(/if /g)).toHaveLength(text.match(/for kx/g)?.length ?? 0);
  });
});
