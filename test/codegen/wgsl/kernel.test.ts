import { describe, expect, it } from 'vitest';
import type { UnaryOp } from '../../../compiler/lower/formulas/expression.js';
import type { IndexLike, Variable } from '../../../compiler/lower/formulas/index-expr.js';
import {
  add,
  divide,
  scale,
  toIndex,
  variable,
} from '../../../compiler/lower/formulas/index-expr.js';
import type {
  Buffer,
  Expression,
  Kernel,
  Local,
  Statement,
  ValueType,
} from '../../../compiler/lower/loops/loop-ir.js';
import { emitKernel } from '../../../compiler/codegen/wgsl/kernel.js';
import { readableNaming } from '../../../compiler/codegen/wgsl/names.js';
import { i32Text } from '../../../compiler/codegen/wgsl/numbers.js';
import { describeWebGpu } from '../../support/webgpu.js';
import { WgslRunner } from '../../support/wgsl-runner.js';
import { input, output, runKernel, weight } from './run-kernel.js';
import { GPU } from '../../../compiler/target/webgpu.js';

const id = variable('id', 1);

function kernel(body: readonly Statement[], invocations = 1, buffers = [input, output]): Kernel {
  return {
    name: 'test',
    buffers,
    body,
    grid: { kind: 'invocations', invocation: variable('id', invocations), workgroupSize: 64 },
  };
}

function text(body: readonly Statement[], buffers = [input, output]): string {
  return emitKernel(kernel(body, 1, buffers), GPU, { name: readableNaming(), integer: i32Text });
}

const number = (value: number, type: ValueType = 'f32'): Expression => ({
  kind: 'number',
  type,
  value,
});
const load = (buffer: Buffer, address: IndexLike, type: ValueType = 'f32'): Expression => ({
  kind: 'load',
  type,
  buffer,
  address: toIndex(address),
});
const binary = (
  op: 'add' | 'sub' | 'mul' | 'div' | 'max',
  a: Expression,
  b: Expression,
): Expression => ({ kind: 'binary', type: a.type, op, a, b });
const unary = (op: UnaryOp, x: Expression): Expression => ({ kind: 'unary', type: x.type, op, x });
const local = (of: Local): Expression => ({ kind: 'local', type: of.type, local: of });
const set = (of: Local, value: Expression): Statement => ({ kind: 'set', local: of, value });
const store = (address: IndexLike, value: Expression, lanes = 1): Statement => ({
  kind: 'store',
  buffer: output,
  address: toIndex(address),
  value,
  lanes,
});
const repeat = (count: number, body: readonly Statement[]): Statement => ({
  kind: 'for',
  variable: variable('i', count),
  from: toIndex(0),
  to: toIndex(count),
  body,
});

describe('the element type of a binding', () => {
  it('is a vector where all vectors are aligned, and scalars are then components', () => {
    const code = text([
      store(scale(id, 4), load(input, scale(id, 8), 'f32x4'), 4),
      store(add(scale(id, 4), 4), { kind: 'splat', type: 'f32x4', x: load(input, 6) }, 4),
    ]);
    expect(code).toContain('arena: array<vec4f>');
    expect(code).toContain('arena[output_base4 + id] = arena[input_base4 + 2 * id];');
    expect(code).toContain('vec4f(arena[input_base4 + 1].z)');
  });

  it('is a scalar where a vector may begin anywhere', () => {
    const code = text([store(0, load(input, add(id, 1), 'f32x4'), 4)]);
    expect(code).toContain('arena: array<f32>');
    expect(code).toContain('arena_vector(input_base + id + 1)');
  });

  it('is a scalar where less than a vector is stored, whatever the weights are', () => {
    const code = text([store(0, load(weight, 0, 'f32x4'), 3)], [input, weight, output]);
    expect(code).toContain('arena: array<f32>');
    expect(code).toContain('weights: array<vec4f>');
    expect(code.match(/arena\[output_base/g)).toHaveLength(3);
  });
});

describe('registers', () => {
  const sum: Local = { name: 'sum', type: 'f32' };
  const part: Local = { name: 'part', type: 'f32' };

  it('are declared where all of their uses see them', () => {
    const code = text([
      set(sum, number(0)),
      repeat(3, [
        set(part, load(input, variable('i', 3))),
        set(sum, binary('add', local(sum), local(part))),
      ]),
      store(0, local(sum)),
    ]);
    expect(code).toContain('  var sum = 0.0f;');
    expect(code).toContain('    let part = arena[input_base + i];');
    expect(code).toContain('    sum += part;');
  });

  it('are declared ahead of blocks that pass their value on', () => {
    const code = text([
      repeat(3, [set(sum, load(input, variable('i', 3)))]),
      repeat(1, [store(0, local(sum))]),
    ]);
    expect(code).toContain('  var sum: f32;\n  for');
  });

  it('of the same name in separate blocks are separate', () => {
    const block = repeat(2, [set(part, number(1)), store(0, local(part))]);
    expect(text([block, block]).match(/let part = /g)).toHaveLength(2);
  });

  it('of two types get two names', () => {
    const wide: Local = { name: 'sum', type: 'f32x4' };
    const code = text([
      set(sum, number(0)),
      set(wide, number(0, 'f32x4')),
      store(0, local(wide), 4),
      store(4, local(sum)),
    ]);
    expect(code).toContain('let sum = 0.0f;');
    expect(code).toContain('let sum_f32x4 = vec4f(0.0f);');
  });
});

describe('rows of integers', () => {
  const turn = variable('turn', 2);
  const start: Variable = { ...variable('start', 9), at: turn };
  const fill: Statement = {
    kind: 'for',
    variable: turn,
    from: toIndex(0),
    to: toIndex(2),
    body: [{ kind: 'let', variable: start, value: scale(turn, 8) }],
  };

  it('are arrays that stand in front of the loop that fills them', () => {
    const sum: Statement = {
      ...fill,
      body: [store(divide(start, 4), load(input, add(start, turn)))],
    };
    const code = text([fill, sum]);
    expect(code).toContain('  var start: array<i32, 2>;\n  for (var turn = 0;');
    expect(code).toContain('    start[turn] = 8 * turn;');
    expect(code).toContain(
      'arena[output_base + start[turn] / 4] = arena[input_base + start[turn] + turn];',
    );
  });
});

describe('several values', () => {
  const a: Local = { name: 'a', type: 'f32' };
  const b: Local = { name: 'b', type: 'f32' };

  it('are picked from by number', () => {
    const turn = variable('i', 2);
    const code = text([
      set(a, number(1)),
      set(b, number(2)),
      repeat(2, [
        store(turn, { kind: 'pick', type: 'f32', from: [local(a), local(b)], at: toIndex(turn) }),
      ]),
    ]);
    expect(code).toContain('= array<f32, 2>(a, b)[i];');
  });

  it('are multiplied by the lanes of a vector and added up from left to right', () => {
    const wide = (name: string): Expression => local({ name, type: 'f32x4' });
    const rows = ['p', 'q', 'r', 's'].map(wide);
    const registers = ['sum', 'x', 'p', 'q', 'r', 's'].map((name, at) =>
      set({ name, type: 'f32x4' }, number(at, 'f32x4')),
    );
    const products: Expression = {
      kind: 'products',
      type: 'f32x4',
      sum: wide('sum'),
      x: wide('x'),
      rows,
    };
    const code = text([...registers, store(0, products, 4)]);
    expect(code).toContain('= add_products(sum, x, p, q, r, s);');
    expect(code).toContain('return sum + x.x * a + x.y * b + x.z * c + x.w * d;');
  });
});

describe('names', () => {
  it('that WGSL reserves are changed, and only those', () => {
    const loopLocal: Local = { name: 'loop', type: 'f32' };
    const max: Local = { name: 'max', type: 'f32' };
    const code = text([
      set(loopLocal, number(1)),
      set(max, number(2)),
      store(0, binary('add', local(loopLocal), local(max))),
    ]);
    expect(code).toContain('let loop_ = 1.0f;');
    expect(code).toContain('let max_ = 2.0f;');
    expect(code).toContain('loop_ + max_');
  });

  it('with other characters become identifiers that are still different', () => {
    const naming = readableNaming();
    expect([naming('a.b'), naming('a b'), naming('3x'), naming('_')]).toEqual([
      'a_b',
      'a_b_',
      'v3x',
      'v_',
    ]);
  });
});

describe('sums', () => {
  it('keep the order of the loop IR', () => {
    const [a, b, c] = [0, 1, 2].map((at) => load(input, at));
    const code = text([
      store(0, binary('sub', a, binary('sub', b, c))),
      store(1, binary('sub', binary('sub', a, b), c)),
      store(2, binary('mul', binary('add', a, b), c)),
      store(3, binary('div', a, binary('div', b, c))),
    ]);
    const [x, y, z] = ['arena[input_base]', 'arena[input_base + 1]', 'arena[input_base + 2]'];
    expect(code).toContain(`= ${x} - (${y} - ${z});`);
    expect(code).toContain(`= ${x} - ${y} - ${z};`);
    expect(code).toContain(`= (${x} + ${y}) * ${z};`);
    expect(code).toContain(`= ${x} / (${y} / ${z});`);
  });
});

await describeWebGpu('a shader', () => {
  const device = WgslRunner.create();
  const run = async (...args: [Kernel, ArrayLike<number>, number]): Promise<number[]> =>
    Array.from(await runKernel(await device, ...args));

  it('computes constants that WGSL would refuse to', async () => {
    const [one, zero] = [number(1), number(0)];
    const values = [
      number(-Infinity),
      binary('div', one, zero),
      binary('div', zero, zero),
      binary('mul', number(3e38), number(10)),
      unary('exp', number(1000)),
      unary('sqrt', number(-1)),
    ];
    const stores = values.map((value, at) => store(at, value));
    expect(await run(kernel(stores), [0], values.length)).toEqual([
      -Infinity,
      Infinity,
      NaN,
      Infinity,
      Infinity,
      NaN,
    ]);
  });

  it('evaluates only the side of a condition that is taken', async () => {
    const i = variable('i', 6);
    const taken: Expression = {
      kind: 'when',
      type: 'f32',
      conditions: [{ index: add(i, -1), extent: 4 }],
      then: load(input, add(i, -1)),
      otherwise: number(-1),
    };
    const body = [repeat(6, [store(i, binary('mul', taken, number(2)))])];
    expect(await run(kernel(body), [1, 2, 3, 4], 6)).toEqual([-2, 2, 4, 6, 8, -2]);
    const code = text(body);
    expect(code).toContain('var taken_0 = (-1.0f);');
    expect(code).toContain('if (i >= 1 && i < 5) {');
  });

  it('shares memory in a workgroup and waits for what the others store', async () => {
    const parts: Buffer = { name: 'parts', space: 'workgroup' };
    const [group, at] = [variable('group', 3), variable('local', 8)];
    const share = (address: IndexLike, value: Expression): Statement => ({
      kind: 'store',
      buffer: parts,
      address: toIndex(address),
      value,
      lanes: 1,
    });
    const add4 = binary('add', load(parts, at), load(parts, add(at, 4)));
    const first: Statement[] = [store(group, binary('add', load(parts, 0), load(parts, 1)))];
    const body: Statement[] = [
      share(at, load(input, add(scale(group, 8), at))),
      { kind: 'barrier' },
      { kind: 'if', conditions: [{ index: toIndex(at), extent: 4 }], body: [share(at, add4)] },
      { kind: 'barrier' },
      { kind: 'if', conditions: [{ index: toIndex(at), extent: 1 }], body: first },
    ];
    const shared = [{ buffer: parts, length: 8 }];
    const summing: Kernel = {
      name: 'test',
      buffers: [input, output],
      body,
      grid: { kind: 'workgroups', group, local: at, shared },
    };
    const data = Array.from({ length: 24 }, (_, i) => i);
    // Elements 0, 4, 1 and 5 of each workgroup's eight.
    expect(await run(summing, data, 3)).toEqual([10, 42, 74]);
    const code = emitKernel(summing, GPU, { name: readableNaming(), integer: i32Text });
    expect(code).toContain('var<workgroup> parts: array<f32, 8>;');
    expect(code.match(/workgroupBarrier\(\);/g)).toHaveLength(2);
  });

  it('stores no more lanes than it is told to', async () => {
    const body = [store(1, load(input, 0, 'f32x4'), 3)];
    expect(await run(kernel(body), [1, 2, 3, 4], 8)).toEqual([NaN, 1, 2, 3, NaN, NaN, NaN, NaN]);
  });

  it('runs every invocation once, also beyond one row of workgroups', async () => {
    const count = 65535 * 64 + 70;
    const at = variable('id', count);
    const body = [
      store(
        at,
        binary('add', load(input, 0), { kind: 'integer', type: 'f32', value: toIndex(at) }),
      ),
    ];
    const stored = await runKernel(await device, kernel(body, count), [1], count + 10);
    expect(stored.subarray(0, count).findIndex((value, index) => value !== index + 1)).toBe(-1);
    expect(Array.from(stored.subarray(count))).toEqual(Array<number>(10).fill(NaN));
  });

  it.each(['f32', 'f32x4'] as const)('reaches the limits of functions on %s', async (type) => {
    const x = [-Infinity, -1e38, -200, -1, 0, 1, 200, 1e38, Infinity, 88, -87, NaN];
    const i = variable('i', 12);
    const apply = async (op: UnaryOp): Promise<number[]> => {
      const value = unary(op, load(input, type === 'f32' ? i : scale(i, 4), type));
      const body =
        type === 'f32'
          ? [repeat(12, [store(i, value)])]
          : [repeat(3, [store(scale(i, 4), value, 4)])];
      return run(kernel(body), x, 12);
    };
    const close = (actual: readonly number[], reference: (value: number) => number): void => {
      actual.forEach((value, index) => {
        const wanted = Math.fround(reference(x[index]));
        // Software drivers flush what is below the normal numbers.
        if (Number.isFinite(wanted)) {
          expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-5 * Math.abs(wanted) + 2 ** -126);
        } else expect(value, `at ${x[index]}`).toBe(wanted);
      });
    };
    // What exp makes of NaN is the driver's business.
    close((await apply('exp')).slice(0, -1), Math.exp);
    close((await apply('sigmoid')).slice(0, -1), (value) => 1 / (1 + Math.exp(-value)));
    close(await apply('tanh'), Math.tanh);
  });

  it('rounds halves to even and builds powers of two exactly', async () => {
    const x = [-2.5, -0.5, 0.5, 1.5, 2.5, 3.2, -126, 127];
    const i = variable('i', 8);
    const apply = (op: UnaryOp): Promise<number[]> =>
      run(kernel([repeat(8, [store(i, unary(op, load(input, i)))])]), x, 8);
    expect((await apply('round')).slice(0, 6).map((value) => value + 0)).toEqual([
      -2, 0, 0, 2, 2, 3,
    ]);
    expect((await apply('exp2-integer')).slice(6)).toEqual([2 ** -126, 2 ** 127]);
  });
});
