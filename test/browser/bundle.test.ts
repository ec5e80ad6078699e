import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Network } from '../../runtime/load.js';
import { describeBrowser, plainHttpHost } from '../support/browser.js';
import { bundleFiles, named, temporaryFolder } from '../support/bundles.js';
import { projectRoot } from '../support/paths.js';
import { handwritten, handwrittenInputs } from '../support/programs.js';
import { runProgramWasm } from '../support/run-program.js';
import type { Answer, TestServer } from '../support/server.js';
import { serve, strictPolicy } from '../support/server.js';

/** What `pages/classify.js` reports. */
interface Report {
  readonly target?: string;
  readonly first?: Record<string, number[]>;
  readonly again?: Record<string, number[]>;
  readonly pixels?: Record<string, number[]>;
  readonly code?: string;
  readonly message?: string;
}

const pages = ['index.html', 'page.js', 'classify.js', 'worker.js', 'offline.html', 'offline.js'];
const files = bundleFiles(handwritten);
const answers = new Map<string, Answer>();
let server: TestServer;
let expected: Report;

function page(name: string): string {
  return readFileSync(join(projectRoot, 'test/browser/pages', name), 'utf8');
}

beforeAll(async () => {
  server = await serve(answers);
  // The pixels that classify.js paints, as RGB bytes.
  const bytes = Uint8Array.from({ length: 24 }, (_, i) => 10 * i);
  const first = plain(await runProgramWasm(handwritten, handwrittenInputs));
  const { gain } = handwrittenInputs;
  const pixels = plain(await runProgramWasm(handwritten, { picture: bytes, gain }));
  expected = { first, again: first, pixels };
});
afterAll(() => server.close());

beforeEach(() => {
  answers.clear();
  for (const name of pages) answers.set(name, { body: page(name) });
  for (const [name, body] of files) answers.set(name, { body });
});

/** As they come back through the page's text, in which -0 is 0. */
function plain(outputs: Record<string, Float32Array>): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, data]) => [name, Array.from(data, (value) => value + 0)]),
  );
}

async function reportOf(tab: Page, url: string): Promise<Report> {
  const problems: string[] = [];
  tab.on('pageerror', (error) => problems.push(error.message));
  await tab.goto(url);
  try {
    await tab.waitForSelector('#result.done', { timeout: 30_000 });
  } catch (error) {
    throw new Error(`no result; ${problems.join('; ')}`, { cause: error });
  }
  return JSON.parse((await tab.textContent('#result')) ?? '') as Report;
}

describeBrowser('a bundle in a browser', (open) => {
  describe.each(['wasm', 'webgpu'])('%s', (target) => {
    test('gives the answers of Node on a page with a strict policy', async () => {
      const report = await reportOf(await open(), `${server.url}index.html?target=${target}`);
      expect(report).toEqual({ target, ...expected });
    });

    test('and in a worker', async () => {
      const url = `${server.url}index.html?worker&target=${target}`;
      expect(await reportOf(await open(), url)).toEqual({ target, ...expected });
    });

    test('and as a single file', async () => {
      const single = bundleFiles(handwritten, { singleFile: true });
      for (const name of files.keys()) answers.delete(name);
      for (const [name, body] of single) answers.set(name, { body });
      const report = await reportOf(await open(), `${server.url}index.html?target=${target}`);
      expect(report).toEqual({ target, ...expected });
    });

    test('and from a disk, bundled into one script by esbuild', async () => {
      const folder = await temporaryFolder();
      const single = bundleFiles(handwritten, { singleFile: true });
      for (const [name, body] of single) await writeFile(join(folder, name), body);
      await writeFile(join(folder, 'classify.js'), page('classify.js'));
      await writeFile(
        join(folder, 'main.js'),
        `import { classify } from './classify.js';
        classify('${target}').then((report) => {
          const result = document.querySelector('#result');
          result.textContent = JSON.stringify(report);
          result.className = 'done';
        });`,
      );
      const out = join(folder, 'app.js');
      await build({ entryPoints: [join(folder, 'main.js')], bundle: true, outfile: out });
      const html = join(folder, 'index.html');
      await writeFile(html, '<p id="result"></p><script src="app.js"></script>');
      const report = await reportOf(await open(), pathToFileURL(html).href);
      expect(report).toEqual({ target, ...expected });
    });

    test('keeps running when the network is gone', async () => {
      const tab = await open();
      await reportOf(tab, `${server.url}offline.html?target=${target}`);
      await tab.context().setOffline(true);
      const offline = await tab.evaluate(async () => {
        const { net } = globalThis as unknown as { net: Network };
        const picture = Float32Array.from({ length: 24 }, (_, i) => i - 7);
        return [...(await net.run({ picture, gain: Float32Array.of(2, -3) })).scores];
      });
      expect(offline).toEqual(expected.first?.scores);
    });
  });

  test('auto takes WebGPU where there is an adapter', async () => {
    expect(await reportOf(await open(), `${server.url}index.html`)).toEqual({
      target: 'webgpu',
      ...expected,
    });
  });

  test('asks for each file once, and for no code of the other target', async () => {
    const before = server.requests.length;
    await reportOf(await open(), `${server.url}index.html?target=wasm`);
    const asked = server.requests.slice(before).filter((path) => path.startsWith('handwritten'));
    expect([...asked].sort()).toEqual(
      ['handwritten.js', named(files, 'wasm'), named(files, 'weights')].sort(),
    );
  });

  test.each([
    ['wasm', 'wasm'],
    ['wgsl', 'webgpu'],
    ['weights', 'wasm'],
    ['weights', 'webgpu'],
  ])('an altered or truncated .%s is refused by %s', async (extension, target) => {
    const name = named(files, extension);
    const url = `${server.url}index.html?target=${target}`;
    const bytes = Uint8Array.from(files.get(name) ?? []);
    bytes[30] ^= 4;
    answers.set(name, { body: bytes });
    const altered = await reportOf(await open(), url);
    expect(altered.code).toBe('file/hash');
    expect(altered.message).toMatch(`${name} was altered: its checksum is `);
    answers.set(name, { body: bytes.subarray(0, 30) });
    const truncated = await reportOf(await open(), url);
    expect(truncated.code).toBe('file/size');
    expect(truncated.message).toMatch(`${name} has 30 bytes instead of ${bytes.length}`);
  });

  test('a policy that forbids WebAssembly is named, with what it needs', async () => {
    const policy = strictPolicy.replace(" 'wasm-unsafe-eval'", '');
    const strict = await serve(answers, { policy });
    try {
      const report = await reportOf(await open(), `${strict.url}index.html?target=wasm`);
      expect(report.code).toBe('target/forbidden');
      expect(report.message).toMatch(
        new RegExp(
          `^${named(files, 'wasm')} may not be compiled here: WebAssembly\\.compile\\(\\): .*unsafe-eval.*\\. ` +
            "A page's policy needs script-src 'wasm-unsafe-eval'; elsewhere, load\\(\\{ read \\}\\) takes " +
            'compiled modules\\.$',
          's',
        ),
      );
    } finally {
      await strict.close();
    }
  });

  test('a missing file is named', async () => {
    const name = named(files, 'wasm');
    answers.delete(name);
    expect(await reportOf(await open(), `${server.url}index.html?target=wasm`)).toEqual({
      code: 'file/unreachable',
      message:
        `${server.url}${name} could not be read: HTTP 404 Not Found. ` +
        'Was it deployed, or left behind by a bundler? Copy it there, pass { base }, or compile with ' +
        '--single-file.',
    });
  });

  describe('on plain http, where there is neither crypto.subtle nor WebGPU', () => {
    const plainUrl = (): string => server.url.replace('127.0.0.1', plainHttpHost);

    test('files are verified all the same', async () => {
      const url = `${plainUrl()}index.html`;
      expect(await reportOf(await open(), url)).toEqual({ target: 'wasm', ...expected });
      const name = named(files, 'weights');
      const bytes = Uint8Array.from(files.get(name) ?? []);
      bytes[30] ^= 4;
      answers.set(name, { body: bytes });
      expect((await reportOf(await open(), url)).code).toBe('file/hash');
    });

    test('WebGPU is refused with the reason', async () => {
      expect(await reportOf(await open(), `${plainUrl()}index.html?target=webgpu`)).toEqual({
        code: 'target/unavailable',
        message: 'WebGPU is not available: the page is not a secure context (https or localhost)',
      });
    });
  });
});
