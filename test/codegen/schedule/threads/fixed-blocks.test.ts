import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import type { IndexLike } from '../../../../compiler/lower/formulas/index-expr.js';
import { add } from '../../../../compiler/lower/formulas/index-expr.js';
import type { Kernel } from '../../../../compiler/lower/loops/loop-ir.js';
import type {
  PlacedNode,
  TiledCompute,
  PlacedStage,
} from '../../../../compiler/codegen/schedule/placement/placed-node.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { printKernel } from '../../../../compiler/lower/loops/print-loops.js';
import { fixedBlocks } from '../../../../compiler/codegen/schedule/threads/fixed-blocks.js';
import { replaceAxes } from '../../../../compiler/lower/formulas/replace-axes.js';
import { isOp } from '../../../../compiler/ir/rewrite.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import type { OpCase } from '../../../support/op-cases/case.js';
import { opCase, operand, weights } from '../../../support/op-cases/case.js';
import { holdToReference } from '../../../support/hold-to-reference.js';
import { placeNode, threadedKernel } from '../../../support/usual-machines.js';

function recurrence(batch: number, steps: number, width: number): OpCase {
  const gates = operand(batch, steps, 4 * width);
  return opCase('lstm_recurrence', [gates, weights(4 * width, width)]);
}

type Steps = Exclude<PlacedStage, TiledCompute>;

/** The loop over the steps of a recurrence. */
function stepsOf({ graph }: OpCase): Steps {
  const planned = runPipeline(graph);
  const [node] = computingNodes(planned).filter((node) => isOp(node, 'lstm_recurrence'));
  const steps = placeNode(node, constantsOf(planned)).stages.find((stage) => 'stages' in stage);
  return steps ?? expect.fail('no loop over steps');
}

function blocksOf({ stages, variable }: Steps): number | undefined {
  const blocks = fixedBlocks(stages, variable, () => false)?.block;
  return blocks && blocks.max + 1;
}

describe('the stages of a step', () => {
  it('are cut into blocks of as many units as a register tile has rows', () => {
    expect(blocksOf(stepsOf(recurrence(1, 6, 256)))).toBe(8);
    expect(blocksOf(stepsOf(recurrence(1, 6, 128)))).toBe(4);
  });

  it('are cut alike for several sequences', () => {
    expect(blocksOf(stepsOf(recurrence(3, 6, 64)))).toBeGreaterThan(1);
  });

  it('stay whole where units make no whole blocks, or one', () => {
    expect(blocksOf(stepsOf(recurrence(1, 6, 68)))).toBeUndefined();
    expect(blocksOf(stepsOf(recurrence(1, 6, 16)))).toBeUndefined();
  });

  it('stay whole where a block would read what another stores', () => {
    const { variable: t, stages } = stepsOf(recurrence(1, 6, 128));
    const [gates, ...others] = stages.filter((stage) => 'plan' in stage);
    const gatesAt = (step: IndexLike): TiledCompute => {
      const { compute } = gates.placed;
      const moved = replaceAxes(compute, compute.axes, (axis) => (axis === t ? step : axis));
      return { ...gates, placed: { ...gates.placed, compute: moved } };
    };
    // A step on, they read the hidden state that this one stores.
    expect(blocksOf({ variable: t, stages: [gatesAt(add(t, 1)), ...others] })).toBeUndefined();
    expect(blocksOf({ variable: t, stages: [gatesAt(add(t, 2)), ...others] })).toBe(4);
  });

  it('stay whole where the tensors that they fill may share memory', () => {
    const { variable, stages } = stepsOf(recurrence(1, 6, 128));
    expect(fixedBlocks(stages, variable, () => true)).toBeUndefined();
  });
});

describe('threads that have the same blocks in every step', () => {
  it('meet once a step, and in every second one begin with the last block', () => {
    const { graph } = recurrence(1, 5, 128);
    const planned = runPipeline(graph);
    const [node] = computingNodes(planned).filter((node) => isOp(node, 'lstm_recurrence'));
    const text = printKernel(threadedKernel(placeNode(node, constantsOf(planned)), 0));
    const lines = text.split('\n').filter((line) => /barrier|for (?:t|t_pair|block) in/.test(line));
    expect(lines.join('\n')).toBe(`  barrier
  for t_pair in 0..2:
    parallel for block in 0..4 in fixed shares:
    barrier
    parallel for block in 0..4 in fixed shares from the last:
    barrier
  for t in 4..5:
    parallel for block in 0..4 in fixed shares:
    barrier`);
  });

  it('compute what one computes, however many they are', () => {
    const schedule = (node: PlacedNode): Kernel[] => [threadedKernel(node, 0)];
    for (const threads of [2, 5]) holdToReference(recurrence(3, 2, 64), schedule, { threads });
  });
});
