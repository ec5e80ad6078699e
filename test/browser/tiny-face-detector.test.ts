import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { describeBrowser } from '../support/browser.js';
import { bundleFiles } from '../support/bundles.js';
import { exampleGraph } from '../support/example.js';
import { projectRoot } from '../support/paths.js';
import type { Answer, TestServer } from '../support/server.js';
import { serve } from '../support/server.js';

const folder = join(projectRoot, 'examples/zoo/detection/tiny_face_detector');

describeBrowser('the page of the tiny face detector', (open) => {
  let server: TestServer;

  beforeAll(async () => {
    const graph = exampleGraph('zoo/detection/tiny_face_detector.net', { size: 512 });
    const program = await compileNetwork(graph, { targets: ['wasm'] });
    const page = readFileSync(join(folder, 'index.html'));
    const answers = new Map<string, Answer>([['index.html', { body: page }]]);
    for (const [name, body] of bundleFiles(program)) answers.set(`out/${name}`, { body });
    // The page has its script and style inside.
    server = await serve(answers, { policy: null });
  });
  afterAll(() => server.close());

  test('draws boxes around the faces in a photograph that is chosen', async () => {
    const page = await open();
    await page.goto(`${server.url}index.html`);
    await expect.poll(() => page.textContent('#answer')).toMatch(/^Choose/);
    await page.setInputFiles('#file', join(folder, 'group.png'));
    await expect
      .poll(() => page.textContent('#answer'), { timeout: 20_000 })
      .toBe('There are 4 faces.');
    // The largest face is at 51, 70; a point on the left side of its box.
    const edge = await page.evaluate(() => {
      const view = document.querySelector<HTMLCanvasElement>('#view');
      return [...(view?.getContext('2d')?.getImageData(51, 128, 1, 1).data ?? [])];
    });
    expect(edge.slice(0, 3)).toEqual([255, 90, 0]);
  });
});
