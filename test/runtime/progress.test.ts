import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { LoadOptions, Network, Progress } from '../../runtime/load.js';
import { loadBundle } from '../../runtime/load.js';
import { wasm } from '../../runtime/parts/wasm.js';
import { bundleFiles, manifestOf, named } from '../support/bundles.js';
import { partsWith } from '../support/parts.js';
import { handwritten, only } from '../support/programs.js';
import { expectRightAnswer } from '../support/right-answer.js';
import { inMemory } from '../support/run-program.js';
import type { Answer, TestServer } from '../support/server.js';
import { serve } from '../support/server.js';

const program = only('wasm', handwritten);
const files = bundleFiles(program);
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(files.get(name) ?? []);
const code = bytesOf(named(files, 'wasm'));
const weights = bytesOf(named(files, 'weights'));
const total = code.length + weights.length;
const answers = new Map<string, Answer>();
let server: TestServer;

beforeAll(async () => {
  server = await serve(answers);
});
afterAll(() => server.close());
beforeEach(() => {
  for (const [name, body] of files) answers.set(name, { body });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function load(options: LoadOptions): Promise<Network> {
  return loadBundle(manifestOf(files, server.url), partsWith(program, wasm), options);
}

/** In pieces of 40 bytes. */
function inPieces(bytes: Uint8Array): Response {
  return new Response(
    new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 40) controller.enqueue(bytes.slice(at, at + 40));
        controller.close();
      },
    }),
  );
}

test('goes up to the size of the code and the weights', async () => {
  const seen: Progress[] = [];
  await expectRightAnswer(
    load({
      read: (name) => inPieces(bytesOf(name)),
      onProgress: (progress) => seen.push(progress),
    }),
  );
  expect(new Set(seen.map((progress) => progress.total))).toEqual(new Set([total]));
  const loaded = seen.map((progress) => progress.loaded);
  expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  expect(loaded.length).toBeGreaterThan(4);
  expect(loaded.at(-1)).toBe(total);
});

test.each<[string, () => Promise<Progress[]>]>([
  ['from a server', () => lastOf((onProgress) => load({ onProgress }))],
  [
    'in one file',
    () =>
      lastOf((onProgress) =>
        loadBundle(inMemory(program), partsWith(program, wasm), { onProgress }),
      ),
  ],
  [
    'with code that is compiled already',
    async () => {
      const module = await WebAssembly.compile(code);
      return lastOf((onProgress) =>
        load({ read: (name) => (name.endsWith('.wasm') ? module : weights), onProgress }),
      );
    },
  ],
])('%s, too', async (_, last) => {
  expect(await last()).toEqual([{ loaded: total, total }]);
});

async function lastOf(
  loading: (onProgress: (progress: Progress) => void) => Promise<Network>,
): Promise<Progress[]> {
  const seen: Progress[] = [];
  await expectRightAnswer(loading((progress) => seen.push(progress)));
  return seen.slice(-1);
}

test('falls when a file has to be asked for once more', async () => {
  const seen: number[] = [];
  await expectRightAnswer(
    load({
      read: (name, { cache }) =>
        inPieces(bytesOf(name).map((byte) => (cache === 'reload' ? byte : byte ^ 1))),
      onProgress: ({ loaded }) => seen.push(loaded),
    }),
  );
  expect(seen.some((loaded, index) => loaded < seen[index - 1])).toBe(true);
  expect(seen.at(-1)).toBe(total);
});

test('what it throws is no fault of a file', async () => {
  const uncaught: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => uncaught.push(error));
  try {
    const bug = new Error('no such element');
    await expectRightAnswer(
      load({
        onProgress: () => {
          throw bug;
        },
      }),
    );
    expect(new Set(uncaught)).toEqual(new Set([bug]));
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
});
