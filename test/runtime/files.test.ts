import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { checksum, checksumText } from '../../runtime/checksum.js';
import type { Network } from '../../runtime/load.js';
import { loadBundle } from '../../runtime/load.js';
import { wasm } from '../../runtime/parts/wasm.js';
import { bundleFiles, temporaryFolder } from '../support/bundles.js';
import { expectError } from '../support/network-error.js';
import { handwritten, handwrittenInputs, handwrittenReference, only } from '../support/programs.js';
import type { Answer, TestServer } from '../support/server.js';
import { notFound, serve } from '../support/server.js';

const files = bundleFiles(only('wasm', handwritten));
const original = (name: string): Uint8Array => files.get(name) ?? new Uint8Array();
const xxh32 = (bytes: Uint8Array): string => checksumText(checksum(bytes, 0));

/** Loads as the bundle's module does, from files beside `base`. */
function loadFrom(base: URL): Promise<Network> {
  const manifest = original('handwritten.json');
  return loadBundle(
    {
      manifest: {
        file: 'handwritten.json',
        bytes: manifest.length,
        xxh32: xxh32(manifest),
      },
      sources: {
        manifest: new URL('handwritten.json', base),
        weights: new URL('handwritten.weights', base),
        wasm: new URL('handwritten.wasm', base),
      },
    },
    { targets: [wasm] },
  );
}

async function expectRightAnswer(base: URL): Promise<void> {
  const network = await loadFrom(base);
  const { scores } = await network.run(handwrittenInputs);
  const { picture, gain } = handwrittenInputs;
  expect(Array.from(scores)).toEqual(handwrittenReference(picture, gain).scores);
  network.dispose();
}

function altered(name: string): Uint8Array {
  const bytes = Uint8Array.from(original(name));
  bytes[bytes.length - 20] ^= 1;
  return bytes;
}

describe('from a server', () => {
  const answers = new Map<string, Answer>();
  let server: TestServer;
  let base: URL;

  beforeAll(async () => {
    server = await serve(answers);
    base = new URL(server.url);
  });
  afterAll(() => server.close());
  beforeEach(() => {
    for (const [name, body] of files) answers.set(name, { body });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('everything in order', () => expectRightAnswer(base));

  test('weights that arrive in many pieces', async () => {
    const bytes = original('handwritten.weights');
    const fetchFile = globalThis.fetch;
    vi.stubGlobal('fetch', (url: URL) =>
      url.pathname.endsWith('.weights')
        ? Promise.resolve(
            new Response(
              new ReadableStream({
                start(controller) {
                  for (let i = 0; i < bytes.length; i += 7) {
                    controller.enqueue(bytes.slice(i, i + 7));
                  }
                  controller.close();
                },
              }),
            ),
          )
        : fetchFile(url),
    );
    await expectRightAnswer(base);
  });

  describe.each([
    ['handwritten.json', () => original('handwritten.json')],
    ['handwritten.wasm', () => original('handwritten.wasm')],
    ['handwritten.weights', () => original('handwritten.weights')],
  ])('%s', (name, bytes) => {
    const together = (url: URL): string =>
      `Deploy the files of one compilation together (read from ${url.href}${name}).`;

    test('is missing', async () => {
      answers.set(name, notFound);
      const message = `${name} could not be read from ${server.url}${name}: HTTP 404 Not Found`;
      await expectError(loadFrom(base), 'file/unreachable', message);
    });

    test('is answered with a page that says 200', async () => {
      answers.set(name, { ...notFound, status: 200 });
      await expectError(
        loadFrom(base),
        'file/size',
        `${name} has 39 bytes instead of ${bytes().length}, which start like a web page: ` +
          `is the file at that address? ${together(base)}`,
      );
    });

    test('is truncated', async () => {
      answers.set(name, { body: bytes().subarray(0, 50) });
      await expectError(
        loadFrom(base),
        'file/size',
        `${name} has 50 bytes instead of ${bytes().length}, so it is truncated. ${together(base)}`,
      );
    });

    test('is empty', async () => {
      answers.set(name, { body: '' });
      await expectError(loadFrom(base), 'file/size', /has 0 bytes instead of/);
    });

    test('is too long', async () => {
      answers.set(name, { body: Buffer.concat([bytes(), Buffer.from('!')]) });
      await expectError(
        loadFrom(base),
        'file/size',
        `${name} has ${bytes().length + 1} bytes instead of ${bytes().length}, so it is another file. ${together(base)}`,
      );
    });

    test('is altered by one bit', async () => {
      answers.set(name, { body: altered(name) });
      await expectError(
        loadFrom(base),
        'file/hash',
        `${name} was altered: its checksum is ${xxh32(altered(name))} instead of ` +
          `${xxh32(bytes())}. ${together(base)}`,
      );
    });
  });

  test('a server that is gone', async () => {
    const gone = await serve(new Map());
    await gone.close();
    const message = /^handwritten\.json could not be read from http:.*handwritten\.json: /;
    await expectError(loadFrom(new URL(gone.url)), 'file/unreachable', message);
  });

  test('a page on a disk cannot fetch its neighbours', async () => {
    // As Chromium has it: no Node, and file: is refused.
    vi.stubGlobal('process', undefined);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expectError(
      loadFrom(new URL('file:///site/')),
      'file/unreachable',
      'handwritten.json could not be read from file:///site/handwritten.json: Failed to fetch. ' +
        'A page opened from a disk cannot read other files: serve the folder, or compile with ' +
        '--single-file',
    );
  });
});

describe('from a disk in Node', () => {
  let folder: string;
  let base: URL;

  beforeEach(async () => {
    folder = await temporaryFolder();
    base = new URL(`${pathToFileURL(folder).href}/`);
    for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  });

  test('everything in order', () => expectRightAnswer(base));

  test.each(['handwritten.json', 'handwritten.wasm', 'handwritten.weights'])(
    '%s is missing, truncated or altered',
    async (name) => {
      await writeFile(join(folder, name), altered(name));
      await expectError(loadFrom(base), 'file/hash', new RegExp(`^${name} was altered`));
      await truncate(join(folder, name), 10);
      await expectError(loadFrom(base), 'file/size', new RegExp(`^${name} has 10 bytes instead`));
      await rm(join(folder, name));
      await expectError(
        loadFrom(base),
        'file/unreachable',
        new RegExp(`^${name} could not be read from file:.*${name}: ENOENT: no such file`),
      );
    },
  );
});
