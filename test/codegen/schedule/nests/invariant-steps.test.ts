import { expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { printKernel } from '../../../../compiler/lower/loops/print-loops.js';
import { isOp } from '../../../../compiler/ir/rewrite.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import { opCase, operand, weights } from '../../../support/op-cases/case.js';
import { cpuKernel, placeNode } from '../../../support/usual-machines.js';

it('what all pixels of a channel share is computed before the loop over them', () => {
  const { graph } = opCase('instance_norm', [operand(1, 4, 3, 3), weights(4), weights(4)], {
    epsilon: 1,
  });
  const planned = runPipeline(graph);
  const [node] = computingNodes(planned).filter((node) => isOp(node, 'instance_norm'));
  // All at once, as on a GPU; one core goes through a workspace.
  const { workspace: _, ...atOnce } = node;
  const text = printKernel(cpuKernel(placeNode(atOnce, constantsOf(planned))));
  // 1/9 of the sums; the loop over the nine pixels neither divides nor takes roots nor chooses.
  const [statistics, pixels] = text.split('for yx in 0..9:');
  expect(statistics).toContain('if any of squares - 3e+38 > 0:\n');
  expect(statistics).toContain('unit: f32x4 = (8.271806e-25 if squares - 3e+38 > 0 else 1)\n');
  expect(statistics).toContain(
    'scale: f32x4 = weight[0 ..4] / ' +
      'sqrt((squares_far * 0.11111111 if squares - 3e+38 > 0 else squares * 0.11111111 + 1))\n',
  );
  expect(pixels.trim()).toBe(
    'output[4*yx ..4] = (input[4*yx ..4] * unit - middle) * scale + bias[0 ..4]',
  );
});
