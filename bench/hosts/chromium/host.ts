import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { FirstAnswer, LoadRequest, Turn } from '../../messages.js';
import { projectRoot } from '../../paths.js';
import { RUNTIMES } from '../../peers/runtime.js';
import type { PreparedNetwork } from '../../prepare.js';
import type { Host, Runner } from '../host.js';
import { findBrowser } from './find-browser.js';
import { pageScript, pageText, runtimeCode } from './page-code.js';
import type { PageSession } from './page.js';
import type { Served } from './server.js';
import { servePages } from './server.js';

const FLAGS = ['--no-sandbox', '--no-first-run', '--disable-background-networking'];

/** What a script in the page sees of it. */
interface PageGlobals {
  readonly session: PageSession;
}

/** A page of headless Chromium for each runtime. Throws when there is no browser. */
export async function startChromium(): Promise<Host> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new Error('no Chromium found; install it or set CHROMIUM_PATH');
  }
  const modules = join(projectRoot, 'node_modules');
  const page = new Map<string, string>();
  const code = new Map<string, string>();
  const roots = new Map<string, Served>([
    ['page', page],
    ['code', code],
    ['onnxruntime', join(modules, 'onnxruntime-web/dist')],
    ['tfjs', join(modules, '@tensorflow/tfjs-backend-wasm/dist')],
  ]);
  const server = await servePages(roots);
  page.set('page.js', await pageScript());
  page.set('index.html', pageText('/onnxruntime/ort.wasm.bundle.min.mjs'));
  const browser = await chromium.launch({ executablePath, args: FLAGS });

  const prepareCode = async ({ folder, name }: PreparedNetwork): Promise<void> => {
    for (const runtime of RUNTIMES) {
      const path = `${runtime}/${name}.js`;
      if (!code.has(path)) code.set(path, await runtimeCode(runtime, folder, name, '/tfjs/'));
    }
  };
  return {
    versions: { chromium: browser.version() },
    async start(network) {
      await prepareCode(network);
      const root = `network-${network.name}`;
      roots.set(root, network.folder);
      const context = await browser.newContext();
      const tab = await context.newPage();
      await tab.goto(`${server.url}page/index.html`);
      await tab.waitForFunction(() => 'session' in globalThis);
      return new PageRunner(context, tab, `/${root}/`);
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** The benchmark's side of `page.ts`. A fresh context is a fresh profile: nothing is cached. */
class PageRunner implements Runner {
  constructor(
    private readonly context: BrowserContext,
    private readonly tab: Page,
    private readonly base: string,
  ) {}

  async load(request: Parameters<Runner['load']>[0]): Promise<FirstAnswer> {
    const whole: LoadRequest = { kind: 'load', base: this.base, ...request };
    const { milliseconds, outputs } = await this.tab.evaluate(
      (asked) => (globalThis as unknown as PageGlobals).session.load(asked),
      whole,
    );
    const plain = Object.entries(outputs);
    const typed = plain.map(([name, data]) => [name, Float32Array.from(data)] as const);
    return { milliseconds, outputs: Object.fromEntries(typed) };
  }

  turn(milliseconds: number): Promise<Turn> {
    return this.tab.evaluate(
      (budget) => (globalThis as unknown as PageGlobals).session.turn(budget),
      milliseconds,
    );
  }

  end(): Promise<void> {
    return this.context.close();
  }
}
