import { expect, it } from 'vitest';
import {
  add,
  divide,
  minimum,
  modulo,
  scale,
  toIndex,
  variable,
} from '../../../compiler/lower/formulas/index-expr.js';
import type {
  Buffer,
  Expression,
  ForStatement,
  Kernel,
  Local,
  Statement,
} from '../../../compiler/lower/loops/loop-ir.js';
import { printKernel } from '../../../compiler/lower/loops/print-loops.js';
import { loop } from '../../../compiler/lower/loops/build-loops.js';

const input: Buffer = { name: 'input', space: 'arena' };
const weight: Buffer = { name: 'weight', space: 'weights' };
const output: Buffer = { name: 'output', space: 'arena' };
const id = variable('id', 60);
const tile = variable('tile', 12);
const k = variable('k', 6);
const sum: Local = { name: 'sum', type: 'f32x4' };
const total: Local = { name: 'total', type: 'f32' };

const get = (local: Local): Expression => ({ kind: 'local', type: local.type, local });
const number = (value: number): Expression => ({ kind: 'number', type: 'f32', value });
const f32 = (
  op: 'add' | 'sub' | 'mul' | 'div' | 'max',
  a: Expression,
  b: Expression,
): Expression => ({
  kind: 'binary',
  type: 'f32',
  op,
  a,
  b,
});
const scalar: Expression = {
  kind: 'load',
  type: 'f32',
  buffer: input,
  address: add(scale(modulo(id, 5), 6), k),
};

const kernel: Kernel = {
  name: 'everything',
  buffers: [input, weight, output],
  grid: { kind: 'invocations', invocation: id, workgroupSize: 64 },
  body: [
    { kind: 'let', variable: tile, value: divide(id, 5) },
    { kind: 'set', local: sum, value: { kind: 'number', type: 'f32x4', value: -Infinity } },
    {
      kind: 'for',
      variable: k,
      from: toIndex(0),
      to: minimum(6, add(tile, 3)),
      body: [
        {
          kind: 'set',
          local: sum,
          value: {
            kind: 'binary',
            type: 'f32x4',
            op: 'add',
            a: get(sum),
            b: {
              kind: 'binary',
              type: 'f32x4',
              op: 'mul',
              a: { kind: 'splat', type: 'f32x4', x: scalar },
              b: { kind: 'load', type: 'f32x4', buffer: weight, address: scale(k, 4) },
            },
          },
        },
      ],
    },
    {
      kind: 'if',
      conditions: [
        { index: add(id, -7), extent: 20 },
        { index: toIndex(tile), extent: 9 },
      ],
      body: [
        {
          kind: 'set',
          local: total,
          value: f32(
            'sub',
            { kind: 'extract', type: 'f32', x: get(sum), lane: 2 },
            f32('sub', number(0.1), { kind: 'integer', type: 'f32', value: toIndex(id) }),
          ),
        },
        {
          kind: 'store',
          buffer: output,
          address: scale(id, 8),
          lanes: 3,
          value: {
            kind: 'lanes',
            type: 'f32x4',
            lanes: [
              get(total),
              { kind: 'unary', type: 'f32', op: 'neg', x: f32('add', get(total), number(-0)) },
              f32('max', { kind: 'unary', type: 'f32', op: 'exp', x: get(total) }, number(1e-20)),
              {
                kind: 'select',
                type: 'f32',
                test: 'gt',
                a: get(total),
                b: number(0),
                then: number(1),
                otherwise: {
                  kind: 'when',
                  type: 'f32',
                  conditions: [{ index: add(id, 3), extent: 40 }],
                  then: f32('div', number(1), f32('mul', get(total), number(3))),
                  otherwise: number(2),
                },
              },
            ],
          },
        },
      ],
    },
  ],
};

it('prints what a workgroup shares, and where it waits', () => {
  const parts: Buffer = { name: 'parts', space: 'workgroup' };
  const local = variable('local', 8);
  const body: Statement[] = [
    { kind: 'store', buffer: parts, address: toIndex(local), value: number(1), lanes: 1 },
    { kind: 'barrier' },
  ];
  const shared = [{ buffer: parts, length: 8 }];
  const grid: Kernel['grid'] = { kind: 'workgroups', group: variable('group', 3), local, shared };
  expect(printKernel({ name: 'shares', buffers: [output], body, grid })).toBe(
    `kernel shares(output: arena)
parallel group in 0..3, local in 0..8 sharing parts: f32[8]:
  parts[local] = 1
  barrier
`,
  );
});

it('prints every form of statement and expression', () => {
  expect(printKernel(kernel)).toBe(
    `kernel everything(input: arena, weight: weights, output: arena)
parallel id in 0..60 by 64:
  let tile = id / 5
  sum: f32x4 = -Infinity
  for k in 0..min(6, tile + 3):
    sum += input[6*(id % 5) + k] * weight[4*k ..4]
  if 0 <= id - 7 < 20 and tile < 9:
    total: f32 = sum.z - (0.1 - f32(id))
    output[8*id ..3] = (total, -(total + -0), max(exp(total), 1e-20), (1 if total > 0 else (1 / (total * 3) if id + 3 < 40 else 2)))
`,
  );
});

it('prints what is touched ahead', () => {
  const panel = variable('panel', 8);
  const touch: Statement = {
    kind: 'touch',
    buffer: weight,
    address: add(scale(minimum(add(panel, 1), 7), 48), scale(k, 8)),
  };
  const body = [loop(panel, toIndex(0), toIndex(8), [loop(k, toIndex(0), toIndex(6), [touch])])];
  expect(printKernel({ name: 'ahead', buffers: [weight], body })).toBe(
    `kernel ahead(weight: weights)
  for panel in 0..8:
    for k in 0..6:
      touch weight[48*min(panel + 1, 7) + 8*k]
`,
  );
});

it('prints what threads divide, and what is a function of its own', () => {
  const over = (name: string, turns: number, body: readonly Statement[]): ForStatement =>
    loop(variable(name, turns), toIndex(0), toIndex(turns), body);
  const value = { kind: 'number', type: 'f32', value: 1 } as const;
  const store: Statement = { kind: 'store', buffer: output, address: toIndex(0), value, lanes: 1 };
  const part: Statement = { kind: 'outlined', body: [over('x', 7, [store])] };
  const body: Statement[] = [
    { ...over('y', 40, [part]), parallel: { kind: 'claimed', least: 5 } },
    { ...over('once', 1, [store]), parallel: { kind: 'claimed', least: 1 } },
    { ...over('u', 8, [store]), parallel: { kind: 'fixed', mirrored: false } },
    { ...over('u', 8, [store]), parallel: { kind: 'fixed', mirrored: true } },
  ];
  expect(printKernel({ name: 'shared', buffers: [output], body })).toBe(
    `kernel shared(output: arena)
  parallel for y in 0..40 by 5 or more:
    outlined:
      for x in 0..7:
        output[0] = 1
  parallel for once in 0..1:
    output[0] = 1
  parallel for u in 0..8 in fixed shares:
    output[0] = 1
  parallel for u in 0..8 in fixed shares from the last:
    output[0] = 1
`,
  );
});

it('prints what only a GPU has', () => {
  const turn = variable('turn', 2);
  const start = { ...variable('start', 9), at: turn };
  const [a, b] = ['a', 'b'].map((name): Expression => get({ name, type: 'f32x4' }));
  const rows = [a, b, a, b];
  const value: Expression = { kind: 'products', type: 'f32x4', sum: get(sum), x: a, rows };
  const text = printKernel({
    name: 'gpu',
    buffers: [input, output],
    body: [
      { kind: 'let', variable: start, value: scale(turn, 8) },
      {
        kind: 'set',
        local: sum,
        value: { kind: 'pick', type: 'f32x4', from: [a, b], at: toIndex(turn) },
      },
      { kind: 'store', buffer: output, address: divide(start, 4), value, lanes: 4 },
    ],
  });
  expect(text).toBe(`kernel gpu(input: arena, output: arena)
  let start[turn] = 8*turn
  sum: f32x4 = (a, b)[turn]
  output[start[turn] / 4 ..4] = sum + a.x * a + a.y * b + a.z * a + a.w * b
`);
});
