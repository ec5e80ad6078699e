import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Stopwatch } from '../../cli/tune/stopwatch.js';
import type { PlacedNode } from '../../compiler/codegen/schedule/placement/placed-node.js';
import { computesIn } from '../../compiler/codegen/schedule/placement/placed-node.js';
import { temporaryFolder } from '../support/bundles.js';
import type { CommandResult } from '../support/command-line.js';
import { netloom } from '../support/command-line.js';

const NETWORK = `network small {
  input x: tensor(1, 6, 9, 9)

  a = x -> conv(12, kernel = 3, padding = 1) -> relu
  b = a -> conv(20, kernel = 1) -> relu
  output y = b -> conv(20, kernel = 1) -> relu -> global_avg_pool -> flatten -> linear(5)
}
`;

/** Widest tiles with fewest rows are fastest: not what the cost model says of these sizes. */
function wideStopwatch(): Stopwatch & { readonly raced: number[] } {
  const raced: number[] = [];
  return {
    engine: 'an engine',
    machine: 'a machine',
    raced,
    time(contenders) {
      raced.push(contenders.length);
      return Promise.resolve(contenders.map(cost));
    },
  };
}

function cost({ stages }: PlacedNode): number {
  const plans = stages.flatMap(computesIn).map(({ plan }) => plan);
  return plans.reduce((sum, { tile, vectors }) => sum + 10 + tile - vectors, 0);
}

let cwd: string;
let stopwatch: ReturnType<typeof wideStopwatch>;
const run = (...argv: string[]): Promise<CommandResult> => netloom(argv, { cwd, stopwatch });
const compile = (...more: string[]): Promise<CommandResult> =>
  run('compile', 'small.net', '--weights', 'random:1', '--target', 'wasm', ...more);

beforeEach(async () => {
  cwd = await temporaryFolder();
  stopwatch = wideStopwatch();
  await writeFile(join(cwd, 'small.net'), NETWORK);
});

/** A bundle's files but the log. */
async function bundle(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(join(cwd, folder))).filter((name) => !name.endsWith('.jsonl'));
  const contents = names.map((name) => readFile(join(cwd, folder, name), 'base64'));
  return Object.fromEntries((await Promise.all(contents)).map((text, at) => [names[at], text]));
}

interface TuningJson {
  readonly tuning: { log: string; kernels: number; missing: number; measured: number };
}

const tuningOf = ({ stdout }: CommandResult): TuningJson['tuning'] =>
  (JSON.parse(stdout) as TuningJson).tuning;

describe('compile --tune', () => {
  it('measures every kernel once and writes what it found to a log beside the bundle', async () => {
    const { code, stdout } = await compile('--tune', '-o', 'out');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /tiles of (\d) of \1 kernels from out\/small\.tune\.jsonl, measured \1 of them now\n/,
    );
    const lines = (await readFile(join(cwd, 'out/small.tune.jsonl'), 'utf8')).trim().split('\n');
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records).toHaveLength(stopwatch.raced.length);
    const computed = records.map(({ computes }) => computes);
    expect(new Set(computed).size).toBe(computed.length);
    const product = records.find(({ kernel }) => kernel === 'matmul_k12_n20_bias_relu');
    expect(product).toMatchObject({
      rows: 1,
      channels: 16,
      milliseconds: expect.any(Number) as number,
      preset: { milliseconds: expect.any(Number) as number },
      engine: 'an engine',
      machine: 'a machine',
    });
  });

  it('measures nothing again, and makes the same bundle', async () => {
    await compile('--tune', '-o', 'out');
    const first = await bundle('out');
    const log = await readFile(join(cwd, 'out/small.tune.jsonl'), 'utf8');
    const races = stopwatch.raced.length;
    const again = await compile('--tune', '-o', 'out', '--json');
    expect(tuningOf(again)).toMatchObject({ missing: 0, measured: 0 });
    expect(stopwatch.raced).toHaveLength(races);
    expect(await readFile(join(cwd, 'out/small.tune.jsonl'), 'utf8')).toBe(log);
    expect(await bundle('out')).toEqual(first);
  });

  it('measures only what a log lacks, and keeps the rest of it as it is', async () => {
    await compile('--tune', '--tuned', 'tiles.jsonl', '-o', 'out');
    const log = await readFile(join(cwd, 'tiles.jsonl'), 'utf8');
    const [, ...rest] = log.split('\n');
    await writeFile(join(cwd, 'tiles.jsonl'), rest.join('\n').trimEnd());
    const races = stopwatch.raced.length;
    expect(
      tuningOf(await compile('--tune', '--tuned', 'tiles.jsonl', '-o', 'out', '--json')),
    ).toEqual({ log: 'tiles.jsonl', kernels: races, missing: 0, measured: 1 });
    const after = await readFile(join(cwd, 'tiles.jsonl'), 'utf8');
    expect(after.split('\n').slice(0, -2)).toEqual(rest.slice(0, -1));
    expect(new Set(after.split('\n'))).toEqual(new Set(log.split('\n')));
  });

  it('has the machine itself to measure with', async () => {
    await writeFile(
      join(cwd, 'small.net'),
      'network small {\n  input x: tensor(1, 4, 3, 3)\n  output y = x -> conv(8, kernel = 1)\n}\n',
    );
    const argv = ['compile', 'small.net', '--weights', 'random:1', '--target', 'wasm', '--tune'];
    const { code } = await netloom([...argv, '-o', 'out'], { cwd });
    expect(code).toBe(0);
    const log = await readFile(join(cwd, 'out/small.tune.jsonl'), 'utf8');
    expect(log).toContain(`"engine":"V8 ${process.versions.v8}"`);
  });
});

describe('--tuned', () => {
  it('makes the bundle that --tune made, byte for byte, and measures nothing', async () => {
    await compile('--tune', '-o', 'tuned');
    const races = stopwatch.raced.length;
    const { stdout } = await compile('--tuned', 'tuned/small.tune.jsonl', '-o', 'again');
    expect(stdout).toMatch(/measured none of them now\n/);
    expect(stopwatch.raced).toHaveLength(races);
    expect(await bundle('again')).toEqual(await bundle('tuned'));
    await compile('-o', 'untuned');
    expect(await bundle('untuned')).not.toEqual(await bundle('tuned'));
  });

  it('says of how many kernels a log has nothing, or nothing that is legal', async () => {
    await compile('--tune', '-o', 'out');
    const log = join(cwd, 'out/small.tune.jsonl');
    const [, second, ...rest] = (await readFile(log, 'utf8')).split('\n');
    const strange = second.replace(/"rows":\d+/, '"rows":99');
    await writeFile(log, [strange, ...rest].join('\n'));
    const kernels = stopwatch.raced.length;
    const result = await compile('--tuned', 'out/small.tune.jsonl', '-o', 'again', '--json');
    expect(tuningOf(result)).toMatchObject({ kernels, missing: 2, measured: 0 });
    const { stdout } = await compile('--tuned', 'out/small.tune.jsonl', '-o', 'again');
    expect(stdout).toMatch(/; 2 are not in it\s\(--tune would measure them\)\n/);
  });

  it('computes what the reference computes', async () => {
    await compile('--tune', '-o', 'out');
    const { code, stdout } = await run(
      ...['check', 'small.net', '--weights', 'random:1', '--against', 'reference'],
      ...['--tuned', 'out/small.tune.jsonl'],
    );
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/agrees/) as string,
    });
  });

  it('shows in inspect, and runs', async () => {
    await compile('--tune', '-o', 'out');
    const tuned = ['--tuned', 'out/small.tune.jsonl'];
    const inspect = ['inspect', 'small.net', '--kernel', 'b'];
    expect((await run(...inspect)).stdout).toMatch(/tile on wasm: (?!1 × 16,)/);
    expect((await run(...inspect, ...tuned)).stdout).toContain('tile on wasm: 1 × 16,');
    const json = JSON.parse((await run(...inspect, ...tuned, '--json')).stdout) as {
      kernel: { values: string[]; tilings: { rows: number; channels: number }[] };
    };
    expect(json.kernel).toMatchObject({ values: ['b'], tilings: [{ rows: 1, channels: 16 }] });
  });
});

describe('a tuning log that cannot be used', () => {
  it('is refused with its line, and left as it is', async () => {
    await writeFile(join(cwd, 'bad.jsonl'), '\n{"kernel":');
    for (const option of [['--tuned'], ['--tune', '--tuned']]) {
      const { code, stderr } = await compile(...option, 'bad.jsonl', '-o', 'out');
      expect(code).toBe(1);
      expect(stderr).toMatch(/error\[tuning\/json\][^]*bad\.jsonl:2:1/);
    }
    expect(await readFile(join(cwd, 'bad.jsonl'), 'utf8')).toBe('\n{"kernel":');
    expect(stopwatch.raced).toEqual([]);
  });

  it('must be there unless it is to be made', async () => {
    const { code, stderr } = await compile('--tuned', 'missing.jsonl', '-o', 'out');
    expect(code).toBe(1);
    expect(stderr).toMatch(/missing\.jsonl does not exist/);
  });

  it('is not the file of weights or the network by mistake', async () => {
    const { code, stderr } = await compile('--tune', '--tuned', 'small.net', '-o', 'out');
    expect(code).toBe(1);
    expect(stderr).toMatch(/tuning\/json/);
    expect(await readFile(join(cwd, 'small.net'), 'utf8')).toBe(NETWORK);
  });

  it('has nothing to say about WebGPU', async () => {
    const only = [
      'compile',
      'small.net',
      '--weights',
      'random:1',
      '--target',
      'webgpu',
      '-o',
      'out',
    ];
    const { code, stderr } = await run(...only, '--tune');
    expect(code).toBe(2);
    expect(stderr).toMatch(/--tune does nothing with --target webgpu: it is for WebAssembly/);
    expect((await run(...only, '--tuned', 'x')).stderr).toMatch(
      /--tuned does nothing with --target webgpu/,
    );
  });
});
