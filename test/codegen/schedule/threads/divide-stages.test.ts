import { expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import type { Statement } from '../../../../compiler/lower/loops/loop-ir.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { walkStatements } from '../../../../compiler/lower/loops/rewrite-loops.js';
import { LEAST_WORK } from '../../../../compiler/codegen/schedule/threads/divide.js';
import { divideStages } from '../../../../compiler/codegen/schedule/threads/divide-stages.js';
import { isOp } from '../../../../compiler/ir/rewrite.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import type { Threads } from '../../../../compiler/settings.js';
import { opCase, operand, weights } from '../../../support/op-cases/case.js';
import { placeNode } from '../../../support/usual-machines.js';
import { THREADS } from '../../../../compiler/target/threads.js';

/** What the stages of a convolution of `channels` fill between barriers, by the loop around them. */
function order(channels: number, size: number, threads: Threads = 1): string {
  const attributes = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };
  const input = operand(1, channels, size, size);
  const { graph } = opCase('conv2d', [input, weights(channels, channels, 3, 3)], attributes);
  const planned = runPipeline(graph, { threads });
  const [node] = computingNodes(planned).filter((node) => isOp(node, 'winograd_conv2d'));
  return stepsOf(divideStages(placeNode(node, constantsOf(planned)), THREADS, LEAST_WORK)).join(
    '\n',
  );
}

function stepsOf(statements: readonly Statement[]): string[] {
  return statements.flatMap((statement): string[] => {
    if (statement.kind === 'barrier') return ['barrier'];
    if (statement.kind === 'for' && /^(?:strip|block|slot)$/.test(statement.variable.name)) {
      return [`for ${statement.variable.name}`, ...stepsOf(statement.body).map((s) => `  ${s}`)];
    }
    const filled = new Set<string>();
    walkStatements([statement], (each) => {
      if (each.kind === 'store') filled.add(each.buffer.name);
    });
    return [...filled];
  });
}

it('strips: the zeros beside a picture wait for nothing, and what overwrites waits', () => {
  expect(order(64, 56)).toBe(`weight_tiles
barrier
for strip
  input_rows
  input_rows
  input_rows
  barrier
  input_tiles
  barrier
  products
  barrier
  output_rows
  barrier
  output
  barrier`);
});

it('blocks: a loop begins when all is there that one of its stages reads', () => {
  expect(order(128, 28)).toMatch(
    /^(?:input_rows\n){3}barrier\ninput_tiles\nbarrier\nfor block\n {2}weight_tiles\n {2}barrier\n/,
  );
});

it('blocks in slots: who has taken one waits for nobody until all are done', () => {
  expect(order(128, 28, 'auto')).toBe(`input_rows
input_rows
input_rows
barrier
input_tiles
barrier
for slot
  for block
    weight_tiles
    products
    output_rows
    output`);
});
