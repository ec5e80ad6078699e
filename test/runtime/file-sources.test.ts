import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import type { Contents, FetchInit } from '../../runtime/files.js';
import type { LoadOptions, Network } from '../../runtime/load.js';
import { loadBundle } from '../../runtime/load.js';
import type { FileRecord, Manifest } from '../../runtime/manifest.js';
import { wasm } from '../../runtime/parts/wasm.js';
import {
  bundleFiles,
  importBundle,
  manifestOf,
  named,
  temporaryFolder,
} from '../support/bundles.js';
import { lenet5 } from '../support/lenet5.js';
import { expectError } from '../support/network-error.js';
import { partsWith } from '../support/parts.js';
import { handwritten, handwrittenInputs, only } from '../support/programs.js';
import { expectRightAnswer } from '../support/right-answer.js';
import type { Answer, TestServer } from '../support/server.js';
import { serve } from '../support/server.js';
import { threadedInputs, threadedProgram } from '../support/threaded.js';

const program = only('wasm', handwritten);
const files = bundleFiles(program);
const codeFile = named(files, 'wasm');
const weightsFile = named(files, 'weights');
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(files.get(name) ?? []);
const hint =
  'Was it deployed, or left behind by a bundler? Copy it there, pass { base }, or compile with ' +
  '--single-file.';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A module from which nothing is to be had beside it. */
function load(options: LoadOptions, at = 'https://nowhere.invalid/'): Promise<Network> {
  return loadBundle(manifestOf(files, at), partsWith(program, wasm), options);
}

describe('base', () => {
  const answers = new Map<string, Answer>();
  let server: TestServer;
  beforeAll(async () => {
    server = await serve(answers);
    for (const [name, body] of files) answers.set(`nets/${name}`, { body });
  });
  afterAll(() => server.close());

  test('is another folder, as a text or a URL', async () => {
    await expectRightAnswer(load({ base: `${server.url}nets/` }));
    await expectRightAnswer(load({ base: new URL('nets/', server.url) }));
  });

  test('is what addresses begin with, and shown where a file is missing', () =>
    expectError(
      load({ base: `${server.url}nets` }),
      'file/unreachable',
      `${server.url}nets${codeFile} could not be read: HTTP 404 Not Found. ${hint}`,
    ));

  test('is a folder on a disk in Node', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'nets'));
    for (const [name, bytes] of files) await writeFile(join(folder, 'nets', name), bytes);
    await expectRightAnswer(load({ base: pathToFileURL(`${folder}/nets/`) }));
  });

  test('helps a module that has lost its address', async () => {
    const manifest = withoutAddresses(manifestOf(files));
    const parts = partsWith(program, wasm);
    await expectRightAnswer(loadBundle(manifest, parts, { base: `${server.url}nets/` }));
    await expectError(
      loadBundle(manifest, parts),
      'file/unreachable',
      `${codeFile} could not be read: Failed to parse URL from ${codeFile}. ${hint}`,
    );
  });

  test('is nothing to a single file', async () => {
    const { load: loadSingle } = await importBundle(bundleFiles(program, { singleFile: true }));
    await expectRightAnswer(loadSingle({ base: 'https://nowhere.invalid/' }));
  });
});

/** As a bundler leaves it that makes a script of a module. */
function withoutAddresses(manifest: Manifest): Manifest {
  const lost = <Kind extends FileRecord>(record: Kind): Kind => ({
    ...record,
    at: () => new URL(record.file, undefined),
  });
  const { weights, wasm: code } = manifest;
  return { ...manifest, weights: lost(weights), ...(code && { wasm: lost(code) }) };
}

describe('fetch', () => {
  test('gets addresses, also of files on a disk', async () => {
    const asked: string[] = [];
    const fetch = (address: string): Response => {
      asked.push(address);
      return new Response(bytesOf(address.slice(address.lastIndexOf('/') + 1)));
    };
    for (const at of ['https://nowhere.invalid/', 'file:///srv/']) {
      asked.length = 0;
      await expectRightAnswer(load({ fetch }, at));
      expect(asked.sort()).toEqual([at + codeFile, at + weightsFile].sort());
    }
  });

  test('is asked once more for what is not right, past its caches', async () => {
    const inits: FetchInit[] = [];
    await expectError(
      load({
        fetch: (address, init) => {
          if (!address.endsWith(codeFile)) return new Response(bytesOf(weightsFile));
          inits.push(init);
          return new Response('what is this');
        },
      }),
      'file/size',
      `https://nowhere.invalid/${codeFile} has 12 bytes instead of ${bytesOf(codeFile).length}. ` +
        'Deploy the files of one compilation together.',
    );
    expect(inits.map(({ cache }) => cache)).toEqual([undefined, 'reload']);
    expect(inits[0].signal).toBeInstanceOf(AbortSignal);
  });

  test.each<[string, () => Response | Promise<Response>, string]>([
    ['fails', () => Promise.reject(new Error('no network')), 'no network'],
    [
      'throws',
      () => {
        throw new Error('no network');
      },
      'no network',
    ],
    [
      'is refused',
      () => new Response('', { status: 403, statusText: 'Forbidden' }),
      'HTTP 403 Forbidden',
    ],
    ['forgets to return', (() => undefined) as unknown as () => Response, 'nothing was given'],
  ])('that %s is the reason of an error', (_, fetch, why) =>
    expectError(
      load({ fetch }),
      'file/unreachable',
      `https://nowhere.invalid/${codeFile} could not be read: ${why}. ${hint}`,
    ),
  );
});

describe('read, where there is neither fetch nor a disk', () => {
  /** A host that has nothing but what it was given. */
  function bareHost(): void {
    vi.stubGlobal('fetch', undefined);
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
  }

  test.each<[string, (bytes: Uint8Array<ArrayBuffer>) => Contents]>([
    ['bytes', (bytes) => bytes],
    [
      'bytes that are a part of others',
      (bytes) => {
        const others = new Uint8Array(bytes.length + 9);
        others.set(bytes, 3);
        return others.subarray(3, 3 + bytes.length);
      },
    ],
    ['a buffer', ({ buffer }) => buffer],
    ['a view', ({ buffer }) => new DataView(buffer)],
    ['a Blob', (bytes) => new Blob([bytes])],
    ['a Response', (bytes) => new Response(bytes)],
    ['a stream', (bytes) => new Blob([bytes]).stream()],
  ])('gives %s, now or later', async (_, wrapped) => {
    bareHost();
    const asked: string[] = [];
    const read = (name: string): Contents => {
      asked.push(name);
      return wrapped(bytesOf(name));
    };
    await expectRightAnswer(load({ read }));
    expect(asked.sort()).toEqual([codeFile, weightsFile].sort());
    await expectRightAnswer(load({ read: (name) => Promise.resolve(wrapped(bytesOf(name))) }));
  });

  test('helps a module that has lost its address', async () => {
    bareHost();
    const manifest = withoutAddresses(manifestOf(files));
    await expectRightAnswer(loadBundle(manifest, partsWith(program, wasm), { read: bytesOf }));
  });

  test.each<[string, () => unknown, string]>([
    ['has no such file', () => undefined, `could not be read: nothing was given. ${hint}`],
    [
      'fails',
      () => Promise.reject(new Error('no such key')),
      `could not be read: no such key. ${hint}`,
    ],
    [
      'gives something else',
      () => new Uint8Array(3),
      `has 3 bytes instead of ${bytesOf(codeFile).length}. ` +
        'Deploy the files of one compilation together.',
    ],
  ])('that %s is the reason of an error', async (_, read, message) => {
    const code = message.startsWith('has') ? 'file/size' : 'file/unreachable';
    await expectError(load({ read: read as () => Contents }), code, `${codeFile} ${message}`);
  });

  test('gives a module that is compiled already, on a host that compiles none', async () => {
    const module = await WebAssembly.compile(bytesOf(codeFile));
    const read = (name: string): Contents => (name === codeFile ? module : bytesOf(name));
    bareHost();
    const instantiate = vi.spyOn(WebAssembly, 'instantiate');
    await expectRightAnswer(load({ read }));
    expect(instantiate.mock.calls.map(([given]) => given)).toEqual([module]);
    instantiate.mockRestore();
  });

  test('gives no module for the weights', async () => {
    const module = await WebAssembly.compile(bytesOf(codeFile));
    await expectError(load({ read: () => module }), 'file/size', /\.weights has \d+ bytes instead/);
  });
});

test('threads share a module that is compiled already, and one can run it', async () => {
  const threaded = bundleFiles(await threadedProgram());
  const module = await WebAssembly.compile(
    new Uint8Array(threaded.get(named(threaded, 'wasm')) ?? []),
  );
  const { load: loadThreaded } = await importBundle(threaded);
  const alone = await loadThreaded({ threads: 1 });
  const { scores } = await alone.run(threadedInputs);
  const read = (name: string): Contents =>
    name.endsWith('.wasm') ? module : new Uint8Array(threaded.get(name) ?? []);
  for (const threads of [1, 2]) {
    const network = await loadThreaded({ threads, read });
    expect(network.threads).toBe(threads);
    expect((await network.run(threadedInputs)).scores).toEqual(scores);
    network.dispose();
  }
});

test('the module that an engine is given is the one it is asked for', async () => {
  const relaxed = bundleFiles(
    await compileNetwork(lenet5(), { targets: ['wasm'], relaxedSimd: true }),
  );
  const asked: string[] = [];
  const { load: loadRelaxed } = await importBundle(relaxed);
  const hasRelaxed = vi.spyOn(WebAssembly, 'validate');
  for (const extension of ['wasm', 'relaxed.wasm']) {
    hasRelaxed.mockReturnValue(extension !== 'wasm');
    asked.length = 0;
    await loadRelaxed({
      read: (name) => {
        asked.push(name);
        return new Uint8Array(relaxed.get(name) ?? []);
      },
    }).catch(() => undefined);
    expect(asked).toContain(named(relaxed, extension));
  }
  hasRelaxed.mockRestore();
});

test('read gives the shaders, too', async () => {
  const both = bundleFiles(handwritten);
  const { load: loadBoth } = await importBundle(both);
  const asked: string[] = [];
  const read = (name: string): Contents => {
    asked.push(name);
    return new Uint8Array(both.get(name) ?? []);
  };
  const network = await loadBoth({ target: 'wasm', read });
  expect(asked.sort()).toEqual([codeFile, weightsFile].sort());
  await network.run(handwrittenInputs);
  network.dispose();
});
