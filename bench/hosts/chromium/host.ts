import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { FirstAnswer, LoadRequest, SoFar, Turn } from '../../messages.js';
import { projectRoot } from '../../paths.js';
import type { Target } from '../../peers/runtime.js';
import { RUNTIMES } from '../../peers/runtime.js';
import type { PreparedNetwork } from '../../prepare.js';
import type { GpuAdapter } from '../../results.js';
import type { Host, Runner } from '../host.js';
import { ANSWER_SECONDS, SOFTWARE_ANSWER_SECONDS } from '../host.js';
import { findBrowser } from './find-browser.js';
import { pageScript, pageText, runtimeCode } from './page-code.js';
import type { PageSession } from './page.js';
import type { Served } from './server.js';
import { servePages } from './server.js';

const FLAGS = ['--no-sandbox', '--no-first-run', '--disable-background-networking'];
/** Without them, Chromium on Linux hides GPUs, and software adapters everywhere. */
const WEBGPU_FLAGS = ['--enable-unsafe-webgpu', '--enable-features=Vulkan'];

/** The build of ONNX Runtime Web that is published for each target. */
const ONNXRUNTIME_BUILDS: Readonly<Record<Target, string>> = {
  wasm: 'ort.wasm.bundle.min.mjs',
  webgpu: 'ort.webgpu.bundle.min.mjs',
};

/** What a script in the page sees of it. */
interface PageGlobals {
  readonly session: PageSession;
}

/**
 * A page of headless Chromium for each runtime. Throws when there is no browser, and when WebGPU is
 * to be measured and the browser has no adapter for it.
 */
export async function startChromium(target: Target): Promise<Host> {
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
  page.set('index.html', pageText(`/onnxruntime/${ONNXRUNTIME_BUILDS[target]}`));
  const args = target === 'webgpu' ? [...FLAGS, ...WEBGPU_FLAGS] : FLAGS;
  const launch = (): Promise<Browser> => chromium.launch({ executablePath, args });
  let browser = await launch();
  const openPage = async (): Promise<{ context: BrowserContext; tab: Page }> => {
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(`${server.url}page/index.html`);
    await tab.waitForFunction(() => 'session' in globalThis);
    return { context, tab };
  };
  const close = async (): Promise<void> => {
    await browser.close();
    await server.close();
  };
  /** What was given up still keeps the browser's GPU process at work. */
  let isBusy = false;
  let adapter: GpuAdapter | undefined;
  if (target === 'webgpu') {
    const { context, tab } = await openPage();
    adapter = await tab.evaluate(describeAdapter);
    await context.close();
    if (adapter === undefined) {
      await close();
      throw new Error('this Chromium has no WebGPU adapter, not even a software one');
    }
  }

  const prepareCode = async ({ folder, name }: PreparedNetwork): Promise<void> => {
    for (const runtime of RUNTIMES[target]) {
      const path = `${runtime}/${name}.js`;
      if (!code.has(path)) code.set(path, await runtimeCode(runtime, folder, name, '/tfjs/'));
    }
  };
  return {
    versions: { chromium: browser.version() },
    ...(adapter === undefined ? {} : { adapter }),
    async start(network) {
      await prepareCode(network);
      if (isBusy) {
        await browser.close();
        browser = await launch();
        isBusy = false;
      }
      const root = `network-${network.name}`;
      roots.set(root, network.folder);
      const { context, tab } = await openPage();
      const seconds = adapter?.software === true ? SOFTWARE_ANSWER_SECONDS : ANSWER_SECONDS;
      return new PageRunner(context, tab, `/${root}/`, seconds, () => {
        isBusy = true;
      });
    },
    close,
  };
}

/** Runs in a page. Browsers give a GPU's family, if anything, and say which adapters are software. */
async function describeAdapter(): Promise<GpuAdapter | undefined> {
  // Browsers without WebGPU have no `navigator.gpu`, whatever its type says.
  const { gpu } = navigator as { gpu?: GPU };
  const adapter = await gpu?.requestAdapter();
  if (!adapter) return undefined;
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const names = [vendor, architecture, description].filter((name) => name !== '');
  return {
    description: names.join(' '),
    software: isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(names.join(' ')),
  };
}

/** The benchmark's side of `page.ts`. A fresh context is a fresh profile: nothing is cached. */
class PageRunner implements Runner {
  constructor(
    private readonly context: BrowserContext,
    private readonly tab: Page,
    private readonly base: string,
    private readonly seconds: number,
    private readonly giveUp: () => void,
  ) {}

  async load(request: Parameters<Runner['load']>[0]): Promise<FirstAnswer> {
    const whole: LoadRequest = { kind: 'load', base: this.base, ...request };
    const { outputs, ...first } = await this.inTime(
      this.tab.evaluate(
        (asked) => (globalThis as unknown as PageGlobals).session.load(asked),
        whole,
      ),
    );
    const plain = Object.entries(outputs);
    const typed = plain.map(([name, data]) => [name, Float32Array.from(data)] as const);
    return { ...first, outputs: Object.fromEntries(typed) };
  }

  turn(milliseconds: number): Promise<Turn> {
    return this.inTime(
      this.tab.evaluate(
        (budget) => (globalThis as unknown as PageGlobals).session.turn(budget),
        milliseconds,
      ),
    );
  }

  soFar(): Promise<SoFar> {
    // A page that is busy itself cannot be asked.
    const nothing = new Promise<SoFar>((resolve) => {
      setTimeout(resolve, 2000, {});
    });
    return Promise.race([
      this.tab.evaluate(() => (globalThis as unknown as PageGlobals).session.soFar()),
      nothing,
    ]);
  }

  end(): Promise<void> {
    return this.context.close();
  }

  private async inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
    let silent: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      silent = setTimeout(() => {
        this.giveUp();
        reject(new Error(`did not answer within ${this.seconds} s`));
      }, 1000 * this.seconds);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(silent);
    }
  }
}
