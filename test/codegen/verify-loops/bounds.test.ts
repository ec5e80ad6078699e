import { describe, expect, it } from 'vitest';
import {
  add,
  divide,
  maximum,
  minimum,
  modulo,
  ofAtom,
  scale,
  subtract,
  toIndex,
  variable,
} from '../../../compiler/lower/formulas/index-expr.js';
import type { Kernel } from '../../../compiler/lower/loops/loop-ir.js';
import { findingText } from '../../../compiler/codegen/verify-loops/finding.js';
import { verifyKernel } from '../../../compiler/codegen/verify-loops/verify-kernel.js';
import {
  findingsIn,
  input,
  load,
  loop,
  name,
  ONE,
  ONES,
  output,
  store,
  weight,
  when,
} from '../../support/loop-builder.js';

const x = variable('x', 10);
const k = variable('k', 3);

describe('an access', () => {
  it('may touch all elements of its buffer, and none behind', () => {
    const body = [loop(x, [store(output, x, ONE)])];
    expect(findingsIn(body, { output: 10 })).toEqual([]);
    expect(findingsIn(body, { output: 9 })).toEqual(['bounds: output[x] = 1']);
    expect(findingsIn([store(output, -1, ONE)], { output: 9 })).toHaveLength(1);
  });

  it('is reported with what is known of it', () => {
    const body = [loop(x, [when(subtract(x, 1), 8, [store(output, scale(x, 2), ONE)])])];
    const kernel: Kernel = { name: 'twice', buffers: [output], body };
    expect(verifyKernel(kernel, new Map([['output', { length: 16 }]])).map(findingText)).toEqual([
      'twice: bounds: output[2*x] = 1: output has 16 elements, of which 0 to 18 may be touched: at 2*x where x - 1 >= 0, 8 - x >= 0',
    ]);
  });

  it('stores whole vectors inside, and may load one past the end', () => {
    expect(findingsIn([store(output, 4, ONES, 4)], { output: 8 })).toEqual([]);
    expect(findingsIn([store(output, 4, ONES, 4)], { output: 7 })).toHaveLength(1);
    expect(findingsIn([store(output, 4, ONES, 3)], { output: 7 })).toEqual([]);
    const loads = store(output, 0, load(input, 4, 'f32x4'), 4);
    expect(findingsIn([loads], { output: 4, input: 5 })).toEqual([]);
    expect(findingsIn([loads], { output: 4, input: 4 })).toHaveLength(1);
  });

  it('is of a buffer that the kernel has, and stores no weights', () => {
    expect(findingsIn([store(output, 0, ONE)], {})).toHaveLength(1);
    expect(findingsIn([store(weight, 0, ONE)], { weight: 4 })).toHaveLength(1);
  });

  it('may rely on a test around it', () => {
    const shifted = subtract(x, 3);
    const read = store(output, x, load(input, shifted));
    const lengths = { output: 10, input: 7 };
    expect(findingsIn([loop(x, [when(shifted, 7, [read])])], lengths)).toEqual([]);
    expect(
      findingsIn([loop(x, [when(shifted, 8, [read])])], { ...lengths, input: 6 }),
    ).toHaveLength(1);
    expect(findingsIn([loop(x, [read])], lengths)).toHaveLength(1);
  });

  it('may rely on the test of the expression that it is in', () => {
    const shifted = subtract(x, 3);
    const guarded = (extent: number) =>
      loop(x, [
        store(output, x, {
          kind: 'when',
          type: 'f32',
          conditions: [{ index: shifted, extent }],
          then: load(input, shifted),
          otherwise: ONE,
        }),
      ]);
    expect(findingsIn([guarded(7)], { output: 10, input: 7 })).toEqual([]);
    expect(findingsIn([guarded(8)], { output: 10, input: 6 })).toHaveLength(1);
  });

  it('may rely on bounds that depend on a loop around', () => {
    const at = subtract(add(x, k), 1);
    const window = (to: number) =>
      loop(x, [
        loop(k, [store(output, x, load(input, at))], {
          from: maximum(0, subtract(1, x)),
          to: minimum(3, subtract(to, x)),
        }),
      ]);
    expect(findingsIn([window(11)], { output: 10, input: 10 })).toEqual([]);
    expect(findingsIn([window(12)], { output: 10, input: 10 })).toHaveLength(1);
  });

  it('may lie at both sides of a picture and not between', () => {
    const side = variable('side', 2);
    const row = variable('row', 10);
    const rows = (from: number) =>
      loop(side, [
        loop(row, [when(subtract(row, 2), 6, [store(output, 100, ONE)])], {
          from: scale(side, from),
          to: add(2, scale(side, 8)),
        }),
      ]);
    expect(findingsIn([rows(8)], { output: 10 })).toEqual([]);
    expect(findingsIn([rows(7)], { output: 10 })).toHaveLength(1);
  });

  it('may be at digits of a number', () => {
    const id = variable('id', 42);
    const [a, b, c] = [variable('a', 2), variable('b', 3), variable('c', 7)];
    const body = [
      name(a, divide(id, 21)),
      name(b, modulo(divide(id, 7), 3)),
      name(c, modulo(id, 7)),
      store(output, add(scale(a, 21), scale(b, 7), c), ONE),
    ];
    const grid = { kind: 'invocations', invocation: id, workgroupSize: 64 } as const;
    expect(findingsIn(body, { output: 42 }, grid)).toEqual([]);
    expect(findingsIn(body, { output: 41 }, grid)).toHaveLength(1);
  });

  it('may rely on a test of a number whose digits it is at', () => {
    const position = variable('position', 32);
    const digits = add(
      scale(divide(position, 9), 9),
      scale(modulo(divide(position, 3), 3), 3),
      modulo(position, 3),
    );
    const at = variable('at', 36);
    const body = (extent: number) => [
      loop(position, [name(at, digits), when(position, extent, [store(output, at, ONE)])]),
    ];
    expect(findingsIn(body(27), { output: 27 })).toEqual([]);
    expect(findingsIn(body(28), { output: 27 })).toHaveLength(1);
  });

  it('finds a row of variables that a loop has filled', () => {
    const turn = variable('turn', 4);
    const place = { ...variable('place', 8), at: turn };
    const body = (most: number) => [
      loop(turn, [name(place, ofAtom({ kind: 'min', a: scale(turn, 3), b: toIndex(most) }))]),
      loop(turn, [store(output, place, ONE)]),
    ];
    expect(findingsIn(body(7), { output: 8 })).toEqual([]);
    expect(findingsIn(body(8), { output: 9 })).toEqual(['range: let place[turn] = min(3*turn, 8)']);
  });
});
