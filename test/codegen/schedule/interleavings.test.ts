import { describe, expect, it } from 'vitest';
import type { Kernel, Statement } from '../../../compiler/lower/loops/loop-ir.js';
import type { PlacedNode } from '../../../compiler/codegen/schedule/placement/placed-node.js';
import { bodyOf } from '../../../compiler/lower/loops/rewrite-loops.js';
import { holdToReference } from '../../support/hold-to-reference.js';
import type { OpCase } from '../../support/op-cases/case.js';
import { opCase, operand, weights } from '../../support/op-cases/case.js';
import { threadedKernel } from '../../support/usual-machines.js';

function winograd(x: number[], outputs: number, form: Record<string, number>): OpCase {
  const attributes = { pads: [1, 1, 1, 1], tile: [4, 4], strips: 1, blocks: 1, slots: 1, ...form };
  const most = 1 / Math.sqrt(9 * x[1]);
  const kernel = { ...weights(outputs, x[1], 3, 3), range: { from: -most, to: most } };
  return opCase('winograd_conv2d', [operand(...x), kernel], attributes);
}

interface Ordered {
  readonly each: OpCase;
  /** The barriers, by their numbers in the text, that nobody would miss in a case so small. */
  readonly spare: readonly number[];
}

/** Kernels in stages that wait for each other. */
const CASES: Record<string, Ordered> = {
  'a recurrence': {
    each: opCase('lstm_recurrence', [operand(1, 3, 256), weights(256, 64)]),
    spare: [],
  },
  'a recurrence that turns round': {
    each: opCase('lstm_recurrence', [operand(1, 2, 512), weights(512, 128)]),
    // Behind the second of two steps.
    spare: [2],
  },
  'a narrow recurrence': {
    each: opCase('lstm_recurrence', [operand(2, 3, 48), weights(48, 12)]),
    // Behind a step: what it puts out last is its own.
    spare: [4],
  },
  Winograd: { each: winograd([1, 4, 4, 8], 8, {}), spare: [] },
  'Winograd in strips': {
    each: winograd([1, 4, 16, 4], 8, { strips: 2 }),
    // Before the loop over strips, which wait for their input as well.
    spare: [0],
  },
  'Winograd in blocks': {
    each: winograd([1, 4, 4, 8], 16, { blocks: 2 }),
    // Before the loop over blocks, which wait for their weights as well, and behind a block.
    spare: [1, 5],
  },
  'Winograd in blocks, each thread in a slot': {
    each: winograd([1, 4, 4, 8], 32, { blocks: 4, slots: 3 }),
    spare: [],
  },
};

/** Two threads claim and come first in three ways, and three in one. */
const CONDITIONS = [
  { threads: 2, seed: 1 },
  { threads: 2, seed: 2 },
  { threads: 2, seed: 3 },
  { threads: 3, seed: 4 },
];

/** Under one condition after the other, until it fails. */
function hold(each: OpCase, change: (kernel: Kernel) => Kernel): void {
  const schedule = (node: PlacedNode): Kernel[] => [change(threadedKernel(node, 0))];
  for (const conditions of CONDITIONS) holdToReference(each, schedule, conditions);
}

function barriersIn(statements: readonly Statement[]): number {
  return statements.reduce(
    (sum, statement) => sum + Number(statement.kind === 'barrier') + barriersIn(bodyOf(statement)),
    0,
  );
}

/** The statements without the barrier that is number `index` in the text. */
function withoutBarrier(statements: readonly Statement[], index: number): Statement[] {
  let before = 0;
  return statements.flatMap((statement): Statement[] => {
    const own = index - before;
    before += barriersIn([statement]);
    if (statement.kind === 'barrier') return own === 0 ? [] : [statement];
    if (statement.kind !== 'for') return [statement];
    return [{ ...statement, body: withoutBarrier(statement.body, own) }];
  });
}

describe.each(Object.entries(CASES))('%s, whoever claims what and comes first', (_, ordered) => {
  const { each, spare } = ordered;

  it('computes the same', () => {
    hold(each, (kernel) => kernel);
  });

  it('does not without one of its barriers', () => {
    let barriers = 1;
    const without =
      (index: number) =>
      (kernel: Kernel): Kernel => {
        barriers = Math.max(barriers, barriersIn(kernel.body));
        return { ...kernel, body: withoutBarrier(kernel.body, index) };
      };
    const unmissed: number[] = [];
    for (let index = 0; index < barriers; index++) {
      try {
        hold(each, without(index));
        unmissed.push(index);
      } catch (error) {
        expect(error).toHaveProperty('name', 'AssertionError');
      }
    }
    expect(unmissed).toEqual(spare);
    expect(barriers).toBeGreaterThan(spare.length + 1);
  });
});
