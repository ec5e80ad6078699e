import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../compiler/codegen/program.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Network } from '../../runtime/load.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { twentyDigits } from '../support/lenet5.js';
import { mnistTestDigits } from '../support/mnist.js';
import { sharedRoot } from '../support/paths.js';
import { loadProgram } from '../support/run-program.js';
import { describeWebGpu } from '../support/webgpu.js';
import { generateProgram } from '../support/usual-machines.js';

interface Expected {
  readonly misclassified: readonly {
    readonly index: number;
    readonly label: number;
    readonly predicted: number;
  }[];
}

async function expectExpectedLogits(network: Network): Promise<void> {
  const { input, logits } = twentyDigits();
  for (let digit = 0; digit < 20; digit++) {
    const { scores } = await network.run({
      digit: input.data.slice(784 * digit, 784 * (digit + 1)),
    });
    const expected = logits.data.slice(10 * digit, 10 * (digit + 1));
    expectClose({ shape: [10], data: scores }, { shape: [10], data: expected }, `digit ${digit}`, {
      absolute: 1e-4,
      relative: 0,
    });
  }
}

describe('examples/lenet5/lenet5.net as a WebAssembly bundle', () => {
  let program: Program;
  let network: Network;

  beforeAll(async () => {
    const graph = runPipeline(exampleGraph('lenet5/lenet5.net'), { verify: true });
    program = await generateProgram({ wasm: graph });
    network = await loadProgram(program, 'wasm');
  });

  afterAll(() => {
    network.dispose();
  });

  it('gives twenty real digits the logits that PyTorch gives them, within 1e-4', async () => {
    await expectExpectedLogits(network);
  });

  it('gets exactly the published digits of the MNIST test set wrong, from raw pixels', async () => {
    const path = `${sharedRoot}models/lenet5-mnist/expected-t10k.json`;
    const { misclassified } = JSON.parse(readFileSync(path, 'utf8')) as Expected;
    const wrong: Expected['misclassified'][number][] = [];
    for (const [index, { label, pixels }] of mnistTestDigits().entries()) {
      const { scores } = await network.run({ digit: pixels });
      const predicted = scores.indexOf(Math.max(...scores));
      if (predicted !== label) wrong.push({ index, label, predicted });
    }
    expect(wrong).toEqual(misclassified);
  });

  it('needs no more arena than live tensors do', () => {
    expect(program.arenaBytes).toBeLessThanOrEqual(1.02 * program.arenaLowerBound);
  });
});

/** With all bits it gets 78 wrong. */
describe('examples/lenet5/lenet5.net with weights in fewer bits', () => {
  it.each([
    ['f16', 78],
    ['int8', 81],
  ] as const)('as %s gets %i of the 10,000 digits wrong', async (weightsAs, expected) => {
    const graph = runPipeline(exampleGraph('lenet5/lenet5.net'), { weightsAs });
    const network = await loadProgram(await generateProgram({ wasm: graph }), 'wasm');
    let wrong = 0;
    for (const { label, pixels } of mnistTestDigits()) {
      const { scores } = await network.run({ digit: pixels });
      if (scores.indexOf(Math.max(...scores)) !== label) wrong++;
    }
    network.dispose();
    expect(wrong).toBe(expected);
  });
});

await describeWebGpu('examples/lenet5/lenet5.net as a WebGPU bundle', () => {
  it('gives twenty real digits the logits that PyTorch gives them, within 1e-4', async () => {
    const graph = runPipeline(exampleGraph('lenet5/lenet5.net'), { verify: true });
    const network = await loadProgram(await generateProgram({ webgpu: graph }), 'webgpu');
    await expectExpectedLogits(network);
    network.dispose();
  });
});
