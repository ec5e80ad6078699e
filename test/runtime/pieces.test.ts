import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { RecordedFile } from '../../compiler/codegen/bundle/recorded-file.js';
import { PIECE_BYTES } from '../../runtime/checksum.js';
import type { OpenFile } from '../../runtime/files.js';
import { open, receive } from '../../runtime/files.js';
import { temporaryFolder } from '../support/bundles.js';
import { expectError } from '../support/network-error.js';

/** Two pieces and a half, which do not end with a word. */
const length = 2.5 * PIECE_BYTES + 3;
const original = Uint8Array.from({ length }, (_, index) => Math.imul(index, 0x9e3779b1) >>> 24);

/** As the bundle writer records it, from chunks that do not end where pieces do. */
function recordOf(bytes: Uint8Array): ReturnType<RecordedFile['record']> {
  const chunks = [bytes.subarray(0, 10), bytes.subarray(10, 1.7 * PIECE_BYTES)];
  const file = new RecordedFile('large', 'bin', [...chunks, bytes.subarray(1.7 * PIECE_BYTES)]);
  for (const chunk of file.chunks()) expect(chunk.length).toBeGreaterThan(0);
  return file.record();
}

/** What the name of a file with these bytes says. */
function checksumIn(bytes: Uint8Array): string {
  return /-(\w{8})\./.exec(recordOf(bytes).file)?.[1] ?? '';
}

const record = recordOf(original);
const { file } = record;

function openFile(at: () => URL): OpenFile {
  return open(
    { ...record, at },
    {},
    () => new AbortController().signal,
    () => undefined,
  );
}

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each([
  [
    'from a disk',
    async (bytes: Uint8Array) => {
      const path = join(folder, file);
      await writeFile(path, bytes);
      return receive(openFile(() => pathToFileURL(path)));
    },
  ],
  [
    'from a server',
    (bytes: Uint8Array) => {
      const body = (): ReadableStream =>
        new ReadableStream({
          start(controller) {
            for (let at = 0; at < bytes.length; at += 300_007) {
              controller.enqueue(bytes.slice(at, at + 300_007));
            }
            controller.close();
          },
        });
      vi.stubGlobal('fetch', () => Promise.resolve(new Response(body())));
      return receive(openFile(() => new URL('https://example.org/' + file)));
    },
  ],
])('a file of several pieces %s', (_, receiveAgain) => {
  test('arrives as it was', async () => {
    expect(Buffer.from(await receiveAgain(original)).equals(original)).toBe(true);
  });

  test.each([
    ['first', 0],
    ['middle', PIECE_BYTES + 5],
    ['last', length - 1],
  ])('is refused when its %s piece is altered', async (_name, at) => {
    const altered = original.slice();
    altered[at] ^= 16;
    await expectError(
      receiveAgain(altered),
      'file/hash',
      new RegExp(
        `${file} was altered: its checksum is ${checksumIn(altered)}, not that in its name`,
      ),
    );
  });

  test('is refused when two of its pieces have changed places', async () => {
    const swapped = original.slice();
    swapped.copyWithin(0, PIECE_BYTES, 2 * PIECE_BYTES);
    swapped.set(original.subarray(0, PIECE_BYTES), PIECE_BYTES);
    await expectError(receiveAgain(swapped), 'file/hash', /was altered/);
  });

  test.each([1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES, length - 1])(
    'is refused when it ends after %i bytes',
    async (end) => {
      await expectError(
        receiveAgain(original.subarray(0, end)),
        'file/size',
        new RegExp(`${file} has ${end} bytes instead of ${length}`),
      );
    },
  );

  test('is refused when it is longer', async () => {
    await expectError(
      receiveAgain(Buffer.concat([original, original])),
      'file/size',
      new RegExp(`${file} has ${2 * length} bytes instead of ${length}`),
    );
  });
});
