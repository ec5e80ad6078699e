import { describe, expect, it } from 'vitest';
import { toIndex, variable } from '../../../../compiler/lower/formulas/index-expr.js';
import type {
  Buffer,
  Expression,
  Local,
  Statement,
} from '../../../../compiler/lower/loops/loop-ir.js';
import { walkStatements } from '../../../../compiler/lower/loops/rewrite-loops.js';
import { loop } from '../../../../compiler/lower/loops/build-loops.js';
import { outlineStatements } from '../../../../compiler/codegen/schedule/one-core/outline.js';

const buffer: Buffer = { name: 'buffer', space: 'arena' };
const sum: Local = { name: 'sum', type: 'f32' };
const total: Expression = { kind: 'local', type: 'f32', local: sum };
const element: Expression = { kind: 'load', type: 'f32', buffer, address: toIndex(0) };

/** `sum = 0; repeat count: sum = sum + buffer[0]; buffer[0] = sum` */
function sumOf(count: number): Statement[] {
  const added: Expression = { kind: 'binary', type: 'f32', op: 'add', a: total, b: element };
  return [
    { kind: 'set', local: sum, value: { kind: 'number', type: 'f32', value: 0 } },
    over('k', count, [{ kind: 'set', local: sum, value: added }]),
    { kind: 'store', buffer, address: toIndex(0), value: total, lanes: 1 },
  ];
}

function over(name: string, turns: number, body: readonly Statement[]): Statement {
  return loop(variable(name, turns), toIndex(0), toIndex(turns), body);
}

/** The parts as lists of what they consist of: names of loops, and other statements by their kind. */
function partsOf(kernel: readonly Statement[]): string[] {
  const parts: string[] = [];
  walkStatements(outlineStatements(kernel), (statement) => {
    if (statement.kind !== 'outlined') return;
    const names = statement.body.map((each) =>
      each.kind === 'for' ? each.variable.name : each.kind,
    );
    parts.push(names.join(' '));
  });
  return parts;
}

describe('a kernel is cut into functions', () => {
  it('at the innermost loop that takes long, however far out that is', () => {
    const long = over('y', 50, [over('panel', 8, [over('tile', 12, sumOf(100))])]);
    expect(partsOf([long])).toEqual(['tile']);
    const short = over('y', 50, [over('panel', 8, [over('tile', 2, sumOf(100))])]);
    expect(partsOf([short])).toEqual(['panel']);
  });

  it('where something stands beside a loop, into that too unless it is too little', () => {
    expect(partsOf([over('panel', 8, [over('tile', 12, sumOf(100)), ...sumOf(100)])])).toEqual([
      'tile',
      'set k store',
    ]);
    expect(partsOf([over('panel', 8, [over('tile', 12, sumOf(100)), ...sumOf(10)])])).toEqual([
      'tile',
    ]);
  });

  it('so that it is called more than once: a loop that is all of a kernel calls its body', () => {
    expect(partsOf([over('panel', 100, sumOf(1000))])).toEqual(['set k store']);
    expect(partsOf([over('element', 100_000, sumOf(1))])).toEqual([]);
    expect(partsOf(sumOf(100_000))).toEqual([]);
  });

  it('never between what sets a register and what reads it', () => {
    const inner = over('step', 100, [over('tile', 12, sumOf(1000))]);
    const [zero, , store] = sumOf(1);
    expect(partsOf([over('y', 10, [zero, inner, store])])).toEqual(['set step store']);
    const carried: Statement = { kind: 'set', local: sum, value: total };
    expect(partsOf([over('y', 10, [carried, inner])])).toEqual([]);
  });
});
