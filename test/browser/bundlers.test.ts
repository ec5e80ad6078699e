import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import type { NetloomError } from '../../runtime/errors.js';
import { describeBrowser } from '../support/browser.js';
import type { Bundler } from '../support/bundlers.js';
import { bundlers } from '../support/bundlers.js';
import type { BundleModule } from '../support/bundles.js';
import { bundleFiles, named, temporaryFolder } from '../support/bundles.js';
import { projectRoot } from '../support/paths.js';
import { handwritten, handwrittenInputs, handwrittenReference } from '../support/programs.js';

const { picture, gain } = handwrittenInputs;
const { scores } = handwrittenReference(picture, gain);
const forms = { 'a single file': { singleFile: true }, 'several files': {} };
type Form = keyof typeof forms;

/** A folder with a bundle and the pages that use it, which import it at once or when it is loaded. */
async function project(form: Form, isDynamic = false): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of bundleFiles(handwritten, forms[form])) {
    await writeFile(join(folder, name), bytes);
  }
  for (const name of ['index.html', 'page.js', 'classify.js', 'worker.js']) {
    const text = readFileSync(join(projectRoot, 'test/browser/pages', name), 'utf8');
    await writeFile(join(folder, name), isDynamic ? importedLater(text) : text);
  }
  return folder;
}

function importedLater(text: string): string {
  const [statement] = /^import { load } from (.*);$/m.exec(text) ?? [''];
  const expression = statement.replace(/^import (.*) from (.*);$/, 'const $1 = await import($2);');
  return text.replace(statement, '').replace('try {', `try { ${expression}`);
}

describeBrowser('a bundle that went through a bundler, without any plugin', (open) => {
  async function report(bundler: Bundler, folder: string, query: string): Promise<unknown> {
    const server = await bundlers[bundler](folder);
    try {
      const page = await open();
      await page.goto(`${server.url}index.html?${query}`);
      await page.waitForSelector('#result.done', { timeout: 30_000 });
      return JSON.parse((await page.textContent('#result')) ?? '') as unknown;
    } finally {
      await server.close();
    }
  }

  describe.each(Object.keys(bundlers) as Bundler[])('%s', (bundler) => {
    test('runs as a single file that is imported when it is needed', async () => {
      const folder = await project('a single file', true);
      const expected = { target: 'wasm', first: { scores } };
      expect(await report(bundler, folder, 'target=wasm')).toMatchObject(expected);
    });

    test('runs as a single file in a worker', async () => {
      const folder = await project('a single file');
      const expected = { target: 'webgpu', first: { scores } };
      expect(await report(bundler, folder, 'worker&target=webgpu')).toMatchObject(expected);
    });
  });

  test.each<Bundler>(['Vite, built', 'Vite, while developing', 'webpack'])(
    '%s takes several files along',
    async (bundler) => {
      const folder = await project('several files');
      const page = await report(bundler, folder, 'target=webgpu');
      expect(page).toMatchObject({ target: 'webgpu', first: { scores } });
      const worker = await report(bundler, folder, 'worker&target=wasm');
      expect(worker).toMatchObject({ target: 'wasm', first: { scores } });
    },
  );

  test.each<Bundler>(['esbuild', 'Rollup'])(
    '%s leaves files that may be copied beside the result, or elsewhere',
    async (bundler) => {
      for (const [copies, query] of [
        ['dist', 'target=wasm'],
        ['dist/nets', 'target=wasm&base=/nets/'],
      ]) {
        const folder = await project('several files');
        await mkdir(join(folder, copies), { recursive: true });
        for (const [name, bytes] of bundleFiles(handwritten)) {
          if (name.includes('-')) await writeFile(join(folder, copies, name), bytes);
        }
        const expected = { target: 'wasm', first: { scores } };
        expect(await report(bundler, folder, query)).toMatchObject(expected);
      }
    },
  );

  test.each<Bundler>(['esbuild', 'Rollup'])(
    '%s leaves files behind, and the message says what to do',
    async (bundler) => {
      const folder = await project('several files');
      expect(await report(bundler, folder, 'target=wasm')).toEqual({
        code: 'file/unreachable',
        message: expect.stringMatching(
          /^http:.*\.wasm could not be read: HTTP 404 Not Found\. Was it deployed, or left behind by a bundler\? Copy it there, pass \{ base \}, or compile with --single-file\.$/,
        ) as unknown,
      });
    },
  );
});

describe('a bundle that esbuild made a script of', () => {
  /** The module as Node sees it. */
  async function bundled(form: Form): Promise<BundleModule> {
    const folder = await project(form);
    const outfile = join(folder, 'bundled.cjs');
    await build({
      entryPoints: [join(folder, 'handwritten.js')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      logLevel: 'silent',
    });
    const { default: module } = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as {
      default: BundleModule;
    };
    return module;
  }

  test('runs as a single file', async () => {
    const network = await (await bundled('a single file')).load({ target: 'wasm' });
    expect([...(await network.run(handwrittenInputs)).scores]).toEqual(scores);
    network.dispose();
  });

  test('does not know where its files are, and says what to do', async () => {
    const files = bundleFiles(handwritten);
    const { load, NetloomError: Thrown } = await bundled('several files');
    const error = await load({ target: 'wasm' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Thrown);
    expect((error as NetloomError).code).toBe('file/unreachable');
    expect((error as NetloomError).message).toBe(
      `${named(files, 'wasm')} could not be read: Failed to parse URL from ${named(files, 'wasm')}. ` +
        'Was it deployed, or left behind by a bundler? Copy it there, pass { base }, or compile with ' +
        '--single-file.',
    );
  });
});
