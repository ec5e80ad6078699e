import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BundleModule } from '../support/bundles.js';
import { describeBrowser } from '../support/browser.js';
import { bundleFiles, named } from '../support/bundles.js';
import { handwritten, handwrittenInputs, handwrittenReference } from '../support/programs.js';
import type { Answer, TestServer } from '../support/server.js';
import { serve, strictPolicy } from '../support/server.js';

const { picture, gain } = handwrittenInputs;
const { scores } = handwrittenReference(picture, gain);
const files = bundleFiles(handwritten);
const weights = named(files, 'weights');
const sizes = { wasm: 'wasm', webgpu: 'wgsl' };

/** What the page has for its tests. */
interface Globals {
  readonly bundle: BundleModule;
  readonly inputs: Record<string, Float32Array>;
}

const page = `<!doctype html><script type="module">
  import * as bundle from './handwritten.js';
  globalThis.bundle = bundle;
  globalThis.inputs = {
    picture: Float32Array.from({ length: 24 }, (_, i) => i - 7),
    gain: Float32Array.of(2, -3),
  };
</script>`;

describeBrowser('load() in a browser', (open) => {
  const answers = new Map<string, Answer>();
  const elsewhere = new Map<string, Answer>();
  let server: TestServer;
  let other: TestServer;
  beforeAll(async () => {
    other = await serve(elsewhere, { shared: true });
    const policy = strictPolicy
      .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
      .replace("connect-src 'self'", `connect-src 'self' ${other.url}`);
    server = await serve(answers, { policy });
  });
  afterAll(async () => {
    await server.close();
    await other.close();
  });
  beforeEach(() => {
    answers.clear();
    elsewhere.clear();
    answers.set('index.html', { body: page });
    for (const [name, body] of files) answers.set(name, { body });
  });

  async function visit(): Promise<Page> {
    const tab = await open();
    await tab.goto(`${server.url}index.html`);
    await tab.waitForFunction('globalThis.bundle');
    return tab;
  }

  describe.each(['wasm', 'webgpu'] as const)('%s', (target) => {
    test('ends when it is aborted while the server hangs', async () => {
      answers.set(weights, { body: 'begins', hangs: true });
      const tab = await visit();
      const thrown = await tab.evaluate(async (wanted) => {
        const { bundle } = globalThis as unknown as Globals;
        const signal = AbortSignal.timeout(200);
        try {
          await bundle.load({ target: wanted, signal });
          return 'loaded';
        } catch (error) {
          return `${(error as Error).name}, ${error === signal.reason}`;
        }
      }, target);
      expect(thrown).toBe('TimeoutError, true');
      await expect.poll(() => server.abandoned).toContain(weights);
    });

    test('tells how far it is, up to the end', async () => {
      const tab = await visit();
      const seen = await tab.evaluate(async (wanted) => {
        const { bundle } = globalThis as unknown as Globals;
        const progress: { loaded: number; total: number }[] = [];
        const network = await bundle.load({
          target: wanted,
          onProgress: (each) => progress.push(each),
        });
        network.dispose();
        return progress;
      }, target);
      const bytes = (name: string): number => files.get(name)?.length ?? NaN;
      const total = bytes(weights) + bytes(named(files, sizes[target]));
      expect(new Set(seen.map((each) => each.total))).toEqual(new Set([total]));
      expect(seen.at(-1)).toEqual({ loaded: total, total });
    });

    test('takes files from another origin', async () => {
      for (const [name, body] of files) {
        if (name === 'handwritten.js') continue;
        answers.delete(name);
        elsewhere.set(`nets/${name}`, { body });
      }
      expect(await scoresOn(await visit(), target, `${other.url}nets/`)).toEqual(scores);
    });

    test('takes files from another folder, by an address that begins at the root', async () => {
      for (const [name, body] of files) {
        if (name === 'handwritten.js') continue;
        answers.delete(name);
        answers.set(`nets/${name}`, { body });
      }
      expect(await scoresOn(await visit(), target, '/nets/')).toEqual(scores);
    });

    test('takes files that a page has already, without any fetch', async () => {
      const tab = await visit();
      const before = server.requests.length;
      const given = Object.fromEntries([...files].map(([name, bytes]) => [name, [...bytes]]));
      const result = await tab.evaluate(
        async ([wanted, all]) => {
          const { bundle, inputs } = globalThis as unknown as Globals;
          Object.assign(globalThis, { fetch: undefined });
          const network = await bundle.load({
            target: wanted,
            read: (name) => Uint8Array.from(all[name]),
          });
          return [...(await network.run(inputs)).scores];
        },
        [target, given] as const,
      );
      expect(result).toEqual(scores);
      expect(server.requests).toHaveLength(before);
    });
  });

  function scoresOn(tab: Page, target: 'wasm' | 'webgpu', base: string): Promise<number[]> {
    return tab.evaluate(
      async ([wanted, from]) => {
        const { bundle, inputs } = globalThis as unknown as Globals;
        const network = await bundle.load({ target: wanted, base: from });
        return [...(await network.run(inputs)).scores];
      },
      [target, base] as const,
    );
  }

  test('takes a module that the page has compiled while it arrived', async () => {
    const tab = await visit();
    const result = await tab.evaluate(
      async (file) => {
        const { bundle, inputs } = globalThis as unknown as Globals;
        const module = await WebAssembly.compileStreaming(fetch(file));
        const network = await bundle.load({
          target: 'wasm',
          read: (name) => (name === file ? module : fetch(name)),
        });
        return [...(await network.run(inputs)).scores];
      },
      named(files, 'wasm'),
    );
    expect(result).toEqual(scores);
  });
});
