import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { variable } from '../../../../compiler/lower/formulas/index-expr.js';
import type { Statement } from '../../../../compiler/lower/loops/loop-ir.js';
import { computesIn } from '../../../../compiler/codegen/schedule/placement/placed-node.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { printKernel } from '../../../../compiler/lower/loops/print-loops.js';
import { scheduleCpu } from '../../../../compiler/codegen/schedule/one-core/cpu.js';
import {
  divide,
  divideAmongThreads,
} from '../../../../compiler/codegen/schedule/threads/divide.js';
import { independentRuns } from '../../../../compiler/codegen/schedule/nests/independent.js';
import { work } from '../../../../compiler/codegen/schedule/nests/work.js';
import type { Attributes } from '../../../../compiler/ir/graph.js';
import type { OpName } from '../../../../compiler/ir/ops/index.js';
import { isOp } from '../../../../compiler/ir/rewrite.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import type { Operand } from '../../../support/op-cases/case.js';
import { opCase, operand, weights } from '../../../support/op-cases/case.js';
import { placeNode } from '../../../support/usual-machines.js';
import { ONE_CORE } from '../../../../compiler/target/one-core.js';

const CONV = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };

const WIDE = { ...CONV, pads: [2, 2, 2, 2] };

/** The loops of the kernel that computes `op` on one core. */
function serial(
  op: OpName,
  operands: readonly Operand[],
  attributes: Attributes = {},
): readonly Statement[] {
  const graph = runPipeline(opCase(op, operands, attributes).graph, { winograd: 'off' });
  const constants = constantsOf(graph);
  const [node] = computingNodes(graph).filter((each) => !isOp(each, 'relayout'));
  const { stages } = placeNode(node, constants);
  return stages
    .flatMap(computesIn)
    .flatMap(({ placed, plan }) => scheduleCpu(placed, plan, ONE_CORE));
}

/** The same before and after they are divided, as text. */
function loops(
  op: OpName,
  operands: readonly Operand[],
  attributes: Attributes,
  leastWork?: number,
): { before: string; after: string } {
  const whole = serial(op, operands, attributes);
  const print = (body: readonly Statement[]): string =>
    headsOf(printKernel({ name: op, buffers: [], body }));
  return { before: print(whole), after: print(divideAmongThreads(whole, leastWork)) };
}

/** The lines that say which loops there are, and what they end in. */
function headsOf(text: string): string {
  const lines = text.split('\n').filter((line) => /for |output\[/.test(line));
  const places = lines.map((line) => line.replace(/ = .*/, ''));
  return places
    .filter(
      (line, index) => !line.includes('output') || !(places[index + 1] ?? '').includes('output'),
    )
    .join('\n');
}

describe('threads divide', () => {
  it('the outermost loop that has turns for all of them', () => {
    const { before, after } = loops('conv2d', [operand(1, 8, 40, 40), weights(8, 8, 5, 5)], WIDE);
    expect(before).toMatch(/^ {2}for y in 0\.\.40:\n/);
    expect(after).toBe(before.replace('for y in', 'parallel for y in'));
  });

  it('a loop further in where the outer one has too few turns', () => {
    const attributes = { ...CONV, pads: [0, 0, 0, 0] };
    const { before, after } = loops(
      'conv2d',
      [operand(1, 32, 30, 30), weights(24, 32, 1, 1)],
      attributes,
    );
    expect(before).toMatch(/^ {2}for o_tile in 0\.\.3:\n {4}for yx_tile in 0\.\.225:\n/);
    expect(after).toBe(
      before
        .replace('for yx_tile in', 'parallel for yx_tile in')
        .replace('0..225', '0..225 by 16 or more'),
    );
  });

  it('what is left over beside a loop goes to one of them', () => {
    const attributes = { ...CONV, pads: [0, 0, 0, 0] };
    const { after } = loops('conv2d', [operand(1, 32, 31, 31), weights(24, 32, 1, 1)], attributes);
    expect(after).toMatchInlineSnapshot(`
      "  for o_tile in 0..3:
          parallel for yx_tile in 0..240 by 16 or more:
            for k in 0..32:
            output[8*o_tile + 96*yx_tile + 76 ..4]
          parallel for once in 0..1:
            for k in 0..32:
            output[8*o_tile + 23044 ..4]"
    `);
  });

  it('not what is far shorter than what pays for a meeting, which goes to one of them', () => {
    const of = (leastWork: number): readonly string[] => {
      const { statements } = divide(serial('relu', [operand(1, 4, 8, 8)]), leastWork);
      return statements.map((each) => (each.kind === 'for' ? each.variable.name : each.kind));
    };
    const [whole] = of(0);
    expect(whole).not.toBe('once');
    const long = work(serial('relu', [operand(1, 4, 8, 8)]));
    expect(of(19 * long)).toEqual([whole]);
    expect(of(21 * long)).toEqual(['once']);
  });

  it('never a sum, nor loops that share its result', () => {
    const { before, after } = loops('softmax', [operand(1, 64)], { axis: -1 }, 0);
    expect(before).toContain('for ');
    expect(after).toBe(before);
  });

  it('rows of a softmax, but not what is inside a row', () => {
    const { before, after } = loops('softmax', [operand(64, 64)], { axis: -1 }, 0);
    expect(after.match(/parallel/g)).toHaveLength(1);
    expect(after).toBe(before.replace('for n in 0..64', 'parallel for n in 0..64 by 22 or more'));
  });

  it('nothing that takes no longer than meeting does', () => {
    const { before, after } = loops('conv2d', [operand(1, 4, 6, 6), weights(4, 4, 3, 3)], CONV);
    expect(before).toMatch(/^ {2}for y in 0\.\.6:\n/);
    expect(after).toBe(before);
  });
});

describe('independent runs', () => {
  const f32 = { type: 'f32' } as const;
  const sum = { name: 'sum', ...f32 };
  const output = { name: 'output', space: 'arena' } as const;
  const address = { constant: 0, terms: [] };
  const zero: Statement = {
    kind: 'set',
    local: sum,
    value: { kind: 'number', ...f32, value: 0 },
  };
  const get = { kind: 'local', ...f32, local: sum } as const;
  const increment: Statement = {
    kind: 'set',
    local: sum,
    value: { kind: 'binary', ...f32, op: 'add', a: get, b: get },
  };
  const repeat: Statement = {
    kind: 'for',
    variable: variable('k', 4),
    from: { constant: 0, terms: [] },
    to: { constant: 4, terms: [] },
    body: [increment],
  };
  const store: Statement = { kind: 'store', buffer: output, address, value: get, lanes: 1 };

  it('end where no register is needed any more, and may use the same ones again', () => {
    expect(independentRuns([zero, repeat, store, zero, store])).toEqual([
      [zero, repeat, store],
      [zero, store],
    ]);
  });

  it('take in all that set a register that may be read later', () => {
    const loopThatMaySet: Statement = { ...repeat, body: [zero] };
    expect(independentRuns([zero, loopThatMaySet, store])).toEqual([[zero, loopThatMaySet, store]]);
  });
});
