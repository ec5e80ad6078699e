import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '../../cli/input/npy.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { decoded } from '../support/decoded.js';
import { GREY, pngFrom } from '../support/png.js';

let cwd: string;

/** What is declared goes in as pixels and comes out as the same pixels. */
function sameAgain(input: string, output: string): string {
  return `network same {
  input photo: image(${input})
  output picture: image(${output}) = photo -> relu
}
`;
}

beforeAll(async () => {
  cwd = await temporaryFolder();
  const grey = (width: number, height: number, ...data: number[]): Uint8Array =>
    pngFrom({ width, height, depth: 8, colour: GREY }, data);
  const files: Record<string, string | Uint8Array> = {
    'stretch.net': sameAgain('1, 2, grey, fit = stretch', ''),
    'cover.net': sameAgain('1, 2, grey, fit = cover, short_side = 2', ''),
    'contain.net': sameAgain(
      '1, 2, grey, scale = 1 / 255, fit = contain, fill = 9',
      'scale = 1 / 255',
    ),
    'loud.net': sameAgain('1, 2, grey', 'scale = 1 / 2'),
    'two.net': sameAgain('1, 2, grey, batch = 2', ''),
    'plain.net': sameAgain('1, 2, grey', '').replace(': image()', ''),
    'wide.png': grey(4, 1, 10, 20, 30, 40),
    'square.png': grey(2, 2, 10, 20, 30, 40),
    'pair.png': grey(2, 1, 100, 200),
  };
  for (const [name, contents] of Object.entries(files)) await writeFile(join(cwd, name), contents);
});

async function saved(
  network: string,
  picture: string,
): Promise<{ pixels: number[]; notes: string }> {
  const argv = ['run', network, '--input', picture, '--save', 'picture=out.png'];
  const { code, stderr } = await netloom(argv, { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr });
  const { data } = await decoded('out.png', await readFile(join(cwd, 'out.png')));
  // Grey comes as three equal samples.
  const pixels = [...data].filter((_, at) => at % 3 === 0);
  return { pixels, notes: stderr.replace('note: wrote out.png\n', '') };
}

describe('a picture of another size', () => {
  it.each([
    // Triangles of radius 2 about 1 and 3: (¾ · 10 + ¾ · 20 + ¼ · 30) / 1¾ = 17.1, and mirrored 32.9.
    ['stretch.net', 'wide.png', [17, 33], 'scaled from 4×1 to 2×1 pixels'],
    // Between 20 and 30 at ¼ and ¾ of the way: 22.5 and 27.5, rounded up.
    [
      'cover.net',
      'wide.png',
      [23, 28],
      'scaled from 4×1 to 8×2 pixels, of which the middle 2×1 are taken',
    ],
    ['contain.net', 'square.png', [25, 9], 'scaled from 2×2 to 1×1 pixels, in the middle of 2×1'],
  ])('goes through %s as it says, with a note', async (network, picture, pixels, note) => {
    expect(await saved(network, picture)).toEqual({ pixels, notes: `note: ${picture}: ${note}\n` });
  });

  it('needs no note when nothing is done to it', async () => {
    expect(await saved('stretch.net', 'pair.png')).toEqual({ pixels: [100, 200], notes: '' });
  });

  it('is compared with the reference as it is run', async () => {
    const argv = ['check', 'contain.net', '--against', 'reference', '--input', 'wide.png'];
    const { code, stdout, stderr } = await netloom(argv, { cwd });
    expect(stdout).toContain('agrees with the reference');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'note: wide.png: scaled from 4×1 to 2×1 pixels\n',
    });
  });
});

describe('an image output', () => {
  it('notes what it had to clamp', async () => {
    expect(await saved('loud.net', 'pair.png')).toEqual({
      pixels: [200, 255],
      notes: 'note: out.png: 1 of 2 values lie outside 0 … 255 and were clamped\n',
    });
  });

  it('is its numbers in other forms', async () => {
    const argv = ['run', 'loud.net', '--input', 'pair.png', '--save', 'picture=out.npy', '--json'];
    const { stdout } = await netloom(argv, { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ outputs: { picture: { data: [100, 200] } } });
    const { data } = decodeNpy('out.npy', await readFile(join(cwd, 'out.npy')));
    expect([...data]).toEqual([100, 200]);
  });

  it('must be declared to be saved as a picture', async () => {
    const argv = ['run', 'plain.net', '--input', 'pair.png', '--save', 'picture=out.png'];
    const { code, stderr } = await netloom(argv, { cwd });
    expect(code).toBe(1);
    expect(stderr)
      .toBe(`error[save/no-image]: output picture: f32[1,1,1,2] is no image, but out.png is a picture
  ┌─ plain.net:3:29
  │
3 │   output picture = photo -> relu
  │                             ^^^^ computed here
  │
  hint: say in the source what its numbers mean: \`output picture: image(scale = 1 / 255)\` for 0 … 1
`);
  });
});

describe('an input of several pictures', () => {
  const two = (...argv: string[]) => netloom(['run', 'two.net', ...argv], { cwd });
  const pair = ['--input', 'pair.png'];

  it('takes a file for each', async () => {
    const { stdout } = await two(...pair, '--input', 'photo=pair.png', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      outputs: { picture: { shape: [2, 1, 1, 2], data: [100, 200, 100, 200] } },
    });
  });

  it.each([
    ['one', pair, '1 was'],
    ['three', [...pair, ...pair, ...pair], '3 were'],
  ])('refuses %s', async (_, argv, given) => {
    const { code, stderr } = await two(...argv);
    expect(code).toBe(1);
    expect(stderr)
      .toBe(`error[input/batch]: input photo: f32[2,1,1,2] takes 2 pictures a run, but ${given} given
hint: write --input photo=FILE for each picture, or give all as one .npy or .safetensors file
`);
  });

  it('gives several pictures, which are no PNG file', async () => {
    const { code, stderr } = await two(...pair, ...pair, '--save', 'picture=out.png');
    expect(code).toBe(1);
    expect(stderr)
      .toBe(`error[save/batch]: output picture: f32[2,1,1,2] is 2 pictures, but out.png is one
hint: save them as .npy
`);
  });
});
