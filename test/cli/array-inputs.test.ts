import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { projectRoot } from '../support/paths.js';

const arrays = `${projectRoot}test/fixtures/arrays`;
let cwd: string;

beforeAll(async () => {
  cwd = await temporaryFolder();
  const networks = {
    matrix: 'network n { input x: tensor(2, 3)\n output y = x + 1 }\n',
    cube: 'network n { input x: tensor(1, 2, 3, 4)\n output y = x + 1 }\n',
    one: 'network n { input x: tensor(1, 1)\n output y = x + 1 }\n',
    image: 'network n { input x: image(2, 3, grey)\n output y = x + 1 }\n',
  };
  for (const [name, text] of Object.entries(networks)) {
    await writeFile(join(cwd, `${name}.net`), text);
  }
});

/** What the network adds 1 to, and what was remarked. */
async function run(
  network: string,
  ...inputs: string[]
): Promise<{ data?: number[]; stderr: string }> {
  const options = inputs.flatMap((input) => ['--input', input]);
  const { code, stdout, stderr } = await netloom(['run', `${network}.net`, '--json', ...options], {
    cwd,
  });
  if (code !== 0) {
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { title: string }[] };
    return { stderr: diagnostics.map(({ title }) => title).join('\n') };
  }
  const { outputs } = JSON.parse(stdout) as { outputs: { y: { data: number[] } } };
  return { data: outputs.y.data.map((value) => value - 1), stderr };
}

describe('an array as input', () => {
  it('may be of whole numbers', async () => {
    expect(await run('matrix', `${arrays}/int16.npy`)).toEqual({
      data: [-32768, 32767, 0, 1, 2, 3],
      stderr: '',
    });
    expect(await run('matrix', `${arrays}/uint8.npy`)).toEqual({
      data: [255, 0, 7, 1, 2, 3],
      stderr: '',
    });
    const file = `${arrays}/int64.npy`;
    const { stderr } = await run('matrix', file);
    expect(stderr).toBe(`note: ${file}: 5 of 6 elements of type int64 became the nearest f32\n`);
  });

  it('may have numbers that are no f32, with a note', async () => {
    const file = `${arrays}/float64.npy`;
    const { stderr } = await run('matrix', file);
    expect(stderr).toBe(`note: ${file}: 1 of 6 elements of type float64 became infinite as f32\n`);
  });

  it('may leave out axes of extent 1 in front, be they all', async () => {
    const { data } = await run('cube', `${arrays}/fortran.npy`);
    expect(data).toEqual(Array.from({ length: 24 }, (_, index) => index));
    expect(await run('one', `${arrays}/scalar.npy`)).toEqual({ data: [7], stderr: '' });
  });

  it('is pixels where it has bytes and the input is an image', async () => {
    expect(await run('image', `${arrays}/uint8.npy`)).toEqual({
      data: [255, 0, 7, 1, 2, 3],
      stderr: '',
    });
    const file = `${arrays}/fortran-uint8.npy`;
    const { data, stderr } = await run('image', file);
    // ITU-R BT.601 of (0, 1, 2), (4, 5, 6) and so on, which leaves out 3, 7 …
    expect(data).toEqual([1, 5, 9, 13, 17, 21]);
    expect(stderr).toBe(`note: ${file}: its fourth channel, alpha, is left out\n`);
  });
});
