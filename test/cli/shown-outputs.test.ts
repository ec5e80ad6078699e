import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';

let cwd: string;
beforeAll(async () => {
  cwd = await temporaryFolder();
});

/** What `run` prints before its last line, which has times in it. */
async function shown(input: string, body: string, ...options: string[]): Promise<string> {
  const count = input.split(',').length;
  const text = `network n {\n  input x: tensor(1, ${count})\n  ${body}\n}\n`;
  await writeFile(join(cwd, 'n.net'), text);
  const argv = ['run', 'n.net', '--input', input, ...options];
  const { code, stdout, stderr } = await netloom(argv, { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.slice(0, stdout.lastIndexOf('\n\nwasm bundle'));
}

/** 0, 7, 14, … in another order. */
const many = (count: number): string =>
  Array.from({ length: count }, (_, at) => (at * 7) % count).join();

describe('a vector of floats is shown', () => {
  it('in order where all of it is', async () => {
    expect(await shown('3,1,2', 'output y = x + 0')).toBe('y 1×3\n  0  3\n  1  1\n  2  2');
  });

  it('by its largest elements where there are more, which is said', async () => {
    expect(await shown(many(16), 'output y = x + 0')).toBe(
      'y 1×16, the largest 5 of 16\n   9  15\n   2  14\n  11  13\n   4  12\n  13  11',
    );
    expect(await shown(many(16), 'output y = x + 0', '--top', '2')).toBe(
      'y 1×16, the largest 2 of 16\n  9  15\n  2  14',
    );
  });

  it('in order where its elements go with those of another output', async () => {
    const places = 'best, places = x -> top_k(6)\n  values = best * -1';
    expect(await shown(many(8), `${places}\n  output values\n  output places`)).toBe(
      'values 1×6\n  0  -7\n  1  -6\n  2  -5\n  3  -4\n  4  -3\n  5  -2\n\nplaces 1×6\n  1 2 3 4 5 6',
    );
    const rows = 'output sums = x -> flatten\n  output squares = x * x';
    expect(await shown('1,2,3,4,5,6', rows)).toBe(
      'sums 1×6\n  0  1\n  1  2\n  2  3\n  3  4\n  4  5\n  5  6\n\n' +
        'squares 1×6\n  0  1\n  1  4\n  2  9\n  3  16\n  4  25\n  5  36',
    );
    const grid = 'output sums = x + 0\n  output grid = x -> reshape([6, 1])';
    expect(await shown('1,2,3,4,5,6', grid)).toContain('sums 1×6\n  0  1\n  1  2\n');
  });

  it('in order as far as it fits, and how much is left', async () => {
    const both = 'output sums = x + 0\n  output squares = x * x';
    const text = await shown(many(25), both);
    expect(text).toContain('  19  8\n  and 5 more of 25\n\nsquares');
    expect(text.split('\n')).toHaveLength(2 * (1 + 20 + 1) + 1);
  });

  it('by its largest elements where it has labels, whatever stands beside it', async () => {
    const labelled = 'output y = x + 0 labels ["one", "two", "three"]\n  output z = x * 2';
    expect(await shown('1,2,3', labelled)).toBe(
      'y 1×3\n  three  3\n    two  2\n    one  1\n\nz 1×3\n  0  2\n  1  4\n  2  6',
    );
  });

  it('as bars where it is a distribution, which its logits do not repeat', async () => {
    const half = '███████████████';
    expect(
      await shown('-100,50,50', 'output logits = x + 0\n  output p = x -> softmax(axis = -1)'),
    ).toBe(
      'logits 1×3 from -100 to 50\n\n' +
        `p 1×3\n  1   50.0 %  ${half}\n  2   50.0 %  ${half}\n  0    0.0 %`,
    );
  });

  it('as bars in order where other numbers go with them', async () => {
    const chosen = 'best, experts = x -> top_k(2)\n  output p = best -> softmax(axis = -1)';
    expect(await shown('0,50,0,50', `${chosen}\n  output experts`)).toMatch(
      /^p 1×2\n {2}0 {3}50\.0 % {2}█+\n {2}1 {3}50\.0 % {2}█+\n\nexperts 1×2\n {2}1 3$/,
    );
  });
});
