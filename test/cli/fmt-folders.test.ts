import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';

const ROUGH = 'network n { input x: tensor(1, 2)\noutput y = x->relu }\n';
const FILES = [
  'b.net',
  'a/z.net',
  'a/deep/y.net',
  '.hidden/h.net',
  '.h.net',
  'node_modules/p/m.net',
  'a/notes.txt',
];

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  for (const file of FILES) {
    await mkdir(dirname(join(cwd, file)), { recursive: true });
    await writeFile(join(cwd, file), ROUGH);
  }
  await mkdir(join(cwd, 'empty'));
  // Which leads in a circle.
  await symlink(cwd, join(cwd, 'a/link'));
});

const fmt = (...argv: string[]) => netloom(['fmt', ...argv], { cwd });

describe('fmt of a folder', () => {
  it('formats every file in it and below', async () => {
    expect(await fmt('--check', '.')).toEqual({
      code: 3,
      stdout: 'a/deep/y.net is not formatted\na/z.net is not formatted\nb.net is not formatted\n',
      stderr: '',
    });
    expect((await fmt('a', 'a/z.net')).stdout).toBe('formatted a/deep/y.net\nformatted a/z.net\n');
    expect((await fmt('--check', 'a')).code).toBe(0);
    const [first, , , hidden, , foreign, notes] = await Promise.all(
      FILES.map((file) => readFile(join(cwd, file), 'utf8')),
    );
    for (const text of [first, hidden, foreign, notes]) expect(text).toBe(ROUGH);
  });

  it('takes a hidden one that is named', async () => {
    expect((await fmt('.hidden', '.h.net')).stdout).toBe(
      'formatted .hidden/h.net\nformatted .h.net\n',
    );
  });

  it('says where there are none, besides what else is wrong', async () => {
    expect(await fmt('empty', 'missing.net')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error[file/none]: there are no .net files in empty or below\n\n' +
        'error[file/missing]: missing.net does not exist\n\n2 errors\n',
    });
  });
});

describe('a folder in place of a file', () => {
  it.each([
    [['check', 'a'], 'a', 'a/z.net'],
    [['run', 'a'], 'a', 'a/z.net'],
    [['inspect', 'a'], 'a', 'a/z.net'],
    [['compile', 'a', '-o', 'out'], 'a', 'a/z.net'],
    [['export', '--onnx', 'a', '-o', 'x.onnx'], 'a', 'a/z.net'],
    [['run', 'b.net', '--input', 'frames'], 'frames', 'frames/1.npy'],
    [['check', 'b.net', '--tuned', 'frames'], 'frames', 'frames/b.jsonl'],
  ])('is answered by %j with one in it', async (argv, folder, file) => {
    await mkdir(join(cwd, 'frames'));
    for (const name of ['2.PNG', '1.npy', 'b.jsonl'])
      await writeFile(join(cwd, 'frames', name), '');
    const { code, stderr } = await netloom(argv, { cwd });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `error[file/directory]: ${folder} is a directory, not a file\nhint: did you mean ${file}?\n`,
    });
  });
});
