import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AnyWorker, WorkerSource } from '../../runtime/crew.js';
import type { LoadOptions, Network } from '../../runtime/load.js';
import { loadBundle } from '../../runtime/load.js';
import { threads } from '../../runtime/parts/threads.js';
import { workerText } from '../../compiler/codegen/bundle/runtime-text.generated.js';
import type { BundleFiles } from '../support/bundles.js';
import { bundleFiles, importBundle, temporaryFolder } from '../support/bundles.js';
import { expectError } from '../support/network-error.js';
import { partsWith } from '../support/parts.js';
import { handwritten } from '../support/programs.js';
import { inMemory } from '../support/run-program.js';
import {
  orderedInputs,
  orderedProgram,
  threadedInputs,
  threadedProgram,
} from '../support/threaded.js';

const program = await threadedProgram();
const files = bundleFiles(program);
const bundle = inMemory(program);

afterEach(() => {
  vi.unstubAllGlobals();
});

function load(options: LoadOptions, worker: WorkerSource = workerText): Promise<Network> {
  return loadBundle({ ...bundle, worker }, partsWith(program, threads), options);
}

async function scores(network: Network): Promise<number[]> {
  return Array.from((await network.run(threadedInputs)).scores);
}

async function alone(): Promise<number[]> {
  const network = await load({ threads: 1 });
  expect(network.threads).toBe(1);
  return scores(network);
}

test('the program has kernels for all threads and kernels for one', () => {
  expect(program.wasm?.threads?.divided).toBeGreaterThanOrEqual(2);
  expect(program.wasm?.wat()).toContain('(i32.eqz (global.get $thread))');
});

describe('any number of threads gives exactly the same', () => {
  const bundles = { files, 'a single file': bundleFiles(program, { singleFile: true }) };
  test.each(['files', 'a single file'] as const)('from %s', async (kind) => {
    const expected = await alone();
    const module = await importBundle(bundles[kind]);
    for (const threads of [2, 3, 5]) {
      const network = await module.load({ threads });
      expect(network.threads).toBe(threads);
      for (let turn = 0; turn < 20; turn++) expect(await scores(network)).toEqual(expected);
      network.dispose();
    }
  });
});

test('a bundle can be written for a number of threads, which load() may change', async () => {
  const usual = bundleFiles(await threadedProgram(['wasm'], 3));
  const { load: loadUsual } = await importBundle(usual);
  for (const [options, count] of [
    [{}, 3],
    [{ threads: 2 }, 2],
  ] as const) {
    const network = await loadUsual(options);
    expect(network.threads).toBe(count);
    network.dispose();
  }
  expect(textOf(usual)).toContain('WebAssembly uses where it can: by default 3. */');
  expect(textOf(files)).toContain('by default half the processors, at most 4. */');
});

/** The declaration in a bundle. */
function textOf(written: BundleFiles): string {
  const [, declaration] = [...written].find(([name]) => name.endsWith('.d.ts')) ?? [];
  return new TextDecoder().decode(declaration);
}

describe('threads that meet inside of a kernel give exactly the same', () => {
  test.each([
    ['stages', /winograd/, [2, 3]],
    // More threads than slots.
    ['slots', /parallel for slot in 0 .. 4/, [2, 5]],
    ['panels', /\$panel_base/, [2, 3]],
  ] as const)('between %s', async (kind, form, counts) => {
    const ordered = await orderedProgram(kind);
    const wat = ordered.wasm?.wat() ?? '';
    const kernels = wat.slice(0, wat.indexOf('"run"'));
    expect(kernels).toMatch(form);
    expect(kernels).toContain('(call $barrier (i32.const 0))');
    const { load: loadOrdered } = await importBundle(bundleFiles(ordered));
    const one = await loadOrdered({ threads: 1 });
    const { scores: expected } = await one.run(orderedInputs);
    for (const threads of counts) {
      const network = await loadOrdered({ threads });
      expect(network.threads).toBe(threads);
      for (let turn = 0; turn < 20; turn++) {
        const actual = (await network.run(orderedInputs)).scores;
        expect(Buffer.compare(bytesOf(actual), bytesOf(expected))).toBe(0);
      }
      network.dispose();
    }
  });
});

describe('one thread', () => {
  test('where the page is not isolated', async () => {
    const expected = await alone();
    vi.stubGlobal('crossOriginIsolated', false);
    const network = await load({ threads: 2 });
    expect(network.threads).toBe(1);
    expect(await scores(network)).toEqual(expected);
  });

  test.each<[string, WorkerSource]>([
    [
      'cannot be made',
      () => {
        throw new Error('the policy forbids it');
      },
    ],
    ['does not start', () => asWeb(new Worker(new URL('file:///nowhere.js')))],
    ['fails while it starts', 'throw new Error("no")'],
  ])('where a worker %s', async (_, worker) => {
    const network = await load({ threads: 3 }, worker);
    expect(network.threads).toBe(1);
    expect(await scores(network)).toEqual(await alone());
  });

  test('by default on a machine with two processors, and two with four', async () => {
    vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
    expect((await load({})).threads).toBe(1);
    vi.stubGlobal('navigator', { hardwareConcurrency: 4 });
    const network = await load({});
    expect(network.threads).toBe(2);
    network.dispose();
  });

  test('after a worker has failed in the middle, which is said', async () => {
    const failing = workerText.replace('for(;;)', 'fail();for(;;)');
    expect(failing).not.toBe(workerText);
    const network = await load({ threads: 2 }, failing);
    expect(network.threads).toBe(2);
    const message = 'A worker failed; from now on the network runs on one thread.';
    await expectError(scores(network), 'threads/failed', message);
    expect(network.threads).toBe(1);
    expect(await scores(network)).toEqual(await alone());
  });
});

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Node's workers behave as the web's do wherever the runtime asks. */
function asWeb(worker: Worker): AnyWorker {
  return worker;
}

test('dispose() ends the workers', async () => {
  const ended: Promise<unknown>[] = [];
  const network = await load({ threads: 3 }, (constructor) => {
    const worker = new constructor(
      new URL(`data:text/javascript,${encodeURIComponent(workerText)}`),
    );
    ended.push(new Promise((resolve) => worker.on?.('exit' as 'error', resolve)));
    return worker;
  });
  await scores(network);
  network.dispose();
  await Promise.all(ended);
});

test('a process that has nothing else to do exits', async () => {
  const folder = await temporaryFolder();
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  const script = `import { load } from './threaded.js';
    const network = await load({ threads: 3 });
    const { scores } = await network.run({ picture: new Float32Array(3 * 25 * 23) });
    console.log(network.threads, scores.length);`;
  await writeFile(join(folder, 'main.mjs'), script);
  const options = { timeout: 30_000 };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(folder, 'main.mjs')],
    options,
  );
  expect(stdout).toBe('3 5\n');
});

describe('the number of threads', () => {
  test.each([0, -1, 1.5, NaN, 17, '2'])('is not %s', async (threads) => {
    await expectError(
      load({ threads: threads as number }),
      'threads/invalid',
      `threads is a whole number from 1 to 16, not ${threads}.`,
    );
  });

  test('is nothing that a bundle compiled without threads knows of, but to refuse it', () => {
    for (const [name, bytes] of bundleFiles(handwritten)) {
      const text = new TextDecoder().decode(bytes);
      if (name.endsWith('.d.ts')) expect(text, name).not.toContain('readonly threads');
      if (name.endsWith('.js')) expect(text, name).not.toMatch(/Worker|Atomics|worker_threads/);
    }
  });
});
