import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createContext } from '../../cli/context.js';
import { processIo } from '../../cli/io.js';
import { netloom as commandLine } from '../../cli/netloom.js';
import { entries } from '../../compiler/manual/entries.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { schemaErrors, schemas } from '../support/json-schema.js';

/** Everything that a result can have: pictures in and out, labels, blocks, weights, Winograd. */
const NETWORK = `block merge(x) {
  y = x -> conv(8, kernel = 1) as inner -> relu
  return y -> conv(8, kernel = 1) as outer
}

network all {
  input picture: image(12, 12, rgb, scale = 1/255, mean = 0.5, fit = cover, short_side = 16)
  input padded: image(12, 12, grey, fit = contain, fill = 3)
  features = picture -> conv(8, kernel = 3, padding = 1) -> batch_norm -> relu
    -> conv(16, kernel = 3, padding = 1) -> relu -> conv(16, kernel = 3, padding = 1) as c3
  merged = features -> merge as merged
  output mask: image = merged -> conv(3, kernel = 1)
  output light = padded -> global_avg_pool -> flatten -> linear(2) as fc labels ["dark", "light"]
  output class = features -> global_avg_pool -> flatten -> linear(2) -> softmax labels ["cat", "dog"]
}
`;

let cwd: string;
/** Every result by its command, as far as the tests have come. */
const seen = new Map<string, unknown[]>();

/** Runs a command line, holds what it prints against the schema of its command, and gives that. */
async function resultOf(argv: readonly string[], code = 0): Promise<object> {
  const { stdout, code: status } = await netloom([...argv, '--json'], { cwd });
  expect(status, stdout).toBe(code);
  const result = JSON.parse(stdout) as object;
  const [name] = argv;
  expect(schemaErrors(name, result)).toEqual([]);
  seen.set(name, [...(seen.get(name) ?? []), result]);
  return result;
}

const ALL = ['all.net', '--weights', 'random:1'];
const INPUTS = ['--input', 'picture=picture.npy', '--input', 'padded=padded.npy'];

beforeAll(async () => {
  cwd = await temporaryFolder();
  const files: Record<string, string | Uint8Array> = {
    'all.net': NETWORK,
    'boxes.net':
      'network boxes {\n  input boxes: tensor(1, 5, 4)\n  input scores: tensor(1, 1, 5)\n' +
      '  kept, count = non_max_suppression(boxes, scores, 2)\n  output kept\n  output count\n}\n',
    'nan.net': 'network nan {\n  input x: tensor(1, 2)\n  output y = 0 / x\n}\n',
    'sized.net':
      'network sized(size = 1) {\n  input x: tensor(1, size)\n  state h: tensor(1, size)\n' +
      '  h = h + x\n  output y = h\n}\n',
    'rough.net': 'network rough { input x: tensor(1, 2)\noutput y = x->relu }\n',
    'unused.net':
      'network unused {\n  input x: tensor(1, 2)\n  a = relu(x)\n  output y = relu(x)\n}\n',
    'wrong.net': 'network wrong {\n  input x: tensor(1, 2)\n  output y = x -> lineer(2)\n}\n',
    'twice.net':
      'network twice {\n  input x: tensor(1, 2)\n  input x: tensor(1, 2)\n  output y = x\n}\n',
    'set.net': 'network set(n) {\n  input x: tensor(1, n)\n  output y = relu(x)\n}\n',
    'picture.npy': npy([12, 12, 3]),
    'padded.npy': npy([12, 12]),
  };
  for (const [name, contents] of Object.entries(files)) await writeFile(join(cwd, name), contents);
});

/** A black picture as an array of bytes. */
function npy(shape: readonly number[]): Uint8Array {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const head = Buffer.from(`\x93NUMPY\x01\x00v\x00${header.padEnd(117)}\n`, 'latin1');
  return Buffer.concat([head, Buffer.alloc(shape.reduce((a, b) => a * b, 1))]);
}

describe('the JSON of a command is as its schema says', () => {
  it('and every command that has JSON has one', () => {
    const { commands } = commandLine(createContext(processIo()));
    const names = commands
      .filter(({ options }) => options.some(({ long }) => long === '--json'))
      .map((command) => command.name());
    expect([...schemas.keys()].sort()).toEqual([...names, 'common', 'diagnostics'].sort());
  });

  it('compile', async () => {
    await resultOf(['compile', ...ALL, '-o', 'out']);
    await resultOf(['compile', ...ALL, '-o', 'out', '--single-file']);
    await resultOf(['compile', 'sized.net', '--set', 'size=2,3', '-o', 'out']);
    await writeFile(join(cwd, 'log.jsonl'), '');
    await resultOf(['compile', ...ALL, '-o', 'out', '--tuned', 'log.jsonl']);
  });

  it('run', async () => {
    await resultOf(['run', ...ALL, ...INPUTS, '--save', 'mask=mask.png']);
    await resultOf(['run', 'nan.net', '--input', '[[0, 1]]']);
    await resultOf(['run', 'sized.net', '--input', '[[0], [1]]']);
  });

  it.each([
    '',
    '--layers',
    '--constants',
    '--changes',
    '--after fuse-tail',
    '--memory',
    '--kernel c3',
    '--kernel c3 --steps',
    '--kernel c3 --why',
    '--kernel fc --steps --why',
    '--layers --memory --kernel fc --threads',
  ])('inspect %s', async (options) => {
    const views = options.split(' ').filter((word) => word !== '');
    await resultOf(['inspect', 'sized.net']);
    await resultOf(['inspect', ...ALL, ...views]);
    await resultOf(['inspect', 'all.net', ...views]);
  });

  it('inspect a kernel without formulas', async () => {
    await resultOf(['inspect', 'boxes.net', '--kernel', 'kept', '--why']);
  });

  it('check', async () => {
    await resultOf(['check', ...ALL]);
    await resultOf(['check', 'all.net']);
    await resultOf(['check', 'unused.net']);
    const against = ['--against', 'reference'];
    await resultOf(['check', ...ALL, ...against, ...INPUTS, '--weights-as', 'int8']);
    await resultOf(['check', ...ALL, ...against, ...INPUTS, '--tolerance', '1e-30'], 3);
    await resultOf(['check', 'nan.net', ...against, '--input', '[[0, 1]]']);
  });

  it('fmt', async () => {
    await resultOf(['fmt', '--check', 'rough.net'], 3);
    await resultOf(['fmt', 'rough.net']);
    const { stdout } = await netloom(['fmt', '--stdin', '--json'], { cwd, stdin: NETWORK });
    expect(schemaErrors('fmt', JSON.parse(stdout))).toEqual([]);
    seen.get('fmt')?.push(JSON.parse(stdout));
    expect(JSON.parse(stdout)).toEqual({
      files: [
        {
          file: 'stdin',
          changed: expect.any(Boolean) as boolean,
          text: expect.any(String) as string,
        },
      ],
      diagnostics: [],
    });
  });

  it('export', async () => {
    await resultOf(['export', '--onnx', 'unused.net', '-o', 'unused.onnx']);
  });

  it('help', async () => {
    await resultOf(['help', 'ops']);
    for (const { name } of entries()) await resultOf(['help', 'op', name]);
    for (const name of ['Conv2d', 'SELU', 'ConvLSTM2D']) await resultOf(['help', 'op', name]);
  });
});

describe('the JSON of a command that fails is as the schemas say', () => {
  it.each([
    [1, 'compile wrong.net -o out'],
    [1, 'run missing.net'],
    [1, 'inspect set.net'],
    [1, 'check wrong.net'],
    [1, 'export --onnx wrong.net -o x'],
    [2, 'fmt'],
    [1, 'help op nothing'],
    [1, 'compile all.net -o out'],
    [1, 'check twice.net'],
    [2, 'compile all.net'],
  ])('with status %i: %s', async (code, line) => {
    const result = await resultOf(line.split(' '), code);
    expect(schemaErrors('diagnostics', result)).toEqual([]);
    expect(Object.keys(result)).toEqual(['diagnostics']);
  });
});

describe('the schemas', () => {
  it('describe nothing that is never there', () => {
    const known = new Map([...seen].map(([name, results]) => [name, namesIn(results)]));
    known.set('common', new Set([...known.values()].flatMap((names) => [...names])));
    known.set('diagnostics', known.get('common') ?? new Set());
    const stale = [...schemas].flatMap(([name, schema]) =>
      [...described(schema)]
        .filter((property) => known.get(name)?.has(property) !== true)
        .map((property) => `${name}: ${property}`),
    );
    expect(stale).toEqual([]);
  });

  it('refuse what they do not describe', () => {
    expect(schemaErrors('export', { file: 'x', bytes: 1, diagnostics: [] })).toEqual([]);
    expect(schemaErrors('export', { file: 'x', bytes: -1, diagnostics: [] })).not.toEqual([]);
    expect(schemaErrors('export', { file: 'x', bytes: 1 })).not.toEqual([]);
    expect(schemaErrors('export', { file: 'x', bytes: 1, diagnostics: [], more: 1 })).not.toEqual(
      [],
    );
    expect(schemaErrors('export', { diagnostics: [] })).not.toEqual([]);
    const run = { target: 'wasm', threads: 1, diagnostics: [] };
    const [outputs, runs] = [{}, [{ outputs: {} }, { outputs: {} }]];
    expect(schemaErrors('run', { ...run, outputs })).toEqual([]);
    expect(schemaErrors('run', { ...run, runs })).toEqual([]);
    expect(schemaErrors('run', run)).not.toEqual([]);
    expect(schemaErrors('run', { ...run, outputs, runs })).not.toEqual([]);
  });
});

/** The names of all properties in a value. */
function namesIn(value: unknown): Set<string> {
  const names = new Set<string>();
  JSON.stringify(value, (key, each: unknown) => {
    names.add(key);
    return each;
  });
  return names;
}

/** The names of all properties that a schema describes. */
function described(schema: object): Set<string> {
  const names = new Set<string>();
  JSON.stringify(schema, (key, each: unknown) => {
    if (key === 'properties') for (const name of Object.keys(each as object)) names.add(name);
    return each;
  });
  return names;
}
