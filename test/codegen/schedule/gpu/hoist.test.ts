import { expect, it } from 'vitest';
import { hoistInvariants } from '../../../../compiler/codegen/schedule/gpu/hoist.js';
import { add, scale, variable } from '../../../../compiler/lower/formulas/index-expr.js';
import type { Local, Statement } from '../../../../compiler/lower/loops/loop-ir.js';
import { statementText } from '../../../../compiler/lower/loops/print-loops.js';
import { input, load, loop, name, set, store, output, use } from '../../../support/loop-builder.js';

const x = variable('x', 8);
const y = variable('y', 8);
const k = variable('k', 8);

/** The `let` in front of a loop over k that reads at 8·x + y + k. */
function hoisted(...others: Statement[]): string {
  const total: Local = { name: 'total', type: 'f32' };
  const address = add(add(scale(x, 8), y), k);
  const sum = loop(k, [...others, set(total, load(input, address)), store(output, k, use(total))]);
  return statementText(hoistInvariants([sum])[0]);
}

it('names what a loop does not change after the buffer that it is an address of', () => {
  expect(hoisted()).toBe('let input_at = 8*x + y');
});

it('takes another name where a variable or a register has that one', () => {
  const inside = variable('input_at', 4);
  expect(hoisted(name(inside, 2))).toBe('let input_at_2 = 8*x + y');
  expect(hoisted(loop(inside, []))).toBe('let input_at_2 = 8*x + y');
  const register: Local = { name: 'input_at', type: 'f32' };
  expect(hoisted(set(register, load(input, k)))).toBe('let input_at_2 = 8*x + y');
});
