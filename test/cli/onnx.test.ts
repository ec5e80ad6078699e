import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../support/paths.js';
import type { CommandResult } from '../support/command-line.js';
import { netloom } from '../support/command-line.js';

let folder: string;
const run = (...argv: string[]): Promise<CommandResult> => netloom(argv, { cwd: folder });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netloom-onnx-'));
  const example = join(projectRoot, 'examples/lenet5/lenet5.net');
  await run('export', '--onnx', example, '-o', 'lenet5.onnx');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('an ONNX file in place of a network', () => {
  it('is compiled with its weights', async () => {
    const { code, stderr } = await run('compile', 'lenet5.onnx', '-o', 'dist');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(join(folder, 'dist'))).toContain('lenet5.js');
  });

  it('is inspected as the network that it was', async () => {
    const { stdout } = await run('inspect', 'lenet5.onnx');
    expect(stdout).toContain('61,706 parameters, 417 k multiply-accumulates');
  });

  it('answers as the reference does', async () => {
    const { code, stdout } = await run('check', 'lenet5.onnx', '--against', 'reference');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/agrees/) as string,
    });
  });

  it('is exported again, and the same', async () => {
    await run('export', '--onnx', 'lenet5.onnx', '-o', 'again.onnx');
    const { stdout } = await run('inspect', 'again.onnx');
    expect(stdout).toContain('61,706 parameters, 417 k multiply-accumulates');
  });

  it('takes no weights, no name of a network and no extent that is none', async () => {
    const texts = [
      await run('run', 'lenet5.onnx', '--weights', 'random:1'),
      await run('compile', 'lenet5.onnx', '--allow-unused', '-o', 'x'),
      await run('inspect', 'lenet5.onnx', '--network', 'lenet5'),
      await run('inspect', 'lenet5.onnx', '--set', 'batch=many'),
      await run('inspect', 'lenet5.onnx', '--set', 'batch=2'),
    ].map(({ code, stderr }) => `${code}\n${stderr}`);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "2
      error[usage/useless]: --weights does nothing for an ONNX file: the file holds its weights
      hint: leave it out

      2
      error[usage/useless]: --allow-unused does nothing for an ONNX file: the file holds its weights
      hint: leave it out

      2
      error[usage/useless]: --network does nothing for an ONNX file: the file holds one network
      hint: leave it out

      1
      error[onnx/extent]: --set batch=many gives no extent: it must be a whole number above 0

      1
      error[onnx/extent]: no axis of an input of lenet5.onnx is called batch
      note: all of its extents are known
      "
    `);
  });

  it('may be damaged, or not be there', async () => {
    writeFileSync(join(folder, 'text.onnx'), 'this is a text');
    const texts = [await run('run', 'text.onnx'), await run('run', 'nothing.onnx')];
    expect(texts.map(({ code, stderr }) => `${code}\n${stderr}`).join('\n')).toMatchInlineSnapshot(`
      "1
      error[onnx/damaged]: text.onnx is no ONNX file, or damaged: what begins at byte 0 is no field of a message
      hint: an ONNX file is a protocol buffer with a ModelProto in it

      1
      error[file/missing]: nothing.onnx does not exist
      "
    `);
  });
});
