import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../compiler/frontend/elaborate/functions.js';
import { SURFACES } from '../../../compiler/frontend/elaborate/surfaces.js';
import {
  adviceOnArgument,
  adviceOnName,
  counterpartOf,
  foreignKey,
  namesIn,
} from '../../../compiler/frontend/foreign/advice.js';
import { FOREIGN_ARGUMENTS } from '../../../compiler/frontend/foreign/arguments.js';
import type { Counterpart, Framework } from '../../../compiler/frontend/foreign/counterpart.js';
import { FRAMEWORKS } from '../../../compiler/frontend/foreign/counterpart.js';
import { COUNTERPARTS } from '../../../compiler/frontend/foreign/names.js';
import { entries, entryOf } from '../../../compiler/manual/entries.js';
import { graphOf } from '../load.js';
import { evaluateGraph } from '../run.js';
import { PUBLISHED } from './published-names.js';

const ALL = [...(Object.keys(FRAMEWORKS) as Framework[]), 'also' as const];
const namesOf = (row: Counterpart): string[] => ALL.flatMap((framework) => namesIn(row, framework));
const titled = COUNTERPARTS.map((row) => ({ title: namesOf(row)[0], row }));

/** Keys of what can be called here with tensors. */
const ours = new Map(
  entries()
    .filter(({ kind }) => kind === 'op' || kind === 'block')
    .map(({ name }) => [foreignKey(name), name]),
);

/** What the code of the table may speak of. */
const GIVEN = {
  x: 'tensor(1, 8, 16, 16)',
  a: 'tensor(1, 8, 16, 16)',
  b: 'tensor(1, 8, 16, 16)',
  row: 'tensor(1, 32)',
  sequence: 'tensor(1, 20, 8)',
  q: 'tensor(1, 20, 8)',
  k: 'tensor(1, 20, 8)',
  v: 'tensor(1, 20, 8)',
};

function networkOf(code: string): string {
  const inputs = Object.entries(GIVEN).filter(([name]) => new RegExp(`\\b${name}\\b`).test(code));
  const lines = inputs.map(([name, type]) => `  input ${name}: ${type}\n`);
  return `network table {\n${lines.join('')}  output y = ${code}\n}\n`;
}

describe('the table of foreign names', () => {
  it.each(titled)('is right about $title', ({ row }) => {
    const { here, absent, code, note } = row;
    expect(here ?? absent ?? code ?? note).toBeDefined();
    expect(here === undefined || absent === undefined).toBe(true);
    if (here !== undefined) expect(['op', 'block']).toContain(entryOf(here)?.kind);
    if (code === undefined) return;
    const { outputs } = graphOf(networkOf(code));
    expect(outputs).toHaveLength(1);
    if (here !== undefined && !/[-+*/]/.test(code)) expect(code).toContain(here);
  });

  it('calls nothing absent that is here', () => {
    const wrong = COUNTERPARTS.flatMap(({ absent }) =>
      absent !== undefined && ours.has(foreignKey(absent)) ? [absent] : [],
    );
    expect(wrong, 'these exist: point to them').toEqual([]);
  });

  it('sends names that are here, too, to what they are', () => {
    const wrong = COUNTERPARTS.flatMap((row) =>
      namesOf(row).filter((name) => {
        const own = ours.get(foreignKey(name));
        return own !== undefined && row.here !== own;
      }),
    );
    expect(wrong, 'these exist: point to them').toEqual([]);
  });

  it('has every name in one row', () => {
    const rows = new Map<string, Set<Counterpart>>();
    for (const row of COUNTERPARTS) {
      for (const key of namesOf(row).map(foreignKey)) {
        rows.set(key, (rows.get(key) ?? new Set()).add(row));
      }
    }
    expect([...rows].filter(([, found]) => found.size > 1).map(([key]) => key)).toEqual([]);
  });

  it('says for every op but our own where it is found elsewhere', () => {
    const told = new Set(COUNTERPARTS.map(({ here }) => here));
    const silent = [...SURFACES.keys()].filter((name) => !told.has(name));
    expect(silent).toEqual(['bias']);
  });

  it.each(Object.entries(PUBLISHED))('knows what %s publishes', (_, names) => {
    expect(names.filter((name) => counterpartOf(name) === undefined)).toEqual([]);
  });
});

describe('what the table writes out', () => {
  // The definitions of torch.nn.functional.
  it.each<[string, (x: number) => number]>([
    ['clamp', (x) => Math.min(1, Math.max(0, x))],
    ['hardshrink', (x) => (x > 0.5 || x < -0.5 ? x : 0)],
    ['ThresholdedRelu', (x) => (x > 1 ? x : 0)],
    ['trunc', Math.trunc],
    ['neg', (x) => -x],
  ])('%s', (name, expected) => {
    const given = [-3, -1, -0.75, -0.25, 0.25, 0.5, 1, 2.5];
    const code = counterpartOf(name)?.code ?? '';
    const graph = graphOf(`network n {\n  input x: tensor(8)\n  output y = ${code}\n}\n`);
    const { y } = evaluateGraph(graph, { x: given });
    y.forEach((value, at) => {
      expect(value, `${name}(${given[at]})`).toBeCloseTo(expected(given[at]), 5);
    });
  });

  // ONNX Runtime gives 0 4 1 5 2 6 3 7, where PixelUnshuffle has 0 1 2 3 4 5 6 7.
  it('SpaceToDepth', () => {
    const code = (counterpartOf('SpaceToDepth')?.code ?? '')
      .replace(/reshape\(\[[^\]]*\]\)/, 'reshape([1, 2, 1, 2, 1, 2])')
      .replace(/reshape\(\[[^\]]*\]\)$/, 'reshape([8])');
    const source = `network n {\n  input x: tensor(1, 2, 2, 2)\n  output y = ${code}\n}\n`;
    const { y } = evaluateGraph(graphOf(source), { x: [0, 1, 2, 3, 4, 5, 6, 7] });
    expect(y).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
  });
});

describe('advice', () => {
  it.each([
    ['Conv2d', '`Conv2d` is called `conv` here', 'conv'],
    ['swish', '`swish` is called `silu` here', 'silu'],
    ['isnan', '`isnan` is written `not_equal(x, x)`', undefined],
    ['convv', 'did you mean `conv`?', 'conv'],
    ['KLDivLoss', 'it is for training: a network here only computes', undefined],
    ['nn', 'ops are called by their name alone: `x -> relu`', undefined],
    ['zzz', undefined, undefined],
  ])('on %s', (name, hint, replacement) => {
    const advice = adviceOnName(name, { bound: [], provided: ['conv', 'silu'] });
    expect(advice?.hint).toBe(hint);
    expect(advice?.replacement).toBe(replacement);
  });

  it('thinks of names of the reader’s own, too', () => {
    expect(adviceOnName('cat', { bound: ['cats'], provided: ['concat'] })).toEqual({
      hint: '`cat` is called `concat` here; or did you mean `cats`?',
    });
  });

  it('takes away the module in front', () => {
    expect(adviceOnName('torch', { bound: [], provided: [] }, 'permute')?.hint).toBe(
      '`permute` is called `transpose` here',
    );
  });

  it.each([
    ['kernel_size', ['kernel', 'stride'], '`kernel_size` is called `kernel` here', 'kernel'],
    ['units', ['features', 'bias'], '`units` is called `features` here', 'features'],
    ['units', ['width', 'layer'], '`units` is called `width` here', 'width'],
    ['eps', ['epsilon'], '`eps` is called `epsilon` here', 'epsilon'],
    ['in_channels', ['channels'], 'it follows from the input: leave it out', undefined],
    ['kernal', ['kernel'], 'did you mean `kernel`?', 'kernel'],
    ['kernel_size', ['axis'], undefined, undefined],
  ])('on the argument %s of a call that takes %j', (name, takes, hint, replacement) => {
    const advice = adviceOnArgument(name, takes);
    expect(advice?.hint).toBe(hint);
    expect(advice?.replacement).toBe(replacement);
  });

  it('sends arguments only to such as there are', () => {
    const known = new Set([
      ...entries().flatMap((entry) => entry.arguments.map((argument) => argument.name)),
    ]);
    const targets = FOREIGN_ARGUMENTS.flatMap(({ here }) => here?.split(' ') ?? []);
    expect(targets.filter((name) => !known.has(name))).toEqual([]);
  });

  it('has no op or block for a function of numbers that the table calls absent', () => {
    const functions = FUNCTIONS.map(({ name }) => name);
    const spoken = functions.filter((name) => counterpartOf(name) !== undefined);
    expect(spoken).toEqual(expect.arrayContaining(['sqrt', 'abs', 'exp']));
  });
});
