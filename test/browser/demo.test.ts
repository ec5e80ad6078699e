import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { describeBrowser } from '../support/browser.js';
import { bundleFiles } from '../support/bundles.js';
import { exampleGraph } from '../support/example.js';
import { projectRoot } from '../support/paths.js';
import type { Answer, TestServer } from '../support/server.js';
import { serve } from '../support/server.js';

describeBrowser('the page of examples/lenet5', (open) => {
  let server: TestServer;

  beforeAll(async () => {
    const graph = exampleGraph('lenet5/lenet5.net');
    const program = await compileNetwork(graph, { targets: ['wasm', 'webgpu'] });
    const page = readFileSync(join(projectRoot, 'examples/lenet5/index.html'));
    const answers = new Map<string, Answer>([['index.html', { body: page }]]);
    for (const [name, body] of bundleFiles(program)) answers.set(`out/${name}`, { body });
    // The page has its script and style inside.
    server = await serve(answers, { policy: null });
  });
  afterAll(() => server.close());

  async function ready(target: string): Promise<Page> {
    const page = await open();
    await page.goto(`${server.url}index.html`);
    await page.waitForSelector('#bars tr:nth-child(10)');
    await page.selectOption('#target', target);
    await expectText(page, '#answer', 'The paper is empty.');
    return page;
  }

  test.each([
    ['wasm', 'WebAssembly'],
    ['webgpu', 'WebGPU'],
  ])('reads a 7 drawn with the mouse (%s)', async (target, name) => {
    const page = await ready(target);
    const { x, y } = (await page.locator('#paper').boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.move(x + 70, y + 60);
    await page.mouse.down();
    for (const [toX, toY] of [
      [200, 60],
      [150, 140],
      [120, 230],
    ]) {
      await page.mouse.move(x + toX, y + toY, { steps: 6 });
    }
    await page.mouse.up();
    await expectText(page, '#answer', /^This is a 7 with (9\d|100)\.\d %\.$/);
    await expectText(page, '#time', new RegExp(`with ${name}\\.$`));
  });

  test('reads a 1 drawn with the keyboard, and escape clears it', async () => {
    const page = await ready('wasm');
    await page.focus('#paper');
    for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowUp');
    await page.keyboard.press(' ');
    for (let i = 0; i < 18; i++) await page.keyboard.press('ArrowDown');
    await expectText(page, '#answer', /^This is a 1 with/);
    await page.keyboard.press('Escape');
    await expectText(page, '#answer', 'The paper is empty.');
  });
});

describeBrowser('the page of examples/upscale', (open) => {
  let server: TestServer;

  beforeAll(async () => {
    const graph = exampleGraph('upscale/upscale.net', { height: 48, width: 64 });
    const program = await compileNetwork(graph, { targets: ['wasm'] });
    const answers = new Map<string, Answer>();
    for (const name of ['index.html', 'upscale.js']) {
      answers.set(name, { body: readFileSync(join(projectRoot, 'examples/upscale', name)) });
    }
    for (const [name, body] of bundleFiles(program)) answers.set(`out/${name}`, { body });
    server = await serve(answers, { policy: null });
  });
  afterAll(() => server.close());

  test('enlarges a picture of the user, and says what is too small', async () => {
    const page = await open();
    await page.goto(`${server.url}index.html`);
    const choose = (name: string): Promise<void> =>
      page.setInputFiles('#file', join(projectRoot, name));
    await choose('examples/upscale/plane.png');
    await expectText(page, '#status', /^96 × 72 became 192 × 144 in \d+\.\d s with WebAssembly\.$/);
    expect(await page.getAttribute('#save', 'href')).toMatch(/^blob:/);
    await choose('examples/lenet5/digits/7-a.png');
    await expectText(page, '#status', 'A picture is at least 64 by 48 pixels, not 28 by 28.');
  });
});

/** Waits until the element's text is what it should become. */
async function expectText(page: Page, selector: string, text: string | RegExp): Promise<void> {
  await expect
    .poll(() => page.textContent(selector), { timeout: 20_000, interval: 50 })
    .toMatch(text);
}
