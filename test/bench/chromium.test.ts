import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChromium } from '../../bench/hosts/chromium/host.js';
import type { Host } from '../../bench/hosts/host.js';
import { RUNTIMES, TARGETS } from '../../bench/peers/runtime.js';
import { writeTfjsProgram } from '../../bench/prepare.js';
import { pseudoRandom } from '../../bench/statistics.js';
import { compileNetwork } from '../../compiler/compile.js';
import type { Program } from '../../compiler/codegen/program.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { describeWithBrowser } from '../support/browser.js';
import { bundleFiles } from '../support/bundles.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { projectRoot } from '../support/paths.js';

for (const target of TARGETS)
  describeWithBrowser(`${target} in pages of Chromium`, () => {
    let folder: string;
    let host: Host;
    let program: Program;

    beforeAll(async () => {
      // Below the project, where the packages that the pages are made of are found.
      mkdirSync(join(projectRoot, 'out'), { recursive: true });
      folder = mkdtempSync(join(projectRoot, 'out/pages-'));
      const graph = exampleGraph('lenet5/lenet5.net');
      const threads = target === 'wasm' ? 'auto' : 1;
      program = await compileNetwork(graph, { targets: [target], threads });
      mkdirSync(join(folder, 'bundle'));
      for (const [name, bytes] of bundleFiles(program)) {
        writeFileSync(join(folder, 'bundle', name), bytes);
      }
      writeFileSync(join(folder, 'lenet5.onnx'), exportOnnx(graph));
      writeTfjsProgram(graph, join(folder, 'lenet5'));
      host = await startChromium(target);
    });

    afterAll(async () => {
      await host.close();
      rmSync(folder, { recursive: true });
    });

    // On SwiftShader, ort-web's WebGPU gives other numbers than its WebAssembly.
    const sound = RUNTIMES[target].filter((each) => target === 'wasm' || each !== 'ort-web');

    it.each(sound)('%s gives the answer of the interpreter', async (runtime) => {
      const runner = await host.start({ name: 'lenet5', folder, failures: {} });
      try {
        const threads = target === 'wasm' ? 2 : 1;
        const { outputs, gpu } = await runner.load({ runtime, name: 'lenet5', target, threads });
        const digit = tensor([1, 1, 28, 28], pseudoRandom(28 * 28, 1));
        const expected = interpret(exampleGraph('lenet5/lenet5.net'), { digit });
        for (const [name, reference] of Object.entries(expected)) {
          expectClose({ shape: reference.shape, data: outputs[name] }, reference, name);
        }
        const { milliseconds, wasmBytes, gpu: each } = await runner.turn(5);
        expect(milliseconds.length).toBeGreaterThan(0);
        if (target === 'wasm') {
          expect(wasmBytes).toBeGreaterThanOrEqual(4 * 61_706);
          expect(gpu).toBeUndefined();
        } else {
          // All weights once, and a picture for each answer.
          expect(gpu?.bytesToDevice).toBeGreaterThanOrEqual(4 * 61_706);
          expect(each?.bytesToDevice).toBeGreaterThanOrEqual(4 * 28 * 28);
          expect(each?.bytesFromDevice).toBe(4 * (10 + 10));
          expect(each?.pipelines).toBe(0);
        }
      } finally {
        await runner.end();
      }
    });

    if (target === 'webgpu') {
      it('counts what the manifest says', async () => {
        const { shaders = [], dispatches = [] } = program.webgpu ?? {};
        const runner = await host.start({ name: 'lenet5', folder, failures: {} });
        try {
          const request = { runtime: 'netloom', name: 'lenet5', target, threads: 1 } as const;
          const { gpu } = await runner.load(request);
          expect(gpu).toMatchObject({ dispatches: dispatches.length, pipelines: shaders.length });
          expect(gpu?.shaderBytes).toBe(shaders.reduce((sum, { code }) => sum + code.length, 0));
          const { gpu: each } = await runner.turn(5);
          expect(each).toMatchObject({ dispatches: dispatches.length, submits: 1, shaderBytes: 0 });
          expect(host.adapter?.description).toMatch(/./);
        } finally {
          await runner.end();
        }
      });
    }
  });
