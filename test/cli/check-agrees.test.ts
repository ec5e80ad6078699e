import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { safetensorsFile } from '../support/safetensors.js';

/** `check` gives the verdict of `compile`: with the same options, the same diagnostics. */

const NETWORK = `network small {
  weights "small.safetensors"
  input x: tensor(1, 3)
  output y = x -> linear(2) as fc
}
`;
const WEIGHTS = { 'fc.weight': [1, 2, 3, 4, 5, 6], 'fc.bias': [1, 2] };
const SHAPES = { 'fc.weight': [2, 3], 'fc.bias': [2] };

let cwd: string;

beforeAll(async () => {
  cwd = await temporaryFolder();
  const named = (file: string): string => NETWORK.replace('small.safetensors', file);
  const { 'fc.bias': _bias, ...withoutBias } = WEIGHTS;
  const files: Record<string, string | Uint8Array> = {
    'small.net': NETWORK,
    'small.safetensors': safetensorsFile(WEIGHTS, SHAPES),
    'unnamed.net': NETWORK.replace(/ {2}weights.*\n/, ''),
    'absent.net': named('smal.safetensors'),
    'folder.net': named('.'),
    'damaged.net': named('damaged.safetensors'),
    'damaged.safetensors': safetensorsFile(WEIGHTS, SHAPES).subarray(0, 60),
    'missing.net': named('missing.safetensors'),
    'missing.safetensors': safetensorsFile(withoutBias, SHAPES),
    'extra.net': named('extra.safetensors'),
    'extra.safetensors': safetensorsFile({ ...WEIGHTS, more: [1] }, SHAPES),
    'shape.net': named('shape.safetensors'),
    'shape.safetensors': safetensorsFile(WEIGHTS, { 'fc.weight': [3, 2], 'fc.bias': [2] }),
    'nan.net': named('nan.safetensors').replace('3)', '8)'),
    'nan.safetensors': safetensorsFile(
      { 'fc.weight': [NaN, ...Array.from({ length: 15 }, () => 1)], 'fc.bias': [1, 2] },
      { 'fc.weight': [2, 8], 'fc.bias': [2] },
    ),
    'large.net': `network large {
  input x: tensor(1, 8, 10000, 10000)
  output y = x -> conv(8, kernel = 1) -> relu -> conv(8, kernel = 3)
}
`,
    'heavy.net': `network heavy {
  input x: tensor(1, 10000)
  output y = x -> linear(10000)
}
`,
    'named.net': NETWORK.replace('small {', `${'n'.repeat(250)} {`),
    'empty.net': 'network empty {\n  input x: tensor(1, 3)\n  output y = relu(x)\n}\n',
    'typo.net': NETWORK.replace('linear', 'lineer'),
    'log.jsonl': 'no log\n',
  };
  for (const [name, contents] of Object.entries(files)) await writeFile(join(cwd, name), contents);
});

interface Wrong {
  readonly argv: readonly string[];
  /** The exit status, where it is not that of wrong input. */
  readonly code?: number;
  readonly codes: string[];
}

const WRONG: Record<string, Wrong> = {
  'a source that does not exist': { argv: ['smal.net'], codes: ['file/missing'] },
  'a mistake in the source': { argv: ['typo.net'], codes: ['name/unknown'] },
  'a value for no parameter': { argv: ['small.net', '--set', 'n=1'], codes: ['set/unknown'] },
  'weights that do not exist': { argv: ['absent.net'], codes: ['file/missing'] },
  'other weights that do not exist': {
    argv: ['small.net', '--weights', 'smal.safetensors'],
    codes: ['file/missing'],
  },
  'a seed that is none': { argv: ['small.net', '--weights', 'random:x'], codes: ['weights/seed'] },
  'a folder of weights': { argv: ['folder.net'], codes: ['file/directory'] },
  'weights that were cut off': { argv: ['damaged.net'], codes: ['safetensors/truncated'] },
  'a tensor that is missing': { argv: ['missing.net'], codes: ['weights/missing'] },
  'a tensor that is not used': { argv: ['extra.net'], codes: ['weights/unused'] },
  'a tensor of another shape': { argv: ['shape.net'], codes: ['weights/shape'] },
  'weights that a narrow type cannot hold': {
    argv: ['nan.net', '--weights-as', 'int8'],
    codes: ['weights/not-finite', 'weights/not-finite'],
  },
  'a network too large for memory': {
    argv: ['large.net', '--weights', 'random:1'],
    codes: ['memory/too-large'],
  },
  'weights too large for a single file': {
    argv: ['heavy.net', '--weights', 'random:1', '--single-file'],
    codes: ['bundle/single-file-too-large'],
  },
  'a name too long for a file': { argv: ['named.net'], codes: ['bundle/name'] },
  'a log that is none': { argv: ['small.net', '--tuned', 'log.jsonl'], codes: ['tuning/json'] },
  'threads that nothing could use': {
    argv: ['small.net', '--threads', '--target', 'webgpu'],
    code: 2,
    codes: ['usage/useless'],
  },
  'a selection of tensors without a file': {
    argv: ['empty.net', '--weights-prefix', 'module.'],
    code: 2,
    codes: ['usage/useless'],
  },
};

/** What a command says, and the codes of it. */
async function verdict(
  argv: readonly string[],
  status = 1,
): Promise<{ stdout: string; codes: string[] }> {
  const { stdout, stderr, code } = await netloom([...argv, '--json'], { cwd });
  expect({ stderr, code }).toEqual({ stderr: '', code: status });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
  return { stdout, codes: diagnostics.map((each) => each.code) };
}

describe('check says what compile would', () => {
  it.each(Object.entries(WRONG))('of %s', async (_, { argv, code, codes }) => {
    const compiled = await verdict(['compile', ...argv, '-o', 'out'], code);
    expect(compiled.codes).toEqual(codes);
    expect(await verdict(['check', ...argv], code)).toEqual(compiled);
  });

  it('and writes nothing', async () => {
    const before = await readdir(cwd);
    expect(await netloom(['check', 'small.net'], { cwd })).toEqual({
      code: 0,
      stdout: 'small.net: no problems found\n',
      stderr: '',
    });
    expect(await readdir(cwd)).toEqual(before);
    expect(before).not.toContain('out');
  });

  it('but checks a network without weights as far as it can, and says so', async () => {
    expect(await netloom(['check', 'unnamed.net'], { cwd })).toEqual({
      code: 0,
      stdout: 'unnamed.net: no problems found\n',
      stderr: 'note: no weights were given, so none were checked; --weights FILE does that too\n',
    });
    const { stdout } = await netloom(['check', 'unnamed.net', '--json'], { cwd });
    expect(JSON.parse(stdout)).toEqual({ diagnostics: [], unchecked: ['weights'] });
    const heavy = await verdict(['check', 'heavy.net', '--single-file']);
    expect(heavy.codes).toEqual(['bundle/single-file-too-large']);
    const large = await verdict(['check', 'large.net']);
    expect(large.codes).toEqual(['memory/too-large']);
  });

  it('and refuses to select tensors where there is no file of them', async () => {
    for (const command of ['check', 'inspect']) {
      expect(await netloom([command, 'unnamed.net', '--allow-unused'], { cwd })).toEqual({
        code: 2,
        stdout: '',
        stderr: `error[usage/useless]: --allow-unused does nothing without weights: there is no file to read
hint: leave it out, or add --weights
`,
      });
    }
    const absent = await netloom(['inspect', 'absent.net', '--allow-unused'], { cwd });
    expect(absent.stderr).toMatch(/^error\[file\/missing\]: smal\.safetensors does not exist/);
  });

  it('at the place where a source names its weights', async () => {
    const { stderr } = await netloom(['check', 'absent.net'], { cwd });
    expect(stderr).toBe(`error[file/missing]: smal.safetensors does not exist
  ┌─ absent.net:2:11
  │
2 │   weights "smal.safetensors"
  │           ^^^^^^^^^^^^^^^^^^ named here
  │
  hint: did you mean small.safetensors?
`);
  });

  it('and which weights of a folder could be meant', async () => {
    const { stderr } = await netloom(['check', 'folder.net'], { cwd });
    expect(stderr).toMatch(/^error\[file\/directory\]: \. is a directory, not a file\n/);
    expect(stderr).toMatch(/hint: did you mean \w+\.safetensors\?\n$/);
  });

  it('and compares one target at a time', async () => {
    const argv = ['check', 'small.net', '--against', 'reference', '--target', 'all'];
    expect(await netloom(argv, { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr: `error[usage/targets]: --against compares one target with the reference, not all
hint: write --target wasm or --target webgpu
`,
    });
  });
});
