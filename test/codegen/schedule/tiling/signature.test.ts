import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { signatureOf } from '../../../../compiler/codegen/schedule/tiling/signature.js';
import type { Attributes } from '../../../../compiler/ir/graph.js';
import type { OpName } from '../../../../compiler/ir/ops/index.js';
import { isOp } from '../../../../compiler/ir/rewrite.js';
import type { Settings } from '../../../../compiler/settings.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import type { Operand } from '../../../support/op-cases/case.js';
import { operand, opCase, weights } from '../../../support/op-cases/case.js';
import { placeNode } from '../../../support/usual-machines.js';

const CONV = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };

/** What the kernel of `op` computes; copies at the network's borders are left out. */
function signature(
  op: OpName,
  operands: readonly Operand[],
  attributes: Attributes,
  options: Partial<Settings> = {},
): string[] {
  const graph = runPipeline(opCase(op, operands, attributes).graph, options);
  return computingNodes(graph)
    .filter((node) => !isOp(node, 'relayout'))
    .flatMap((node) => placeNode(node, constantsOf(graph)).computes)
    .map(({ placed }) => signatureOf(placed));
}

describe('the signature of a computation', () => {
  it('is its formula: values by address, weights by index, padding as bounds', () => {
    expect(signature('conv2d', [operand(1, 8, 9, 9), weights(16, 8, 3, 3)], CONV)).toEqual([
      'y 9, x 9, o 16: output[o + 144*y + 16*x] = sum, ' +
        'sum = Σ ky 3, kx 3, i 8: (input[i + 72*y + 72*ky + 8*x + 8*kx - 80] * weight[o, i, ky, kx]) ' +
        'for 0 ≤ y + ky - 1 < 9, 0 ≤ x + kx - 1 < 9',
    ]);
  });

  it('has the axes that the schedule has made of the op', () => {
    const pointwise = { ...CONV, pads: [0, 0, 0, 0] };
    expect(signature('conv2d', [operand(1, 8, 5, 5), weights(16, 8, 1, 1)], pointwise)).toEqual([
      'yx 25, o 16: output[o + 16*yx] = sum, sum = Σ k 8: (a[25*k + yx] * b[k, o])',
    ]);
  });

  it('tells how weights are stored', () => {
    const operands = [operand(1, 64), weights(8, 64)];
    const [narrow] = signature('linear', operands, {}, { weightsAs: 'int8' });
    expect(narrow).toContain('int8 ');
  });

  it('differs where sizes do', () => {
    const sizes = [8, 9].map((size) => [operand(1, 8, 9, size), weights(16, 8, 3, 3)]);
    const [[a], [b]] = sizes.map((operands) => signature('conv2d', operands, CONV));
    expect(a).not.toBe(b);
  });
});
