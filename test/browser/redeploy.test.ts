import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Program } from '../../compiler/codegen/program.js';
import { describeBrowser } from '../support/browser.js';
import type { BundleFiles } from '../support/bundles.js';
import { bundleFiles, named } from '../support/bundles.js';
import { handwritten, handwrittenInputs, handwrittenReference, only } from '../support/programs.js';
import type { Answer, TestServer } from '../support/server.js';
import { serve } from '../support/server.js';

const page = `<!doctype html><p id="result"></p><script type="module" src="page.js"></script>`;
const script = `import { load } from './handwritten.js';
const result = document.querySelector('#result');
try {
  const network = await load({ target: 'wasm' });
  const picture = Float32Array.from({ length: 24 }, (_, i) => i - 7);
  const { scores } = await network.run({ picture, gain: Float32Array.of(2, -3) });
  result.textContent = [...scores].join();
} catch (error) {
  result.textContent = error.code;
}
result.className = 'done';
`;

const { picture, gain } = handwrittenInputs;
const { scores } = handwrittenReference(picture, gain);
const first = only('wasm', handwritten);
/** The same network after another training. */
const second: Program = {
  ...first,
  weights: {
    ...first.weights,
    segments: first.weights.segments.map((segment) =>
      segment.name === 'offset'
        ? { ...segment, pack: () => [Float32Array.of(11, 21, 31)] }
        : segment,
    ),
  },
};

describeBrowser('a browser that keeps files for a year', (open) => {
  const answers = new Map<string, Answer>();
  let server: TestServer;
  beforeAll(async () => {
    server = await serve(answers);
  });
  afterAll(() => server.close());
  beforeEach(() => {
    answers.clear();
  });

  /** What is on the server from now on; only pages and modules are asked for again. */
  function deploy(files: BundleFiles): void {
    answers.clear();
    answers.set('index.html', { body: page, cacheControl: 'no-cache' });
    answers.set('page.js', { body: script, cacheControl: 'no-cache' });
    for (const [name, body] of files) {
      const cacheControl = name.endsWith('.js') ? 'no-cache' : 'max-age=31536000, immutable';
      answers.set(name, { body, cacheControl });
    }
  }

  async function visit(tab: Page): Promise<string | null> {
    await tab.goto(`${server.url}index.html`);
    await tab.waitForSelector('#result.done', { timeout: 30_000 });
    return tab.textContent('#result');
  }

  test('takes what is deployed while it has the version before', async () => {
    const tab = await open();
    deploy(bundleFiles(first));
    expect(await visit(tab)).toBe(scores.join());
    deploy(bundleFiles(second));
    expect(await visit(tab)).toBe(scores.map((score) => score + 1).join());
    // The code is the same and was not asked for again.
    const code = named(bundleFiles(second), 'wasm');
    expect(server.requests.filter((name) => name === code)).toHaveLength(1);
  });

  test('gets over a file that was cut off when it was kept', async () => {
    const tab = await open();
    const files = bundleFiles(first);
    const weights = named(files, 'weights');
    const whole = files.get(weights) ?? new Uint8Array();
    deploy(new Map([...files, [weights, whole.subarray(0, 50)]]));
    expect(await visit(tab)).toBe('file/size');
    deploy(files);
    expect(await visit(tab)).toBe(scores.join());
    // From now on it has the right one.
    const before = server.requests.length;
    expect(await visit(tab)).toBe(scores.join());
    expect(server.requests.slice(before)).not.toContain(weights);
  });
});
