import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChromium } from '../../bench/hosts/chromium/host.js';
import { findBrowser } from '../../bench/hosts/chromium/find-browser.js';
import type { Host } from '../../bench/hosts/host.js';
import { RUNTIMES } from '../../bench/peers/runtime.js';
import { writeTfjsProgram } from '../../bench/prepare.js';
import { pseudoRandom } from '../../bench/statistics.js';
import { compileGraph } from '../../compiler/codegen/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { bundleFiles } from '../support/bundles.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { projectRoot } from '../support/paths.js';

describe.skipIf(findBrowser() === undefined)('runtimes in pages of Chromium', () => {
  let folder: string;
  let host: Host;

  beforeAll(async () => {
    // Below the project, where the packages that the pages are made of are found.
    mkdirSync(join(projectRoot, 'out'), { recursive: true });
    folder = mkdtempSync(join(projectRoot, 'out/pages-'));
    const graph = exampleGraph('lenet5/lenet5.net');
    const program = await compileGraph(runPipeline(graph), { targets: ['wasm'] });
    mkdirSync(join(folder, 'bundle'));
    for (const [name, bytes] of bundleFiles(program)) {
      writeFileSync(join(folder, 'bundle', name), bytes);
    }
    writeFileSync(join(folder, 'lenet5.onnx'), exportOnnx(graph));
    writeTfjsProgram(graph, join(folder, 'lenet5'));
    host = await startChromium();
  });

  afterAll(async () => {
    await host.close();
    rmSync(folder, { recursive: true });
  });

  it.each(RUNTIMES)('%s gives the answer of the interpreter with two threads', async (runtime) => {
    const runner = await host.start({ name: 'lenet5', folder, failures: {} });
    try {
      const { outputs } = await runner.load({ runtime, name: 'lenet5', threads: 2 });
      const digit = tensor([1, 1, 28, 28], pseudoRandom(28 * 28, 1));
      const expected = interpret(exampleGraph('lenet5/lenet5.net'), { digit });
      for (const [name, reference] of Object.entries(expected)) {
        expectClose({ shape: reference.shape, data: outputs[name] }, reference, name);
      }
      const { milliseconds, wasmBytes } = await runner.turn(5);
      expect(milliseconds.length).toBeGreaterThan(0);
      expect(wasmBytes).toBeGreaterThanOrEqual(4 * 61_706);
    } finally {
      await runner.end();
    }
  });
});
