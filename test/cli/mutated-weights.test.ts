import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import type { CommandResult } from '../support/command-line.js';
import { netloom } from '../support/command-line.js';
import { randomNumbers } from '../support/random-tensor.js';
import { rawSafetensors } from '../support/safetensors.js';

const random = randomNumbers('mutated weights');
const below = (count: number): number => Math.floor(random() * count);
const pick = <T>(items: readonly T[]): T => items[below(items.length)];

const NETWORK = `network n {
  weights "w.safetensors"
  input x: tensor(1, 1, 4, 4)
  y = x -> conv(2, kernel = 3) as c -> batch_norm as bn -> flatten
  output z = y -> linear(3) as fc
}
`;
const original = Buffer.from(
  rawSafetensors(
    {
      'c.weight': [2, 1, 3, 3],
      'c.bias': [2],
      'bn.weight': [2],
      'bn.bias': [2],
      'bn.running_mean': [2],
      'bn.running_var': [2],
      'bn.num_batches_tracked': { dtype: 'I64', shape: [], bytes: 8 },
      'fc.weight': [3, 8],
      'fc.bias': [3],
    },
    { format: 'pt' },
  ),
);
const headerLength = Number(original.readBigUInt64LE());
const header = original.toString('utf8', 8, 8 + headerLength);
const elements = original.subarray(8 + headerLength);

/** The file with another header, whose length is that of its text. */
function withHeader(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes, elements]);
}

const NUMBERS = ['-1', '0', '1', '2.5', '1e3', '7', '9007199254740993', '1e400', '018', '0x8'];
const VALUES = [
  ...NUMBERS,
  '"x"',
  'null',
  'true',
  '[]',
  '{}',
  '[[0]]',
  '"__metadata__"',
  '"F8_E4M3"',
];
const JSON_TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+|[^\s]/g;

/** Another word, number or sign in the header, one less, or one that stands there twice. */
function mutatedHeader(): Buffer {
  const tokens: readonly string[] = header.match(JSON_TOKENS) ?? [];
  const at = below(tokens.length);
  const token = tokens[at];
  const isNumber = /^-?\d/.test(token);
  const by = pick([
    '',
    token + token,
    pick(VALUES),
    pick(tokens),
    isNumber ? pick(NUMBERS) : pick(['"F16"', '"I64"', '"c.bias"', '\\u0000', '"', '}', ',']),
    isNumber ? `${Number(token) + pick([-4, -1, 1, 4, 8])}` : `${token},${pick(tokens)}`,
  ]);
  return withHeader(tokens.with(at, by).join(''));
}

/** The length of the header changed, but not the header. */
function mutatedLength(): Buffer {
  const bytes = Buffer.from(original);
  const lengths = [0, 1, 2, headerLength - 1, headerLength + 1, headerLength + 4, original.length];
  const huge = [2n ** 63n, 2n ** 64n - 1n, 2n ** 53n, 2n ** 32n, 100_000_001n];
  bytes.writeBigUInt64LE(pick([...lengths.map(BigInt), ...huge, BigInt(below(2 * headerLength))]));
  return bytes;
}

/** One fault, such as transfers and disks make; most in the header, where they are no numbers. */
function mutatedBytes(): Buffer {
  const at = below(pick([8, 8 + headerLength, original.length]));
  const [before, after] = [original.subarray(0, at), original.subarray(at)];
  return pick([
    () => Buffer.from(before),
    () => Buffer.concat([before, after.subarray(1 + below(8))]),
    () => Buffer.concat([before, Uint8Array.of(below(256)), after]),
    () => Buffer.concat([before, Buffer.alloc(Math.min(16, after.length)), after.subarray(16)]),
    () => Buffer.concat([before, Uint8Array.of(after[0] ^ (1 << below(8))), after.subarray(1)]),
    () => Buffer.concat([original, Buffer.alloc(1 + below(8))]),
  ])();
}

const files = Array.from({ length: 500 }, (_, index) =>
  index % 2 === 0 ? mutatedHeader() : index % 5 === 0 ? mutatedLength() : mutatedBytes(),
);

describe('five hundred weights files with a fault each', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await temporaryFolder();
    await writeFile(join(cwd, 'n.net'), NETWORK);
  });

  const verdict = async (...command: string[]): Promise<Omit<CommandResult, 'stdout'>> => {
    const { code, stderr } = await netloom([...command, '--target', 'wasm'], { cwd });
    expect(stderr).not.toMatch(/^ +at |internal error|undefined|NaN(?! or)|\[object/m);
    return { code, stderr };
  };

  it('have one verdict, and at most two errors', async () => {
    let refused = 0;
    for (const bytes of files) {
      await writeFile(join(cwd, 'w.safetensors'), bytes);
      const checked = await verdict('check', 'n.net');
      expect(await verdict('compile', 'n.net', '-o', 'out')).toEqual(checked);
      if (checked.code === 0) continue;
      refused++;
      const errors = checked.stderr.match(/^error\[/gm) ?? [];
      if (errors.length < 1 || errors.length > 2) expect(checked.stderr).toBe('one or two errors');
    }
    // What is left changes elements, or says the same in another way.
    expect(refused).toBeGreaterThan(350);
    expect(refused).toBeLessThan(500);
  });
});
