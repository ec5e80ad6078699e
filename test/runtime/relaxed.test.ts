import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import type { Threads } from '../../compiler/settings.js';
import type { Program } from '../../compiler/codegen/program.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { hasRelaxedSimd } from '../../runtime/parts/relaxed.js';
import { describeBrowser } from '../support/browser.js';
import {
  bundleFiles,
  importBundle,
  manifestOf,
  named,
  temporaryFolder,
} from '../support/bundles.js';
import { expectClose } from '../support/close.js';
import { lenet5, twentyDigits } from '../support/lenet5.js';
import type { Answer } from '../support/server.js';
import { serve } from '../support/server.js';

const digit = twentyDigits().input.data.slice(0, 784);
const graph = lenet5();
const { scores: expected } = interpret(graph, { digit: { shape: [1, 1, 28, 28], data: digit } });

async function compiled(
  targets: ('wasm' | 'webgpu')[],
  relaxedSimd: boolean,
  threads: Threads = 1,
): Promise<Program> {
  return compileNetwork(graph, { targets, relaxedSimd, threads });
}

const program = await compiled(['wasm'], true);
const files = bundleFiles(program);
const threadedFiles = bundleFiles(await compiled(['wasm'], true, 'auto'));

/** Runs the bundle beside it once, and says which module was compiled. */
const SCRIPT = `
import { load } from './lenet5.js';
const modules = [];
const { compile } = WebAssembly;
WebAssembly.compile = (bytes) => {
  modules.push(bytes.length);
  return compile(bytes);
};
const threads = Number(globalThis.process?.env.THREADS ?? 1);
const network = await load({ target: 'wasm', ...(threads > 1 && { threads }) });
const { scores } = await network.run({ digit: Float32Array.from(${JSON.stringify([...digit])}) });
export const report = { modules, scores: [...scores], threads: network.threads ?? 1 };
network.dispose();
`;

/** How the name of one ends. */
type Module = 'wasm' | 'relaxed.wasm';

interface Report {
  readonly modules: readonly number[];
  readonly scores: readonly number[];
  readonly threads: number;
}

function expectRun({ modules, scores }: Report, module: Module, bundle = files): void {
  expect(modules).toEqual([bundle.get(named(bundle, module))?.length]);
  const data = Float32Array.from(scores);
  expectClose({ shape: [1, 10], data }, expected, module);
}

function runNode(folder: string, flag: string, threads = 1): Report {
  const script = pathToFileURL(join(folder, 'run.js')).href;
  const code = `import(${JSON.stringify(script)}).then(({ report }) => console.log(JSON.stringify(report)))`;
  const env = { ...process.env, THREADS: `${threads}` };
  return JSON.parse(
    execFileSync(process.execPath, [flag, '-e', code], { env }).toString(),
  ) as Report;
}

async function written(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'run.js'), SCRIPT);
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  return folder;
}

test('an engine with relaxed SIMD gets the module that uses it', async () => {
  expectRun(runNode(await written(files), '--experimental-wasm-relaxed-simd'), 'relaxed.wasm');
});

test('an engine without it gets the module for all', async () => {
  expectRun(runNode(await written(files), '--no-experimental-wasm-relaxed-simd'), 'wasm');
});

test.each<[string, Module]>([
  ['--experimental-wasm-relaxed-simd', 'relaxed.wasm'],
  ['--no-experimental-wasm-relaxed-simd', 'wasm'],
])('threads share the module that fits: %s', async (flag, module) => {
  const folder = await written(threadedFiles);
  for (const threads of [1, 2]) {
    const report = runNode(folder, flag, threads);
    expect(report.threads).toBe(threads);
    expectRun(report, module, threadedFiles);
  }
});

describeBrowser('a bundle with relaxed SIMD in a browser', (open) => {
  test('runs the module that uses it', async () => {
    const answers = new Map<string, Answer>([...files].map(([name, body]) => [name, { body }]));
    answers.set('run.js', { body: SCRIPT });
    answers.set('page.js', {
      body: "import { report } from './run.js'; globalThis.report = report;",
    });
    answers.set('index.html', { body: '<script type="module" src="page.js"></script>' });
    const server = await serve(answers);
    try {
      const tab = await open();
      await tab.goto(`${server.url}index.html`);
      const handle = await tab.waitForFunction('window.report');
      expectRun((await handle.jsonValue()) as Report, 'relaxed.wasm');
    } finally {
      await server.close();
    }
  });
});

test('a damaged module is refused, whichever it is', async () => {
  for (const module of ['wasm', 'relaxed.wasm'] as const) {
    const name = named(files, module);
    const damaged = new Map(files);
    damaged.set(
      name,
      (files.get(name) ?? new Uint8Array()).map((byte, i) => (i === 99 ? byte ^ 1 : byte)),
    );
    const bundle = await importBundle(damaged);
    const chosen = chosenModule();
    const attempt = bundle.load();
    if (module === chosen) await expect(attempt).rejects.toMatchObject({ code: 'file/hash' });
    else (await attempt).dispose();
  }
});

/** What this process's engine chooses. */
function chosenModule(): Module {
  return hasRelaxedSimd() ? 'relaxed.wasm' : 'wasm';
}

test('the manifest lists both modules, and nothing is added without the option', async () => {
  expect(manifestOf(files).relaxed).toMatchObject({ file: named(files, 'relaxed.wasm') });
  const plain = bundleFiles(await compiled(['wasm'], false));
  expect([...plain.keys()].join()).not.toContain('relaxed.wasm');
  expect(manifestOf(plain)).not.toHaveProperty('relaxed');
  expect(Buffer.from(plain.get('lenet5.js') ?? []).toString()).not.toMatch(
    /\.relaxed\.wasm|\.validate\(/,
  );
});

test('a single file holds both', async () => {
  const both = await compiled(['wasm', 'webgpu'], true);
  const { load } = await importBundle(bundleFiles(both, { singleFile: true }));
  const network = await load({ target: 'wasm' });
  const { scores } = await network.run({ digit });
  network.dispose();
  expectClose({ shape: [1, 10], data: scores }, expected, 'scores');
});
