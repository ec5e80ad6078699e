import { f32 } from '../../compiler/ir/types.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeNpy } from '../../cli/output/npy.js';
import { netloom } from '../support/command-line.js';

interface Rounding {
  readonly name: string;
  readonly reads: number;
  readonly errors: readonly { readonly tile: 'off' | 2 | 4; readonly error: number }[];
}

interface Bound {
  readonly name: string;
  readonly form: string;
  readonly bound: number;
  readonly others: readonly { readonly tile: 'off' | 2; readonly bound: number }[];
  readonly reads: number | null;
  readonly largestError: number | null;
}

const SIZE = 16;

/** `winograd` stands in the first layer's call. */
function network(winograd = ''): string {
  return `network n {
  input x: tensor(1, 8, ${SIZE}, ${SIZE})
  a = x -> conv(8, kernel = 3, padding = same${winograd}) -> tanh
  output y = a -> conv(8, kernel = 3, padding = same, winograd = off) as b
}
`;
}

const PICTURE = `network n {
  input photo: image(${SIZE}, ${SIZE}, rgb, scale = 1 / 255, mean = 0.5, std = 0.25)
  a = photo -> conv(8, kernel = 3, padding = same) -> relu
  b = a -> conv(8, kernel = 3, padding = same) -> relu
  c = b -> conv(8, kernel = 3, padding = same) -> sigmoid
  output y = c -> conv(8, kernel = 3, padding = same) as d
}
`;

let cwd: string;
const run = (...argv: string[]) => netloom(argv, { cwd });

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'netloom-'));
  writeFileSync(join(cwd, 'n.net'), network());
  writeFileSync(join(cwd, 'two.net'), network(', winograd = 2'));
  writeFileSync(join(cwd, 'off.net'), network(', winograd = off'));
  writeFileSync(join(cwd, 'picture.net'), PICTURE);
  const shape = [1, 8, SIZE, SIZE];
  const data = Float32Array.from({ length: 8 * SIZE ** 2 }, (_, i) => ((i * 37) % 19) / 10 - 0.9);
  data[5 * SIZE + 6] = 1e5;
  writeFileSync(join(cwd, 'bright.npy'), encodeNpy(f32(...shape), data));
});

afterAll(() => {
  rmSync(cwd, { recursive: true });
});

describe('check --against reference', () => {
  const against = ['--weights', 'random:1', '--against', 'reference'];

  async function measured(file: string): Promise<Rounding[]> {
    const { stdout } = await run('check', file, ...against, '--input', 'bright.npy', '--json');
    return (JSON.parse(stdout) as { winograd: Rounding[] }).winograd;
  }

  it('measures what Winograd’s method rounds in each layer, on the input that was given', async () => {
    const [a, ...others] = await measured('n.net');
    expect(others).toEqual([]);
    expect(a.reads).toBe(1e5);
    const [four, two, off] = a.errors;
    expect([four.tile, two.tile, off.tile]).toEqual([4, 2, 'off']);
    expect(four.error).toBeGreaterThan(1e-3);
    expect(off.error).toBeLessThan(1e-5);
    expect(two.error).toBeLessThan(four.error);
  });

  it('with the tile that the layer allows', async () => {
    const [a] = await measured('two.net');
    const [four, two] = a.errors;
    expect(four.error).toBe(two.error);
    expect(await measured('off.net')).toEqual([]);
  });

  it('names the flag and the argument where a smaller tile would do', async () => {
    const result = await run('check', 'n.net', ...against, '--input', 'bright.npy');
    expect(result.code).toBe(3);
    expect(result.stderr).toContain(
      'hint: Winograd’s method rounds too much in a: write `winograd = 2` there, or --winograd 2 for all layers',
    );
    // And so it does.
    expect(await run('check', 'two.net', ...against, '--input', 'bright.npy')).toMatchObject({
      code: 0,
    });
    expect(result.stdout).toMatch(/^layer +reads up to +gives up to +4 +2 +off +source$/m);
  });

  it('names nothing where all is well', async () => {
    const result = await run('check', 'n.net', ...against);
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toMatch(/^layer +reads up to/m);
    const off = await run('check', 'n.net', ...against, '--winograd', 'off');
    expect(off.stdout).not.toContain('Winograd');
  });
});

describe('inspect --layers', () => {
  async function bounds(...more: string[]): Promise<Bound[]> {
    const { stdout } = await run('inspect', 'picture.net', '--json', ...more);
    return (JSON.parse(stdout) as { winograd: Bound[] }).winograd;
  }

  it('bounds the rounding of each layer by its largest value', async () => {
    const [b, c] = await bounds();
    expect(b).toMatchObject({ name: 'b', form: 'F(4×4, 3×3)', reads: null, largestError: null });
    expect(c).toMatchObject({ name: 'c', reads: null });
    const [two, off] = b.others;
    expect(b.bound).toBeGreaterThan(two.bound);
    expect(two.bound).toBeGreaterThan(off.bound);
  });

  it('knows what a layer behind a sigmoid reads', async () => {
    expect((await bounds()).find(({ name }) => name === 'd')).toMatchObject({ reads: 1 });
  });

  it('follows the largest pixel through two layers whose weights are known', async () => {
    const [b, c, d] = await bounds('--weights', 'random:1');
    // Pixels are within ±2 behind the preprocessing; no filter of the first layer sums up to 100.
    expect(b.reads).toBeGreaterThan(2);
    expect(b.reads).toBeLessThan(200);
    expect(c.reads).toBeGreaterThan(b.reads ?? 0);
    expect(d.reads).toBe(1);
    expect(b.largestError).toBeGreaterThan(0);
  });

  it('shows them below the layers', async () => {
    const { stdout } = await run('inspect', 'picture.net', '--layers');
    expect(stdout).toContain('`winograd = 2`');
    expect(stdout).toMatch(/^b +F\(4×4, 3×3\) +\S+e-\d +\S+e-\d +\S+e-\d +n?/m);
    const off = await run('inspect', 'picture.net', '--layers', '--winograd', 'off');
    expect(off.stdout).not.toContain('Winograd');
  });
});
