import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build } from 'vite';
import { describeBrowser } from '../support/browser.js';
import { bundleFiles, temporaryFolder } from '../support/bundles.js';
import { projectRoot } from '../support/paths.js';
import { handwritten, handwrittenInputs, handwrittenReference } from '../support/programs.js';
import type { Answer } from '../support/server.js';
import { serve, strictPolicy } from '../support/server.js';

/** Vite turns files under 4 KB into data: addresses, which the policy must then allow. */
const policy = strictPolicy.replace("connect-src 'self'", "connect-src 'self' data:");

describeBrowser('a bundle that went through Vite without any plugin', (open) => {
  test.each(['wasm', 'webgpu'])('runs (%s)', async (target) => {
    const folder = await temporaryFolder();
    for (const [name, bytes] of bundleFiles(handwritten))
      await writeFile(join(folder, name), bytes);
    for (const name of ['index.html', 'page.js', 'classify.js', 'worker.js']) {
      const text = readFileSync(join(projectRoot, 'test/browser/pages', name), 'utf8');
      await writeFile(join(folder, name), text);
    }
    await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: { target: 'es2022' },
      worker: { format: 'es' },
    });
    const answers = new Map<string, Answer>();
    for (const name of await readdir(join(folder, 'dist'), { recursive: true })) {
      if (!/\.\w+$/.test(name)) continue;
      answers.set(name, { body: await readFile(join(folder, 'dist', name)) });
    }
    const server = await serve(answers, { policy });
    try {
      const page = await open();
      await page.goto(`${server.url}index.html?target=${target}`);
      await page.waitForSelector('#result.done', { timeout: 30_000 });
      const report = JSON.parse((await page.textContent('#result')) ?? '') as unknown;
      const { picture, gain } = handwrittenInputs;
      const { scores } = handwrittenReference(picture, gain);
      expect(report).toMatchObject({ target, first: { scores } });
    } finally {
      await server.close();
    }
  });
});
