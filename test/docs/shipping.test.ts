import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { ERROR_CODES } from '../../runtime/error-codes.js';
import { describeBrowser } from '../support/browser.js';
import { bundleFiles, named, temporaryFolder } from '../support/bundles.js';
import { exampleGraph } from '../support/example.js';
import { projectRoot } from '../support/paths.js';
import type { Answer, TestServer } from '../support/server.js';
import { isolation, serve, strictPolicy } from '../support/server.js';

const document = readFileSync(join(projectRoot, 'docs/shipping.md'), 'utf8');

/** The files that the page shows, by name. */
const shown = new Map(
  [...document.matchAll(/^`([^`\n]+)`:\n\n```js\n([^]*?)^```$/gm)].map(([, name, text]) => [
    name,
    text,
  ]),
);

const files = bundleFiles(
  await compileNetwork(exampleGraph('lenet5/lenet5.net'), { targets: ['wasm'] }),
);
const code = named(files, 'wasm');
const weights = named(files, 'weights');
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(files.get(name) ?? []);

/** A picture that any network answers alike. */
const pixels = Array.from({ length: 784 }, (_, index) => (index * 7) % 256);

test('every piece of code is one of the files that are run here', () => {
  expect(document.match(/^```js$/gm)).toHaveLength(shown.size);
  expect([...shown.keys()].sort()).toEqual(
    [
      ...['ask.js', 'cdn.js', 'digit-worker.js', 'edge.js', 'kept.js', 'once.js'],
      ...['progress.js', 'resumed.js'],
    ].sort(),
  );
});

test('headers are those under which the tests run', () => {
  const headers = [...document.matchAll(/^```http\n([^]*?)^```$/gm)].map(([, text]) => text);
  expect(headers).toEqual([
    `Content-Security-Policy: ${strictPolicy}\n`,
    'Cross-Origin-Opener-Policy: same-origin\nCross-Origin-Embedder-Policy: require-corp\n',
    // As in browser/redeploy.test.ts.
    'Cache-Control: max-age=31536000, immutable\n',
  ]);
  expect(isolation).toEqual({
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
});

test('the codes of all errors are listed', () => {
  const [, table] = document.split('## Errors');
  const listed = [...table.matchAll(/`([a-z]+\/[a-z-]+|disposed)`/g)].map(([, each]) => each);
  expect([...listed].sort()).toEqual([...ERROR_CODES].sort());
});

test('the versions of bundlers are those that the tests use', () => {
  const { devDependencies } = JSON.parse(
    readFileSync(join(projectRoot, 'package.json'), 'utf8'),
  ) as { devDependencies: Record<string, string> };
  const version = (name: string, parts: number): string =>
    devDependencies[name].replace('^', '').split('.').slice(0, parts).join('.');
  for (const text of [
    `Vite ${version('vite', 1)}`,
    `webpack ${version('webpack', 1)}`,
    `esbuild ${version('esbuild', 2)}`,
    `Rollup ${version('rollup', 1)}`,
  ]) {
    expect(document).toContain(text);
  }
});

/** What the network answers, from the files on a disk. */
async function expectedAnswer(): Promise<number[]> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  const module = (await import(
    /* @vite-ignore */ pathToFileURL(join(folder, 'lenet5.js')).href
  )) as { load(): Promise<{ run(inputs: object): Promise<{ probabilities: Float32Array }> }> };
  const net = await module.load();
  return [...(await net.run({ digit: Uint8Array.from(pixels) })).probabilities];
}

test('edge.js answers on a host that has neither files nor a compiler', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'lenet5.js'), files.get('lenet5.js') ?? '');
  // What such a host makes of the imports.
  const text = (shown.get('edge.js') ?? '')
    .replace("import code from './lenet5.wasm';", 'const { code } = globalThis.uploaded;')
    .replace("import weights from './lenet5.weights';", 'const { weights } = globalThis.uploaded;');
  await writeFile(join(folder, 'edge.mjs'), text);
  const uploaded = {
    code: await WebAssembly.compile(bytesOf(code)),
    weights: bytesOf(weights).buffer,
  };
  vi.stubGlobal('uploaded', uploaded);
  vi.stubGlobal('fetch', undefined);
  vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new Error('disallowed by embedder'));
  const { default: worker } = (await import(
    /* @vite-ignore */ pathToFileURL(join(folder, 'edge.mjs')).href
  )) as { default: { fetch(request: Request): Promise<Response> } };
  const request = new Request('https://edge.example/', {
    method: 'POST',
    body: Uint8Array.from(pixels),
  });
  const answer = (await (await worker.fetch(request)).json()) as number[];
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  expect(answer).toEqual(await expectedAnswer());
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describeBrowser('in a page', (open) => {
  const answers = new Map<string, Answer>();
  const elsewhere = new Map<string, Answer>();
  let server: TestServer;
  let other: TestServer;
  let expected: number[];
  beforeAll(async () => {
    expected = await expectedAnswer();
    other = await serve(elsewhere, { shared: true });
    const policy = strictPolicy
      .replace("connect-src 'self'", `connect-src 'self' ${other.url}`)
      .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'");
    server = await serve(answers, { policy });
  });
  afterAll(async () => {
    await server.close();
    await other.close();
  });

  /** A page beside the bundle and the shown files. */
  async function visit(): Promise<Page> {
    answers.clear();
    answers.set('index.html', { body: '<!doctype html><progress></progress>' });
    for (const [name, body] of files) answers.set(name, { body });
    for (const [name, body] of shown) answers.set(name, { body });
    const tab = await open();
    await tab.goto(`${server.url}index.html`);
    return tab;
  }

  /** What the network gives that `expression` loads in a page. */
  function answerOf(tab: Page, expression: string): Promise<unknown> {
    return tab.evaluate(`(async () => {
      const digit = Uint8Array.from(${JSON.stringify(pixels)});
      const net = await (${expression});
      return [...(await net.run({ digit })).probabilities];
    })()`);
  }

  test('progress.js fills the bar', async () => {
    const tab = await visit();
    const bar = "document.querySelector('progress')";
    expect(
      await answerOf(tab, `import('./progress.js').then((module) => module.loadShown(${bar}))`),
    ).toEqual(expected);
    expect(await tab.evaluate(`${bar}.value`)).toBe(1);
  });

  test('once.js loads once, and again after a failure', async () => {
    const tab = await visit();
    const lenet5 = "import('./once.js').then((module) => module.lenet5())";
    answers.delete(weights);
    await expect(answerOf(tab, lenet5)).rejects.toThrow(/could not be read: HTTP 404/);
    answers.set(weights, { body: bytesOf(weights) });
    const before = server.requests.length;
    expect(await answerOf(tab, lenet5)).toEqual(expected);
    expect(await answerOf(tab, lenet5)).toEqual(expected);
    const asked = server.requests.slice(before).filter((name) => name === weights);
    expect(asked).toHaveLength(1);
  });

  test('ask.js gets its answers from a worker', async () => {
    const tab = await visit();
    const answer = await tab.evaluate(`(async () => {
      const data = new ImageData(28, 28);
      data.data.set(${JSON.stringify(pixels)}.flatMap((grey) => [grey, grey, grey, 255]));
      const { ask } = await import('./ask.js');
      return [...(await ask(data))];
    })()`);
    expect(answer).toEqual(expected);
  });

  test('cdn.js takes the files from another origin', async () => {
    const tab = await visit();
    for (const name of [code, weights]) {
      elsewhere.set(`nets/${name}`, { body: bytesOf(name) });
      answers.delete(name);
    }
    const body = (shown.get('cdn.js') ?? '').replace('https://cdn.example/', other.url);
    answers.set('cdn.js', { body });
    expect(await answerOf(tab, "import('./cdn.js').then(({ net }) => net)")).toEqual(expected);
  });

  test('kept.js needs no server any more when the page comes back', async () => {
    const tab = await visit();
    const net = "import('./kept.js').then((module) => module.net)";
    expect(await answerOf(tab, net)).toEqual(expected);
    await tab.waitForFunction(
      `caches.open('networks').then((cache) => cache.keys()).then((keys) => keys.length === 2)`,
    );
    answers.delete(code);
    answers.delete(weights);
    await tab.reload();
    expect(await answerOf(tab, net)).toEqual(expected);
  });

  test('kept.js asks again for what was kept wrong', async () => {
    const tab = await visit();
    await tab.evaluate(async (name) => {
      const cache = await caches.open('networks');
      await cache.put(name, new Response('half of it'));
    }, weights);
    expect(await answerOf(tab, "import('./kept.js').then(({ net }) => net)")).toEqual(expected);
  });
});

describeBrowser('with a server that gives ranges', (open) => {
  let url: string;
  const asked: string[] = [];
  let failing = '';
  const piece = 64 * 1024;
  const body = (shown.get('resumed.js') ?? '').replace('8 * 2 ** 20', String(piece));
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    const { range } = request.headers;
    if (range === undefined) {
      const type = name.endsWith('.js') ? 'text/javascript' : 'text/html';
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(name === 'resumed.js' ? body : (files.get(name) ?? '<!doctype html>'));
      return;
    }
    asked.push(`${name} ${range}`);
    if (failing !== '' && range.startsWith(failing)) {
      response.destroy();
      return;
    }
    const [first, last] = range.replace('bytes=', '').split('-').map(Number);
    const bytes = bytesOf(name);
    const part = bytes.slice(first, last + 1);
    const end = first + part.length - 1;
    response.writeHead(206, {
      'content-range': `bytes ${first}-${end}/${bytes.length}`,
      'cache-control': 'no-store',
    });
    response.end(part);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('resumed.js goes on where it has broken off, and then needs no server', async () => {
    const expected = await expectedAnswer();
    const tab = await open();
    await tab.goto(`${url}index.html`);
    const run = (): Promise<unknown> =>
      tab.evaluate(`(async () => {
        const { net } = await import('./resumed.js');
        const digit = Uint8Array.from(${JSON.stringify(pixels)});
        return [...(await net.run({ digit })).probabilities];
      })()`);
    failing = `bytes=${2 * piece}-`;
    await expect(run()).rejects.toThrow(/could not be read/);
    failing = '';
    asked.length = 0;
    await tab.reload();
    expect(await run()).toEqual(expected);
    expect(asked.find((each) => each.startsWith(weights))).toBe(
      `${weights} bytes=${2 * piece}-${3 * piece - 1}`,
    );
    asked.length = 0;
    await tab.reload();
    expect(await run()).toEqual(expected);
    expect(asked).toEqual([]);
  });
});
