import { describe, expect, test } from 'vitest';
import { printGraph } from '../../compiler/ir/print.js';
import { parseGraph } from '../../compiler/ir/parse.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { memoryReport } from '../../compiler/passes/plan-memory.js';
import { foldConstants } from '../../compiler/passes/fold-constants.js';
import { eliminateDeadCode } from '../../compiler/passes/eliminate-dead-code.js';
import { graphOf, parsed } from '../support/graph-text.js';
import { NETWORKS } from './networks.js';

const SUM = `input %x : f32[1,4]
  state %sum : f32[1,4]
  %zeros = constant @"zeros" [0, 0, 0, 0] : f32[1,4]
  %more = add(%sum, %x) : f32[1,4]
  next %sum = %more from %zeros
  output "y" = %more`;

function violations(text: string): string[] {
  return verifyGraph(parsed(text)).map(({ code, title }) => `${code}: ${title}`);
}

describe('the text of a graph with states', () => {
  test('is read back', () => {
    const text = printGraph(graphOf(SUM));
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,4]
        state %sum : f32[1,4]
        %zeros = constant @"zeros" [0, 0, 0, 0] : f32[1,4]
        %more = add(%sum, %x) : f32[1,4]
        next %sum = %more from %zeros
        output "y" = %more
      }
      "
    `);
    const again = parseGraph(text, () => undefined);
    expect(again.ok && printGraph(again.graph)).toBe(text);
  });

  test.each([
    ['of a value that is none', SUM.replace('next %sum', 'next %x'), '%x is no state'],
    [
      'of a state that is forgotten',
      SUM.replace('next %sum = %more from %zeros', ''),
      'no line says what is next in state %sum',
    ],
    ['without a beginning', SUM.replace(' from %zeros', ''), "expected 'from'"],
  ])('says what is wrong %s', (_, text, expected) => {
    expect(() => parsed(text)).toThrow(expected);
  });
});

describe('the verifier asks that a state', () => {
  test.each([
    [
      'keeps its type',
      SUM.replace('%more = add(%sum, %x) : f32[1,4]', '%more = tanh(%x) : f32[1,4]').replace(
        'state %sum : f32[1,4]',
        'state %sum : f32[4]',
      ),
      [
        'ir/state: state %sum is f32[4], but its initial f32[1,4]',
        'ir/state: state %sum is f32[4], but its next f32[1,4]',
      ],
    ],
    [
      'begins with what no run changes',
      SUM.replace('from %zeros', 'from %x'),
      ['ir/state: %x, the initial of state %sum, depends on a run'],
    ],
  ])('%s', (_, text, expected) => {
    expect(violations(text)).toEqual(expected);
  });
});

describe('passes', () => {
  test('keep what a state begins with and what it holds next', () => {
    const graph = graphOf(`input %x : f32[2]
      state %h : f32[2]
      %one = constant @"one" [1, 1] : f32[2]
      %begin = exp(%one) : f32[2]
      %next = mul(%h, %x) : f32[2]
      %dead = tanh(%h) : f32[2]
      next %h = %next from %begin
      output "y" = %x`);
    expect(`\n${printGraph(eliminateDeadCode(foldConstants(graph)))}`).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2]
        state %h : f32[2]
        %begin = constant @"exp(one)" [2.7182817, 2.7182817] : f32[2]
        %next = mul(%h, %x) : f32[2]
        next %h = %next from %begin
        output "y" = %x
      }
      "
    `);
  });

  test('leave a graph alone that keeps nothing', () => {
    const graph = graphOf('input %x : f32[2]\n%y = tanh(%x) : f32[2]\noutput "y" = %y');
    const before = runPipeline(graph, { after: 'assign-layouts' });
    const options = { from: 'store-states', after: 'store-states' } as const;
    expect(runPipeline(before, options)).toBe(before);
  });

  test('copy aside what one state takes from another before either is written', () => {
    const graph = graphOf(`input %x : f32[1,4]
      state %a : f32[1,4]
      state %b : f32[1,4]
      %zeros = constant @"zeros" [0, 0, 0, 0] : f32[1,4]
      %sum = add(%a, %x) : f32[1,4]
      next %a = %b from %zeros
      next %b = %sum from %zeros
      output "was" = %b`);
    expect(`\n${printGraph(runPipeline(graph, { verify: true }))}`).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,4] rows/4 at 0
        state %a : f32[1,4] rows/4 at 16
        state %b : f32[1,4] rows/4 at 32
        %zeros = constant @"zeros" [0, 0, 0, 0] : f32[1,4]
        %sum = add(%a, %x) : f32[1,4] rows/4 at 0
        %b.before = relayout(%b) : f32[1,4] rows/4 at 48
        %b.before_2 = relayout(%b) : f32[1,4] rows/4 at 64
        %a.next = relayout(%b.before_2) : f32[1,4] rows/4 at 16
        %b.next = relayout(%sum) : f32[1,4] rows/4 at 32
        next %a = %a.next from %zeros
        next %b = %b.next from %zeros
        output "was" = %b.before
      }
      "
    `);
  });
});

describe('memory', () => {
  test.each(NETWORKS)('of $name: a state lies alone where the next run finds it', ({ load }) => {
    const graph = runPipeline(load(), { verify: true });
    for (const { value, next } of graph.states) expect(next.offset).toBe(value.offset);
    const { arenaBytes, lowerBound } = memoryReport(graph);
    expect(arenaBytes).toBeLessThanOrEqual(1.02 * lowerBound);
  });

  test('the verifier sees a state that is left elsewhere', () => {
    const planned = printGraph(runPipeline(graphOf(SUM)));
    const moved = planned.replace(/(%sum\.next = .* at )\d+/, '$14096');
    expect(moved).not.toBe(planned);
    const body = moved.replace(/^graph g \{\n|\n\}\n$/g, '');
    expect(violations(body)).toEqual([expect.stringContaining('is what %sum at')]);
  });

  test('the verifier sees what lies where a state is kept', () => {
    const planned = printGraph(runPipeline(graphOf(SUM)));
    const [, at] = /state %sum .* at (\d+)/.exec(planned) ?? [];
    const moved = planned.replace(/(%more = .* at )\d+/, `$1${at}`);
    expect(moved).not.toBe(planned);
    const body = moved.replace(/^graph g \{\n|\n\}\n$/g, '');
    expect(violations(body).join()).toMatch(/overlap while both are live/);
  });
});
