import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { decoded, fixturePicture } from '../support/decoded.js';
import { RGB, pngFrom } from '../support/png.js';
import { randomNumbers } from '../support/random-tensor.js';

const random = randomNumbers('mutations');
const below = (count: number): number => Math.floor(random() * count);

const form = { width: 17, height: 13, depth: 8, colour: RGB };
const samples = Array.from({ length: 17 * 13 * 3 }, () => below(256));
const originals: readonly (readonly [string, Uint8Array])[] = [
  ['plain.png', pngFrom(form, samples)],
  ['interlaced.png', pngFrom({ ...form, interlaced: true }, samples)],
  ...['420.jpg', 'progressive-420.jpg', 'cmyk.jpg', 'restarts.jpg', 'turned.jpg'].map(
    (name) => [name, fixturePicture(name)] as const,
  ),
  ...['lossy-alpha.webp', 'lossless.webp', 'interlaced.gif'].map(
    (name) => [name, fixturePicture(name)] as const,
  ),
];

/** One fault, such as transfers and disks make. */
function mutated(bytes: Uint8Array): Uint8Array {
  const at = below(bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (below(5)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after.subarray(1 + below(4))]);
    case 2:
      return Buffer.concat([before, Uint8Array.of(below(256)), after]);
    case 3:
      return Buffer.concat([
        before,
        new Uint8Array(Math.min(16, after.length)),
        after.subarray(16),
      ]);
    default:
      return Buffer.concat([before, Uint8Array.of(after[0] ^ (1 << below(8))), after.subarray(1)]);
  }
}

const pictures = Array.from({ length: 200 }, (_, index) => {
  const [name, bytes] = originals[index % originals.length];
  return [`${index}-${name}`, mutated(bytes)] as const;
});

describe('two hundred pictures with a fault each', () => {
  it('are decoded or refused, in words of our own', async () => {
    let refused = 0;
    for (const [name, bytes] of pictures) {
      try {
        const { width, height, channels, data } = await decoded(name, bytes);
        expect({ name, length: data.length }).toEqual({ name, length: width * height * channels });
      } catch (error) {
        refused++;
        if (!(error instanceof DiagnosticError)) throw error;
        expect({ name, errors: error.diagnostics.length }).toEqual({ name, errors: 1 });
        const [{ code, title }] = error.diagnostics;
        expect(code).toMatch(/^(picture|input)\/(damaged|unsupported|empty|size|format)$/);
        expect(title.startsWith(`${name} `)).toBe(true);
        // The words of libjpeg, lodepng and zlib.
        expect(title).not.toMatch(/JPEG data|Huffman table|Failed|incorrect|invalid|memory/);
      }
    }
    // Half of these bytes are compressed pixels, which may be changed into others.
    expect(refused).toBeGreaterThan(100);
    expect(refused).toBeLessThan(200);
  });

  describe('have one verdict', () => {
    let cwd: string;
    beforeAll(async () => {
      cwd = await temporaryFolder();
      const network = 'network n { input p: image(2, 2, grey)\n output y = relu(p) }\n';
      await writeFile(join(cwd, 'n.net'), network);
    });
    // Every ninth, so that each of the ten files has its turn.
    it.each(pictures.filter((_, index) => index % 9 === 0))('on %s', async (name, bytes) => {
      await writeFile(join(cwd, name), bytes);
      const verdict = async (...command: string[]): Promise<unknown> => {
        const { code, stderr } = await netloom([...command, '--input', name], { cwd });
        expect(stderr).not.toMatch(/^ +at |internal error/m);
        return { code, stderr };
      };
      const checked = await verdict('check', 'n.net');
      expect(await verdict('run', 'n.net')).toEqual(checked);
      expect(await verdict('check', 'n.net', '--against', 'reference')).toEqual(checked);
    });
  });
});
