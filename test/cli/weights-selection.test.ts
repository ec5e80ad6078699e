import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { safetensorsFile } from '../support/safetensors.js';

const source = (options: string): string => `network small {
  weights "plain.safetensors"${options}
  input x: tensor(1, 3)
  output y = x -> linear(2) as fc
}
`;

const TENSORS = { 'fc.weight': [1, 2, 3, 4, 5, 6], 'fc.bias': [1, 2] };
const PREFIXED = { 'module.fc.weight': [1, 2, 3, 4, 5, 6], 'module.fc.bias': [1, 2] };
const SHAPES = { 'fc.weight': [2, 3], 'module.fc.weight': [2, 3] };

let cwd: string;

beforeAll(async () => {
  cwd = await temporaryFolder();
  const files: Record<string, string | Uint8Array> = {
    'plain.net': source(''),
    'prefixed.net': source(' (prefix = "module.")'),
    'renamed.net': source(' (rename = [["fd.*", "fc.*"]])'),
    'plain.safetensors': safetensorsFile(TENSORS, SHAPES),
    'module.safetensors': safetensorsFile(PREFIXED, SHAPES),
    'more.safetensors': safetensorsFile({ ...TENSORS, ...PREFIXED }, SHAPES),
  };
  for (const [name, contents] of Object.entries(files)) await writeFile(join(cwd, name), contents);
});

const COMMANDS: Record<string, readonly string[]> = {
  check: [],
  inspect: [],
  compile: ['-o', 'out'],
  export: ['--onnx', '-o', 'out.onnx'],
};

describe('which tensors are parameters', () => {
  it.each(Object.entries(COMMANDS))('can be said to %s', async (command, more) => {
    const run = (...argv: string[]): ReturnType<typeof netloom> =>
      netloom([command, ...argv, ...more], { cwd });
    const module = ['--weights', 'module.safetensors'];
    expect((await run('plain.net', ...module)).stderr).toContain('--weights-prefix module.');
    expect(await run('plain.net', ...module, '--weights-prefix', 'module.')).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect((await run('prefixed.net', ...module)).code).toBe(0);
    expect((await run('prefixed.net', '--weights-prefix', '')).code).toBe(0);
    expect((await run('prefixed.net')).stderr).toMatch(/^error\[weights\/prefix\]/);

    const extra = ['--weights', 'more.safetensors'];
    expect((await run('plain.net', ...extra)).stderr).toMatch(/^error\[weights\/unused\]/);
    expect((await run('plain.net', ...extra, '--allow-unused')).code).toBe(0);
    expect(await run('renamed.net')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^warning\[weights\/rename\]: "fd\.\*" matches/) as string,
    });
  });

  it('makes the same bundle, however the file calls them', async () => {
    const argv = (...options: string[]): string[] => ['compile', 'plain.net', '-o', ...options];
    await netloom(argv('a'), { cwd });
    const { code } = await netloom(
      argv('b', '--weights', 'module.safetensors', '--weights-prefix', 'module.'),
      { cwd },
    );
    expect(code).toBe(0);
    const files = await readdir(join(cwd, 'a'));
    expect(files).toContain('small.js');
    expect(await readdir(join(cwd, 'b'))).toEqual(files);
    for (const file of files) {
      expect(await readFile(join(cwd, 'a', file))).toEqual(await readFile(join(cwd, 'b', file)));
    }
  });
});
