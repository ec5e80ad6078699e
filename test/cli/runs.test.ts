import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '../../cli/input/npy.js';
import { encodeNpy } from '../../cli/output/npy.js';
import { encodePicture } from '../../cli/output/png.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import { f32, i32 } from '../../compiler/ir/types.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { safetensorsFile } from '../support/safetensors.js';

/** One run after another: what `--input` gives for them, and what is made of their answers. */

const NETWORKS = {
  // What has come so far, and how often.
  sums: `input x: tensor(1, 2)
    state sum: tensor(1, 2)
    state runs: tensor(1, i32)
    sum = sum + x
    runs = runs + 1
    output total = sum
    output count = cast(runs, f32)`,
  scaled: `input x: tensor(1, 2)
    input by: tensor(1)
    output y = x * by`,
  mean: `input x: tensor(1, 2)
    state sum: tensor(1)
    sum = sum + reduce_mean(x, axes = [0, 1], keepdims = false)
    output mean = sum`,
  counts: `input n: tensor(1, 2, u8)
    output y = cast(n, f32)`,
  matrix: `input x: tensor(2, 2)
    output y = x + 0`,
  grey: `input p: image(2, 5, grey)
    output y: image = p + 0`,
  colours: `input p: image(1, 2, rgb)
    output y = p + 0`,
  pairs: `input p: image(1, 2, grey, batch = 2)
    output y = p + 0`,
};

let cwd: string;

beforeAll(async () => {
  cwd = await temporaryFolder();
  for (const [name, body] of Object.entries(NETWORKS)) {
    await writeFile(join(cwd, `${name}.net`), `network ${name} {\n${body}\n}\n`);
  }
  const bytes = (...shape: number[]): Uint8Array => {
    const type = { element: 'u8', shape } as const;
    return encodeNpy(
      type,
      Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, (_, at) => at),
    );
  };
  const image = { channels: 'grey' as const, scale: 1, mean: [0], standardDeviation: [1] };
  const files: Record<string, Uint8Array> = {
    'three.npy': encodeNpy(f32(3, 1, 2), Float32Array.of(1, 2, 3, 4, 5, 6)),
    'one.npy': encodeNpy(f32(1, 2), Float32Array.of(10, 20)),
    'two.safetensors': safetensorsFile({ x: [7, 8, 9, 10] }, { x: [2, 2] }),
    'square.npy': encodeNpy(f32(2, 2), Float32Array.of(1, 2, 3, 4)),
    'squares.npy': encodeNpy(
      f32(3, 2, 2),
      Float32Array.from({ length: 12 }, (_, at) => at),
    ),
    'counts.npy': encodeNpy(i32(3, 2), Int32Array.of(1, 2, 3, 4, 5, 256)),
    'grey.npy': bytes(3, 2, 5),
    'colours.npy': bytes(2, 1, 2, 3),
    'pairs.npy': bytes(4, 1, 2, 1),
    'odd.npy': bytes(3, 1, 2, 1),
    'floats.npy': encodeNpy(
      f32(2, 2, 1, 1, 2),
      Float32Array.from({ length: 8 }, (_, at) => at),
    ),
    'pixels.png': encodePicture([1, 1, 1, 2], Float32Array.of(100, 200), image).bytes,
  };
  for (const [name, contents] of Object.entries(files)) await writeFile(join(cwd, name), contents);
});

async function run(network: string, ...argv: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await netloom(['run', `${network}.net`, ...argv], { cwd });
  return { code, text: code === 0 ? stdout : stderr };
}

/** What each run gave for an output, by `--json`. */
async function answers(network: string, output: string, ...inputs: string[]): Promise<number[][]> {
  const options = inputs.flatMap((input) => ['--input', input]);
  const { code, text } = await run(network, ...options, '--json');
  expect(code, text).toBe(0);
  interface Answer {
    readonly outputs: Record<string, { readonly data: number[] }>;
  }
  const { runs } = JSON.parse(text) as { readonly runs: Answer[] };
  return runs.map(({ outputs }) => outputs[output].data);
}

describe('runs one after another find what the last one kept', () => {
  it.each([
    [
      'an array with an axis more',
      ['three.npy'],
      [
        [1, 2],
        [4, 6],
        [9, 12],
      ],
    ],
    [
      'numbers',
      ['[[1,2],[3,4]]'],
      [
        [1, 2],
        [4, 6],
      ],
    ],
    [
      'files in their order',
      ['one.npy', 'two.safetensors', '1,1'],
      [
        [10, 20],
        [17, 28],
        [26, 38],
        [27, 39],
      ],
    ],
  ])('of %s', async (_, inputs, expected) => {
    expect(await answers('sums', 'total', ...inputs)).toEqual(expected);
    expect(await answers('sums', 'count', ...inputs)).toEqual(expected.map((__, at) => [at + 1]));
  });

  it('on several inputs, of which one is the same in all', async () => {
    expect(await answers('scaled', 'y', 'x=three.npy', 'by=2')).toEqual([
      [2, 4],
      [6, 8],
      [10, 12],
    ]);
    expect(await answers('scaled', 'y', 'x=three.npy', 'by=[[1],[0],[2]]')).toEqual([
      [1, 2],
      [0, 0],
      [10, 12],
    ]);
  });

  it('where the tensor has the extent of runs itself', async () => {
    const { text } = await run('matrix', '--input', 'square.npy', '--json');
    expect(JSON.parse(text)).toMatchObject({ outputs: { y: { data: [1, 2, 3, 4] } } });
    expect(await answers('matrix', 'y', 'squares.npy')).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ]);
  });

  it('of integers, of which one that does not fit has its place', async () => {
    const { code, text } = await run('counts', '--input', 'counts.npy');
    expect({ code, text: text.split('\n')[0] }).toEqual({
      code: 1,
      text: 'error[input/value]: element [2,1] of counts.npy is 256, but input n: u8[1,2] takes whole numbers from 0 to 255',
    });
    expect(await answers('counts', 'y', '[[1,2],[3,4]]')).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe('pictures of several runs', () => {
  it('lie along the first axis of an array of bytes', async () => {
    const row = (begin: number, count: number): number[] =>
      Array.from({ length: count }, (_, at) => begin + at);
    expect(await answers('grey', 'y', 'grey.npy')).toEqual([row(0, 10), row(10, 10), row(20, 10)]);
    expect(await answers('colours', 'y', 'colours.npy')).toEqual([
      [0, 3, 1, 4, 2, 5],
      [6, 9, 7, 10, 8, 11],
    ]);
  });

  it('go together where a run takes several', async () => {
    expect(await answers('pairs', 'y', 'pairs.npy')).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect(await answers('pairs', 'y', 'floats.npy')).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    const files = ['pixels.png', 'pixels.png', 'pairs.npy'];
    expect(await answers('pairs', 'y', ...files)).toEqual([
      [100, 200, 100, 200],
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    const { text } = await run('pairs', '--input', 'odd.npy');
    expect(text).toMatch(
      /^error\[input\/batch\]: input p: f32\[2,1,1,2\] takes 2 pictures a run, but 3 were given\n/,
    );
  });

  it('are no single picture', async () => {
    const { code, text } = await run('grey', '--input', 'grey.npy', '--save', 'y=y.png');
    expect({ code, text }).toEqual({
      code: 1,
      text: 'error[save/runs]: output y is a picture in each of 3 runs, but y.png is one\nhint: save them as .npy\n',
    });
  });
});

describe('the answers of several runs', () => {
  it('are shown one by one', async () => {
    const { text } = await run('sums', '--input', '[[1,2],[3,4]]');
    expect(text.slice(0, text.indexOf('\n\nwasm bundle'))).toBe(
      'run 1 of 2\n\ntotal 1×2\n  0  1\n  1  2\n\ncount 1\n  0  1\n\n' +
        'run 2 of 2\n\ntotal 1×2\n  0  4\n  1  6\n\ncount 1\n  0  2',
    );
  });

  it('have a line each where they are single numbers', async () => {
    const { text } = await run('mean', '--input', 'three.npy');
    expect(text.slice(0, text.indexOf('\n\nwasm bundle'))).toBe(
      'run  mean\n───  ────\n  1   1.5\n  2     5\n  3  10.5',
    );
  });

  it('are saved as what could be an input', async () => {
    const { code } = await run('sums', '--input', 'three.npy', '--save', 'total=total.npy');
    expect(code).toBe(0);
    const { shape, data } = decodeNpy('total.npy', await readFile(join(cwd, 'total.npy')));
    expect(shape).toEqual([3, 1, 2]);
    expect([...(data as Elements)]).toEqual([1, 2, 4, 6, 9, 12]);
  });
});

describe('check --against reference', () => {
  /** How many comparisons of outputs there are in each run. */
  async function runsCompared(...argv: string[]): Promise<number> {
    const command = ['check', ...argv, '--against', 'reference', '--json'];
    const { code, stdout } = await netloom(command, { cwd });
    expect(code, stdout).toBe(0);
    const { comparisons } = JSON.parse(stdout) as { comparisons: { what: string; kind: string }[] };
    return comparisons.filter(
      ({ kind, what }) => kind === 'output' && /^output (total|y)\b/.test(what),
    ).length;
  }

  it.each([
    [5, ['sums.net', '--input', 'three.npy', '--input', 'two.safetensors']],
    [3, ['sums.net', '--input', 'one.npy']],
    [3, ['sums.net']],
    [2, ['matrix.net', '--input', 'square.npy', '--input', 'square.npy']],
    [1, ['matrix.net']],
  ])('compares %i runs of %j', async (count, argv) => {
    expect(await runsCompared(...argv)).toBe(count);
  });
});
