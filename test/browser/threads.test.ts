import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build } from 'vite';
import { loadBundle } from '../../runtime/load.js';
import { threads } from '../../runtime/parts/threads.js';
import { describeBrowser } from '../support/browser.js';
import type { BundleFiles } from '../support/bundles.js';
import { bundleFiles, temporaryFolder } from '../support/bundles.js';
import { partsWith } from '../support/parts.js';
import { inMemory } from '../support/run-program.js';
import type { Answer, ServeOptions } from '../support/server.js';
import { serve, strictPolicy } from '../support/server.js';
import { threadedInputs, threadedProgram } from '../support/threaded.js';

const program = await threadedProgram();
const files = bundleFiles(program);
const alone = await loadBundle(inMemory(program), partsWith(program, threads), { threads: 1 });
const expected = Array.from((await alone.run(threadedInputs)).scores);

const page = `<!doctype html><p id="result"></p><script type="module" src="page.js"></script>`;
const script = `import { load } from './threaded.js';
const picture = Float32Array.from(${JSON.stringify(Array.from(threadedInputs.picture))});
const network = await load({ target: 'wasm', threads: 2 });
const runs = [];
for (let turn = 0; turn < 5; turn++) runs.push([...(await network.run({ picture })).scores]);
const { threads } = network;
network.dispose();
const result = document.querySelector('#result');
result.textContent = JSON.stringify({ threads, runs });
result.className = 'done';
`;

describeBrowser('a bundle for threads in a browser', (open) => {
  /** How many threads run it; it must give the answers of Node every time. */
  async function threadsOf(served: BundleFiles, options: ServeOptions): Promise<number> {
    const answers = new Map<string, Answer>([
      ['index.html', { body: page }],
      ['page.js', { body: script }],
      ...[...served].map(([name, body]) => [name, { body }] as const),
    ]);
    const server = await serve(answers, options);
    try {
      const tab = await open();
      await tab.goto(`${server.url}index.html`);
      await tab.waitForSelector('#result.done', { timeout: 30_000, state: 'attached' });
      const report = JSON.parse((await tab.textContent('#result')) ?? '') as {
        threads: number;
        runs: number[][];
      };
      expect(report.runs).toEqual(Array.from({ length: 5 }, () => expected));
      return report.threads;
    } finally {
      await server.close();
    }
  }

  test('has two on an isolated page with a strict policy', async () => {
    expect(await threadsOf(files, { isolated: true })).toBe(2);
  });

  test('has one where the page is not isolated', async () => {
    expect(await threadsOf(files, {})).toBe(1);
  });

  test('has one where the worker was not deployed or may not run', async () => {
    const without = new Map([...files].filter(([name]) => !name.endsWith('.worker.js')));
    expect(await threadsOf(without, { isolated: true })).toBe(1);
    const policy = strictPolicy.replace("worker-src 'self'", "worker-src 'none'");
    expect(await threadsOf(files, { isolated: true, policy })).toBe(1);
  });

  test('as a single file has two where the policy allows blob: workers, else one', async () => {
    const single = bundleFiles(program, { singleFile: true });
    const policy = strictPolicy.replace("worker-src 'self'", "worker-src 'self' blob:");
    expect(await threadsOf(single, { isolated: true, policy })).toBe(2);
    expect(await threadsOf(single, { isolated: true })).toBe(1);
  });

  test('has two after Vite has bundled it', async () => {
    const folder = await temporaryFolder();
    for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
    await writeFile(join(folder, 'index.html'), page);
    await writeFile(join(folder, 'page.js'), script);
    await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: { target: 'es2022' },
    });
    const built: BundleFiles = new Map();
    for (const name of await readdir(join(folder, 'dist'), { recursive: true })) {
      if (/\.\w+$/.test(name)) built.set(name, await readFile(join(folder, 'dist', name)));
    }
    expect(await threadsOf(built, { isolated: true })).toBe(2);
  });
});
