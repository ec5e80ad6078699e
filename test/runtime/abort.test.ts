import { getEventListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Backend } from '../../runtime/backend.js';
import type { LoadOptions, Network, TargetLoader } from '../../runtime/load.js';
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

const reason = new Error('the visitor has gone');

test.each(['wasm', 'weights'])('a server that hangs with the .%s is left alone', async (kind) => {
  const name = named(files, kind);
  answers.set(name, { body: (files.get(name) ?? new Uint8Array()).subarray(0, 20), hangs: true });
  const controller = new AbortController();
  const loading = load({ signal: controller.signal });
  await vi.waitUntil(() => server.requests.includes(name));
  controller.abort(reason);
  await expect(loading).rejects.toBe(reason);
  await vi.waitUntil(() => server.abandoned.includes(name));
});

test('a timeout is an error of its own', async () => {
  const name = named(files, 'weights');
  answers.set(name, { body: '', hangs: true });
  await expect(load({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

test('nothing is asked for when it is over before it begins', async () => {
  const before = server.requests.length;
  await expect(load({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(server.requests).toHaveLength(before);
});

test.each(['fetch', 'read'] as const)('a %s that never answers is not waited for', async (way) => {
  const controller = new AbortController();
  const given: AbortSignal[] = [];
  const loading = load({
    signal: controller.signal,
    [way]: (_: string, { signal }: { signal: AbortSignal }) => {
      given.push(signal);
      return new Promise(() => undefined);
    },
  });
  controller.abort(reason);
  await expect(loading).rejects.toBe(reason);
  expect(given.map(({ aborted }) => aborted)).toEqual([true, true]);
});

test('what is loaded when nobody waits any more is disposed of', async () => {
  const dispose = vi.fn();
  let finish: (backend: Backend) => void = () => undefined;
  const loader: TargetLoader<'wasm'> = {
    target: 'wasm',
    prepare: () => () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  };
  const controller = new AbortController();
  const { signal } = controller;
  const loading = loadBundle(inMemory(program), partsWith(program, loader), { signal });
  await vi.waitUntil(() => finish.length === 1);
  controller.abort(reason);
  await expect(loading).rejects.toBe(reason);
  expect(dispose).not.toHaveBeenCalled();
  finish({ inputs: [], run: () => [], dispose });
  await vi.waitUntil(() => dispose.mock.calls.length === 1);
});

test('a network that is loaded has no more to do with the signal', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const network = await load({ signal });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  controller.abort(reason);
  await expectRightAnswer(Promise.resolve(network));
});

test('a download that succeeds is not aborted afterwards, which would harm a copy of it', async () => {
  const signals: AbortSignal[] = [];
  await expectRightAnswer(
    load({
      fetch: (address, init) => {
        signals.push(init.signal);
        return fetch(address, init);
      },
    }),
  );
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
});
