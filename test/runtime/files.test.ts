import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { checksum, checksumText } from '../../runtime/checksum.js';
import type { Network } from '../../runtime/load.js';
import { loadBundle } from '../../runtime/load.js';
import { wasm } from '../../runtime/parts/wasm.js';
import { bundleFiles, manifestOf, named, temporaryFolder } from '../support/bundles.js';
import { expectError } from '../support/network-error.js';
import { partsWith } from '../support/parts.js';
import { handwritten, only } from '../support/programs.js';
import { expectRightAnswer } from '../support/right-answer.js';
import type { Answer, TestServer } from '../support/server.js';
import { notFound, serve } from '../support/server.js';

const files = bundleFiles(only('wasm', handwritten));
const wasmFile = named(files, 'wasm');
const weightsFile = named(files, 'weights');
const original = (name: string): Uint8Array => files.get(name) ?? new Uint8Array();
const xxh32 = (bytes: Uint8Array): string => checksumText(checksum(bytes, 0));

/** Loads as the bundle's module does, from files beside `base`. */
function loadFrom(base: URL): Promise<Network> {
  return loadBundle(manifestOf(files, base.href), partsWith(handwritten, wasm));
}

const leftBehind =
  'Was it deployed, or left behind by a bundler? Copy it there, pass { base }, or compile with ' +
  '--single-file.';

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

  test('everything in order', () => expectRightAnswer(loadFrom(base)));

  test('weights that arrive in many pieces', async () => {
    const bytes = original(weightsFile);
    const fetchFile = globalThis.fetch;
    vi.stubGlobal('fetch', (url: string) =>
      url.endsWith('.weights')
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
    await expectRightAnswer(loadFrom(base));
  });

  describe.each([wasmFile, weightsFile])('%s', (name) => {
    const bytes = (): Uint8Array => original(name);
    const place = (): string => server.url + name;
    const together = 'Deploy the files of one compilation together.';

    test('is missing', async () => {
      answers.set(name, notFound);
      const message = `${place()} could not be read: HTTP 404 Not Found. ${leftBehind}`;
      await expectError(loadFrom(base), 'file/unreachable', message);
    });

    test('is answered with a page that says 200', async () => {
      answers.set(name, { ...notFound, status: 200 });
      await expectError(
        loadFrom(base),
        'file/size',
        `${place()} has 39 bytes instead of ${bytes().length}, which start like a web page. ${leftBehind}`,
      );
    });

    test('is truncated', async () => {
      answers.set(name, { body: bytes().subarray(0, 50) });
      await expectError(
        loadFrom(base),
        'file/size',
        `${place()} has 50 bytes instead of ${bytes().length}. ${together}`,
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
        `${place()} has ${bytes().length + 1} bytes instead of ${bytes().length}. ${together}`,
      );
    });

    test('is altered by one bit', async () => {
      answers.set(name, { body: altered(name) });
      await expectError(
        loadFrom(base),
        'file/hash',
        `${place()} was altered: its checksum is ${xxh32(altered(name))}, not that in its name. ` +
          together,
      );
    });
  });

  describe('a cache has something else under the name of a file', () => {
    /** A browser that has `cached` for each of these files; says which were fetched past it. */
    function browse(cached: ReadonlyMap<string, () => Response>): string[] {
      const fetchFile = globalThis.fetch;
      const reloaded: string[] = [];
      vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
        const name = url.slice(base.href.length);
        const answer = cached.get(name);
        if (answer && init.cache !== 'reload') return Promise.resolve(answer());
        if (init.cache === 'reload') reloaded.push(name);
        return fetchFile(url, init);
      });
      return reloaded;
    }

    test.each<[string, (bytes: Uint8Array) => Response]>([
      ['another version', (bytes) => new Response(bytes.map((byte) => byte ^ 1))],
      ['half of it', (bytes) => new Response(bytes.slice(0, 60))],
      ['a page that says it is missing', () => new Response('<!doctype html>', { status: 404 })],
    ])('%s: it is fetched once more', async (_, cached) => {
      for (const name of [wasmFile, weightsFile]) {
        const reloaded = browse(new Map([[name, () => cached(original(name))]]));
        await expectRightAnswer(loadFrom(base));
        expect(reloaded).toEqual([name]);
        vi.unstubAllGlobals();
      }
    });

    test('and the server has it too: that is an error, after one more try', async () => {
      answers.set(weightsFile, { body: altered(weightsFile) });
      const before = server.requests.length;
      await expectError(loadFrom(base), 'file/hash', /was altered/);
      const asked = server.requests.slice(before).filter((name) => name === weightsFile);
      expect(asked).toHaveLength(2);
    });
  });

  test('a file that a bundler has put into the module is not fetched', async () => {
    const fetchFile = globalThis.fetch;
    vi.stubGlobal('fetch', (url: string) =>
      url.startsWith('data:') ? Promise.reject(new Error('the policy forbids it')) : fetchFile(url),
    );
    const inlined = (bytes: Uint8Array) => () =>
      new URL(`data:application/wasm;base64,${Buffer.from(bytes).toString('base64')}`);
    const manifest = manifestOf(files, base.href);
    const loadInlined = (bytes: Uint8Array): Promise<Network> =>
      loadBundle(
        { ...manifest, ...(manifest.wasm && { wasm: { ...manifest.wasm, at: inlined(bytes) } }) },
        partsWith(handwritten, wasm),
      );
    await expectRightAnswer(loadInlined(original(wasmFile)));
    await expectError(
      loadInlined(altered(wasmFile)),
      'file/hash',
      `${wasmFile} in this module was altered: its checksum is ${xxh32(altered(wasmFile))}, ` +
        'not that in its name. Deploy the files of one compilation together.',
    );
  });

  test('a server that is gone', async () => {
    const gone = await serve(new Map());
    await gone.close();
    const message = /^http:.*handwritten-\w+\.w\w+ could not be read: /;
    await expectError(loadFrom(new URL(gone.url)), 'file/unreachable', message);
  });

  test('a page on a disk cannot fetch its neighbours', async () => {
    // As Chromium has it: no Node, and file: is refused.
    vi.stubGlobal('process', undefined);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expectError(
      loadFrom(new URL('file:///site/')),
      'file/unreachable',
      `file:///site/${wasmFile} could not be read: Failed to fetch. ` +
        'A page opened from a disk cannot read other files: serve the folder, or compile with ' +
        '--single-file.',
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

  test('everything in order', () => expectRightAnswer(loadFrom(base)));

  test.each([wasmFile, weightsFile])('%s is missing, truncated or altered', async (name) => {
    await writeFile(join(folder, name), altered(name));
    await expectError(loadFrom(base), 'file/hash', new RegExp(`^file:.*${name} was altered`));
    await truncate(join(folder, name), 10);
    await expectError(
      loadFrom(base),
      'file/size',
      new RegExp(`^file:.*${name} has 10 bytes instead`),
    );
    await rm(join(folder, name));
    await expectError(
      loadFrom(base),
      'file/unreachable',
      new RegExp(`^file:.*${name} could not be read: ENOENT: no such file`),
    );
  });
});
