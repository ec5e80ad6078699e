import { existsSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { BROWSER_PLACES, findBrowser } from '../../bench/hosts/chromium/find-browser.js';
import { describeMissing } from './webgpu.js';

/** A name that is this machine and yet no secure context, like any site on plain http. */
export const plainHttpHost = 'plain.test';

const flags = [
  '--no-sandbox',
  // Without it, SwiftShader is not offered as a WebGPU adapter.
  '--enable-unsafe-webgpu',
  `--host-resolver-rules=MAP ${plainHttpHost} 127.0.0.1`,
  // Nothing of its own on the network.
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * `describe` for tests that need a browser. Without one they are skipped with a warning that cannot be
 * overlooked, and fail on CI.
 */
export function describeWithBrowser(name: string, body: (executablePath: string) => void): void {
  const executablePath = findBrowser();
  if (executablePath === undefined || !existsSync(executablePath)) {
    const looked = executablePath ?? BROWSER_PLACES.join(', ');
    describeMissing(name, `no browser at ${looked}; install Chromium or set CHROMIUM_PATH`);
    return;
  }
  describe(name, () => {
    body(executablePath);
  });
}

/** The same with one headless browser for the whole file, of which a test opens pages. */
export function describeBrowser(name: string, body: (open: () => Promise<Page>) => void): void {
  describeWithBrowser(name, (executablePath) => {
    let browser: Browser;
    const contexts: BrowserContext[] = [];
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: flags });
    });
    afterAll(() => browser.close());
    body(async () => {
      // The page of the test before is no longer looked at.
      await contexts.pop()?.close();
      const context = await browser.newContext();
      contexts.push(context);
      return context.newPage();
    });
  });
}
