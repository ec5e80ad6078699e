import { describe, expect, test } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import type { Target } from '../../compiler/target/machine.js';
import type { Program } from '../../compiler/codegen/program.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import type { Tolerance } from '../support/close.js';
import { expectClose } from '../support/close.js';
import { runProgramWasm } from '../support/run-program.js';
import { sourceGraph } from '../support/source-graph.js';
import { describeWebGpu } from '../support/webgpu.js';
import { WgslRunner } from '../support/wgsl-runner.js';

/**
 * Chains of thousands of steps of which each uses the one before twice. Who walks such a graph as a tree
 * never comes back; who does so level by level on the stack, falls off it.
 */
const CHAINS: readonly Chain[] = [
  { name: 's · s', steps: 2000, body: 's = s * s' },
  { name: 's + x / s', steps: 2000, body: 's = s + x / s' },
  { name: 'a diamond in each step', steps: 500, body: 's = relu(s) * 0.5 + elu(s) * 0.25 + x' },
  { name: 'a sum of all', steps: 2000, body: 's = s + x' },
  { name: 'one operation inside the other', steps: 2000, body: 's = leaky_relu(s - 0.5) + 0.5' },
  {
    name: 'two values carried beside each other',
    steps: 300,
    body: 't = s - b * 0.25\n    b = b + s * 0.25\n    s = t',
    last: 's + b',
  },
  {
    name: 'all kinds of operations',
    steps: 300,
    body: 's = relu(s) - s / (x + 2) + exp(-s * s)\n    s = elu(s) + [0.1, -0.2, 0.3, 0.4, 0.5]',
  },
  {
    name: 'kernels that cannot be one',
    steps: 250,
    body: 's = softmax(s) + s\n    s = s * 0.5',
  },
];

interface Chain {
  readonly name: string;
  readonly steps: number;
  readonly body: string;
  readonly last?: string;
}

function sourceOf({ steps, body, last = 's' }: Chain, elements = 5): string {
  return `network chain {
  input x: tensor(1, ${elements})
  s = x
  b = x * 0.5
  for _ in 0..${steps} {
    ${body}
  }
  output y = ${last}
  output z = b
}`;
}

const X: Tensor = { shape: [1, 5], data: Float32Array.of(1, 0.9999, 0.5, 0.125, 0.25) };

/** Some thousand roundings, one after another, of which a contraction keeps only the last. */
const TOLERANCE: Tolerance = { absolute: 1e-5, relative: 2e-4 };

async function compiled(source: string, target: Target): Promise<Program> {
  return compileNetwork(sourceGraph(source), { targets: [target] });
}

function expected(source: string): Readonly<Record<string, Tensor>> {
  return interpret(sourceGraph(source), { x: X });
}

describe('long chains in WebAssembly', () => {
  test.each(CHAINS)('$name', async (chain) => {
    const source = sourceOf(chain);
    const results = await runProgramWasm(await compiled(source, 'wasm'), { x: X.data });
    expectClose({ shape: [1, 5], data: results.y }, expected(source).y, chain.name, TOLERANCE);
  });

  test('each value is computed once', async () => {
    const { wasm } = await compiled(sourceOf({ ...CHAINS[0], steps: 100 }, 4), 'wasm');
    // One more multiplies b.
    expect(wasm?.wat().match(/f32x4\.mul/g)).toHaveLength(100 + 1);
  });
});

await describeWebGpu('long chains in WGSL', () => {
  test.each(CHAINS)('$name', async (chain) => {
    const source = sourceOf(chain);
    const runner = await WgslRunner.create();
    const results = await runner.run(await compiled(source, 'webgpu'), { x: X });
    expectClose(results.y, expected(source).y, chain.name, TOLERANCE);
  });
});
