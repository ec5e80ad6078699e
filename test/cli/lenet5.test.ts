import { existsSync } from 'node:fs';
import { cp, readFile, readdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '../../cli/input/npy.js';
import { bytesSource, openSafetensors, writeSafetensors } from '../../compiler/weights/index.js';
import { temporaryFolder } from '../support/bundles.js';
import type { CommandResult } from '../support/command-line.js';
import { netloom } from '../support/command-line.js';
import { hasRelaxedSimd } from '../../runtime/parts/relaxed.js';
import { runOnnx } from '../support/onnxruntime.js';
import { projectRoot, sharedRoot } from '../support/paths.js';

const model = `${sharedRoot}models/lenet5-mnist`;
let cwd: string;
const run = (...argv: string[]): Promise<CommandResult> => netloom(argv, { cwd });

/** What `run --json` promises. */
interface RunJson {
  target: string;
  threads: number;
  outputs: Record<
    string,
    { shape: number[]; data: number[]; top: { index: number; label: string; value: number }[] }
  >;
}

interface ExpectedDigits {
  rows: { picture: string; label: number; predicted: number; logits: number[] }[];
}

beforeAll(async () => {
  cwd = await temporaryFolder();
  await cp(`${projectRoot}examples/lenet5/lenet5.net`, join(cwd, 'lenet5.net'));
  await cp(`${model}/weights.safetensors`, join(cwd, 'weights.safetensors'));
  await cp(`${model}/digits`, join(cwd, 'digits'), { recursive: true });
});

async function expectedDigits(): Promise<ExpectedDigits['rows']> {
  const text = await readFile(`${model}/expected-digits.json`, 'utf8');
  return (JSON.parse(text) as ExpectedDigits).rows;
}

describe('run', () => {
  it('gives the published logits for real digits, as JSON of the promised form', async () => {
    const rows = await expectedDigits();
    for (const { picture, predicted, logits } of [rows[0], rows[6], rows[19]]) {
      const { code, stdout, stderr } = await run('run', 'lenet5.net', '--input', picture, '--json');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const result = JSON.parse(stdout) as RunJson;
      expect(Object.keys(result)).toEqual(['target', 'threads', 'outputs', 'diagnostics']);
      expect(result.target).toBe('wasm');
      const { shape, data, top } = result.outputs.scores;
      expect(shape).toEqual([1, 10]);
      data.forEach((value, index) => {
        expect(Math.abs(value - logits[index])).toBeLessThan(1e-4);
      });
      expect(top).toHaveLength(5);
      expect(top[0]).toEqual({
        index: predicted,
        label: `${predicted}`,
        value: data[predicted],
      });
    }
  });

  it('shows people the classes with their probabilities, the size and the time', async () => {
    const { code, stdout } = await run(
      'run',
      'lenet5.net',
      '--input',
      'digits/7-a.png',
      '--top',
      '3',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^probabilities 1×10, the largest 3 of 10\n {2}7 {2}100\.0 % {2}█+\n( {2}\d .*\n){2}\n/m,
    );
    expect(stdout).toMatch(
      /wasm bundle of [\d.]+ KB and 248 KB of weights; loaded in [\d.]+ [µm]?s, one run takes [\d.]+ [µm]?s/,
    );
  });

  it('gives the same on several threads, and says how many there are', async () => {
    const command = ['run', 'lenet5.net', '--input', 'digits/4-b.png'];
    const [one, three] = await Promise.all(
      ['1', '3'].map((threads) => run(...command, '--threads', threads, '--json')),
    );
    const together = JSON.parse(three.stdout) as RunJson;
    expect(together).toEqual({ ...(JSON.parse(one.stdout) as RunJson), threads: 3 });
    expect((await run(...command, '--threads', '3')).stdout).toContain(' with 3 threads');
    const usual = Math.min(4, Math.ceil(availableParallelism() / 2));
    for (const auto of [['--threads'], ['--threads', 'auto']]) {
      const { stdout } = await run(...command, '--json', ...auto);
      expect(JSON.parse(stdout)).toMatchObject({ threads: usual });
    }
  });

  it('stays on one thread where there is too little to divide', async () => {
    await writeFile(
      join(cwd, 'small.net'),
      'network small {\n  input x: tensor(1, 4)\n  output y = relu(x)\n}\n',
    );
    const tensors = [{ name: 'x', shape: [1, 4], read: () => Float32Array.of(1, -2, 3, -4) }];
    await writeFile(join(cwd, 'x.safetensors'), Buffer.concat([...writeSafetensors(tensors)]));
    const command = ['run', 'small.net', '--input', 'x=x.safetensors', '--threads', '2', '--json'];
    const { stdout, stderr } = await run(...command);
    expect(stderr).toBe('');
    const { threads, outputs } = JSON.parse(stdout) as RunJson;
    expect(threads).toBe(1);
    expect(outputs.y.data).toEqual([1, 0, 3, 0]);
  });

  it.each(['0', '17', 'lenet5.net', '1.5', ''])(
    'refuses %j threads before anything else',
    async (n) => {
      const { code, stderr } = await run('run', 'missing.net', '--threads', n);
      expect(code).toBe(2);
      expect(stderr).toContain(
        `argument '${n}' is invalid. It must be a whole number from 1 to 16, or auto; a file stands before it.`,
      );
    },
  );

  it('takes arrays and tensors, already preprocessed', async () => {
    const [row] = await expectedDigits();
    const bytes = await readFile(`${model}/expected.safetensors`);
    const images = openSafetensors(bytesSource('e', bytes)).read({ name: 'input' });
    const digit = images.slice(0, 784);
    const tensors = [{ name: 'digit', shape: [1, 28, 28], read: () => digit }];
    await writeFile(join(cwd, 'digit.safetensors'), Buffer.concat([...writeSafetensors(tensors)]));
    const { stdout } = await run(
      'run',
      'lenet5.net',
      '--input',
      'digit=digit.safetensors',
      '--json',
    );
    const { data } = (JSON.parse(stdout) as RunJson).outputs.scores;
    expect(Math.abs(data[0] - row.logits[0])).toBeLessThan(1e-4);
  });

  it('saves an output as an array', async () => {
    const { stdout, stderr } = await run(
      ...['run', 'lenet5.net', '--input', 'digits/4-b.png', '--json'],
      ...['--save', 'scores=out/scores.npy'],
    );
    expect(stderr).toBe('note: wrote out/scores.npy\n');
    const saved = decodeNpy('scores.npy', await readFile(join(cwd, 'out/scores.npy')));
    expect(saved.shape).toEqual([1, 10]);
    expect([...saved.data]).toEqual((JSON.parse(stdout) as RunJson).outputs.scores.data);
  });
});

describe('compile', () => {
  it('writes a bundle and says what is in it', async () => {
    const { code, stdout } = await run('compile', 'lenet5.net', '-o', 'bundle', '--json');
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { files: { file: string; bytes: number }[] };
    expect(result).toMatchObject({ bundle: 'bundle', parameters: 61706, macs: 416520 });
    const files = await readdir(join(cwd, 'bundle'));
    expect(result.files.map(({ file }) => file).sort()).toEqual(files.sort());
    for (const { file, bytes } of result.files) {
      expect((await readFile(join(cwd, 'bundle', file))).length).toBe(bytes);
    }
  });

  it('gives the same bytes every time, wherever the source lies', async () => {
    const random = ['--weights', 'random:3', '-o'];
    await run('compile', 'lenet5.net', ...random, 'once');
    await run('compile', join(cwd, 'lenet5.net'), ...random, 'twice');
    for (const file of await readdir(join(cwd, 'once'))) {
      const [a, b] = await Promise.all(
        ['once', 'twice'].map((folder) => readFile(join(cwd, folder, file))),
      );
      expect(a.equals(b), file).toBe(true);
    }
  });

  it('puts everything into one module on request', async () => {
    const { stdout } = await run(
      ...['compile', 'lenet5.net', '--target', 'wasm', '--single-file', '-o', 'single'],
    );
    expect(stdout).toMatch(/^lenet5: 61,706 parameters, 417 k multiply-accumulates, arena/);
    expect((await readdir(join(cwd, 'single'))).sort()).toEqual(['lenet5.d.ts', 'lenet5.js']);
  });

  it('leaves nothing behind when the weights do not fit', async () => {
    const { code, stderr } = await run(
      ...['compile', 'lenet5.net', '--set', 'classes=11', '-o', 'misfit'],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/2 tensors of weights\.safetensors have other shapes/);
    expect(stderr).toMatch(/"output\.weight" is \[10,84\], not \[11,84\]/);
    expect(stderr).toMatch(/"output\.bias" is \[10\], not \[11\]/);
    expect(stderr).toMatch(/lenet5\.net:14:\d+/);
    expect(existsSync(join(cwd, 'misfit'))).toBe(false);
  });
});

describe('inspect', () => {
  it('gives the numbers of the literature as JSON', async () => {
    const { stdout } = await run('inspect', 'lenet5.net', '--json');
    const result = JSON.parse(stdout) as {
      totals: Record<string, number>;
      arenaBytes: number;
      arenaLowerBound: number;
      layers: { name: string; macs: number; receptiveField: { size: number[] } }[];
    };
    // 6·28²·25 + 16·10²·150 + 120·400 + 120·84 + 84·10, counted by hand from the table of the model.
    expect(result.totals).toMatchObject({ parameters: 61706, macs: 416520 });
    expect(result.arenaBytes).toBeGreaterThanOrEqual(result.arenaLowerBound);
    const named = (name: string) => result.layers.find((layer) => layer.name === name);
    expect(named('c1')).toMatchObject({
      op: 'conv2d',
      outputShapes: [[1, 6, 28, 28]],
      parameters: 156,
      macs: 117600,
      activationBytes: 18816,
      receptiveField: { size: [5, 5], stride: [1, 1] },
      source: { file: 'lenet5.net', line: 11 },
    });
    // 5, then 5 + 1, then 6 + 4·2, then 14 + 2, then 16 + 4·4.
    expect(named('c3')?.receptiveField.size).toEqual([14, 14]);
    expect(named('c5')?.receptiveField.size).toEqual([32, 32]);
  });

  it.each([
    [
      [],
      'inputs states outputs arenaBytes arenaLowerBound passes totals blocks layers winograd kernels',
    ],
    [['--layers'], 'totals blocks layers winograd'],
    [['--constants'], 'constants'],
    [['--changes'], 'changes'],
    [['--after', 'fuse-tail'], 'graph'],
    [['--after', 'fuse-tail', '--changes'], 'changes'],
    [['--memory'], 'arenaBytes arenaLowerBound memory'],
    [['--kernel', 'c1'], 'kernel'],
    [['--kernel', 'c1', '--steps'], 'steps'],
    [['--kernel', 'c1', '--why'], 'why'],
    [['--kernel', 'c1', '--constants'], 'constants kernel'],
  ])('with %j as JSON has these views alone', async (views, keys) => {
    const { stdout } = await run('inspect', 'lenet5.net', '--json', ...views);
    const result = JSON.parse(stdout) as object;
    expect(Object.keys(result)).toEqual(['name', ...keys.split(' '), 'diagnostics']);
  });

  it('shows how threads share a kernel', async () => {
    const loops = async (...options: string[]): Promise<string> => {
      const { stdout } = await run('inspect', 'lenet5.net', '--kernel', 'c3', ...options);
      return stdout.slice(0, stdout.indexOf('loops for WebGPU'));
    };
    expect(await loops()).not.toContain('parallel');
    const shared = await loops('--threads');
    expect(shared).toMatch(/^ +parallel for \w+ in 0\.\.\d+(?: by \d+ or more)?:$/m);
    expect(shared).toContain('(call $claim ');
    // The code is the same for any number of them.
    expect(await loops('--threads', '3')).toBe(shared);
    expect(await loops('--threads', '1')).toBe(await loops());
  });

  it('shows the WAT of the second module', async () => {
    const kernel = async (...options: string[]): Promise<string> =>
      (await run('inspect', 'lenet5.net', '--kernel', 'c3', ...options)).stdout;
    expect(await kernel()).not.toContain('relaxed');
    expect(await kernel('--relaxed-simd')).toContain('(f32x4.relaxed_madd');
  });

  it('shows everything without weights', async () => {
    const folder = await temporaryFolder();
    await cp(join(cwd, 'lenet5.net'), join(folder, 'lenet5.net'));
    const shown = async (...flags: string[]): Promise<string> => {
      const result = await netloom(['inspect', 'lenet5.net', ...flags], { cwd: folder });
      expect(result).toMatchObject({ code: 0 });
      return result.stdout;
    };
    expect(await shown()).toMatch(/^conv2d_5x5_c1_o6_tanh__4x8_rows +c1 → tanh +lenet5\.net:11$/m);
    expect(await shown('--layers')).toMatch(/^total +61,706 +416,520$/m);
    expect(await shown('--after', 'front-end')).toMatch(/%c1 = conv2d\(%digit.*lenet5\.net:11/);
    const changes = await shown('--changes', '--after', 'fuse-tail');
    expect(changes).toMatch(/^- %tanh = tanh\(%c1\)/m);
    expect(changes).toMatch(/^\+ %tanh = fused\(%digit, %c1\.weight, %c1\.bias\)/m);
    expect(await shown('--memory')).toMatch(/^ *offset +bytes +time.*value\n.*─\n(.*[·█]+.*\n)+/m);
    const kernel = await shown('--kernel', 'c3');
    expect(kernel).toMatch(
      /^conv2d_5x5_c6_o16_tanh__2x16_panels computes c3 → tanh, lenet5\.net:12/,
    );
    expect(kernel).toMatch(/^kernel conv2d_5x5_c6_o16_tanh__2x16_panels\(/m);
    expect(kernel).toMatch(/^\(func \$conv2d_5x5_c6_o16_tanh__2x16_panels/m);
    expect(kernel).toMatch(/^fn main\(/m);
    const { stderr } = await netloom(['inspect', 'lenet5.net', '--svg', 'm.svg'], { cwd: folder });
    expect(stderr).toBe('note: wrote m.svg\n');
    expect(await readFile(join(folder, 'm.svg'), 'utf8')).toMatch(/^<svg [^]*<rect [^]*<\/svg>\n$/);
  });
});

describe('weights in fewer bits', () => {
  it.each([
    ['f32', 4],
    ['f16', 2],
    ['int8', 1],
  ] as const)('%s take %i bytes each in the file', async (type, bytes) => {
    const { code } = await run('compile', 'lenet5.net', '-o', `out-${type}`, '--weights-as', type);
    expect(code).toBe(0);
    const folder = join(cwd, `out-${type}`);
    const name = (await readdir(folder)).find((each) => each.endsWith('.weights')) ?? '';
    const file = await readFile(join(folder, name));
    const weights = 150 + 2_400 + 48_000 + 10_080 + 840;
    const rest = file.length - bytes * weights;
    // Biases and scales of 236 channels; panels are filled up.
    expect(rest).toBeGreaterThanOrEqual(4 * 236 * (type === 'f32' ? 1 : 2));
    expect(rest).toBeLessThan(4_500);
  });

  it('shows each with its type, packing and bytes', async () => {
    const { stdout } = await run('inspect', 'lenet5.net', '--constants', '--weights-as', 'f16');
    expect(stdout).toMatch(
      /^f16\(c3\.weight\) +f32\[16,6,5,5\] as f16 +\[0\/8,2,3,1,8\] +4,800 +\S+$/m,
    );
    expect(stdout).toMatch(/^c3\.bias +f32\[16\] +\[0\/8,8\] +64 +\S+$/m);
    expect(stdout).toMatch(/^total +[\d,]+ *$/m);
  });

  it('gives the digit its class', async () => {
    const { stdout } = await run(
      ...['run', 'lenet5.net', '--input', 'digits/7-a.png', '--weights-as', 'int8'],
    );
    expect(stdout).toMatch(/^probabilities 1×10, the largest 5 of 10\n {2}7 /m);
    expect(stdout).toMatch(/ and 6\d KB of weights/);
  });
});

describe('check', () => {
  it('finds a network that is well formed, and weights that fit', async () => {
    expect(await run('check', 'lenet5.net')).toEqual({
      code: 0,
      stdout: 'lenet5.net: no problems found\n',
      stderr: '',
    });
    expect((await run('check', 'lenet5.net', '--weights', 'weights.safetensors')).code).toBe(0);
  });

  it('holds a target against the reference, node by node', async () => {
    const { code, stdout } = await run(
      ...['check', 'lenet5.net', '--against', 'reference', '--input', 'digits/2-a.png', '--json'],
    );
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { comparisons: { what: string; error: number }[] };
    expect(result).toMatchObject({ target: 'wasm', agrees: true, first: null });
    const compared = result.comparisons.map(({ what }) => what);
    expect(compared).toContain('%tanh = conv2d, tanh');
    expect(compared).toContain('pass fuse-tail');
    expect(compared).toContain('output scores');
  });

  it('shows what rounded weights change, and holds the rest against the rounded network', async () => {
    const argv = ['check', 'lenet5.net', '--against', 'reference', '--weights-as', 'int8'];
    const { code, stdout } = await run(...argv, '--input', 'digits/2-a.png', '--json');
    expect(code).toBe(0);
    const { agrees, comparisons } = JSON.parse(stdout) as {
      agrees: boolean;
      comparisons: { what: string; error: number; isRounding?: true }[];
    };
    expect(agrees).toBe(true);
    const [rounding, ...others] = comparisons.filter(({ isRounding }) => isRounding);
    expect(others).toEqual([]);
    expect(rounding.what).toBe('pass quantize-weights');
    // Eight bits are good for two digits or three, and no more.
    expect(rounding.error).toBeGreaterThan(1e-4);
    expect(rounding.error).toBeLessThan(0.1);
    const readable = await run(...argv);
    expect(readable.stdout).toMatch(
      /\n {2}rounding the weights changes an output by up to \d\.\de[-+]\d\n$/,
    );
  });

  it('runs what it compares as run does: on threads, with the second module', async () => {
    const argv = ['check', 'lenet5.net', '--against', 'reference', '--input', 'digits/2-a.png'];
    const one = await run(...argv, '--json');
    const { code, stdout, stderr } = await run(
      ...argv,
      ...['--threads', '2', '--relaxed-simd', '--json'],
    );
    expect(code).toBe(0);
    const relaxed = hasRelaxedSimd();
    expect(stderr).toBe(
      relaxed
        ? ''
        : `note: Node ${process.version} has no relaxed SIMD, so that the module without it runs\n`,
    );
    // Any number of threads gives the same bits.
    if (!relaxed) expect(stdout).toBe(one.stdout);
  });

  it('names the first that departs, with its source line and place', async () => {
    const { code, stderr } = await run(
      ...['check', 'lenet5.net', '--against', 'reference', '--tolerance', '1e-12'],
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/error\[check\/departs\]: .* is the first to depart from the reference/);
    expect(stderr).toMatch(/at \[[\d,]+\] it is -?[\d.e-]+, not -?[\d.e-]+/);
  });
});

describe('export', () => {
  it('writes a network that ONNX Runtime runs', async () => {
    const { code, stdout } = await run('export', '--onnx', 'lenet5.net', '-o', 'lenet5.onnx');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^wrote lenet5\.onnx, \d+ KB\n$/);
    const bytes = await readFile(`${model}/expected.safetensors`);
    const images = openSafetensors(bytesSource('e', bytes)).read({ name: 'input' });
    const digit = { shape: [1, 1, 28, 28], data: images.slice(0, 784) };
    const { scores } = await runOnnx(await readFile(join(cwd, 'lenet5.onnx')), { digit });
    const [{ logits }] = await expectedDigits();
    scores.data.forEach((value, index) => {
      expect(Math.abs(value - logits[index])).toBeLessThan(1e-4);
    });
  });

  it('does not overwrite what it reads', async () => {
    const { code, stderr } = await run(
      ...['export', '--onnx', 'lenet5.net', '-o', './digits/../weights.safetensors'],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/would overwrite weights\.safetensors, which it is made from/);
  });
});
