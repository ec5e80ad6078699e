import { describe, expect, it } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Graph } from '../../compiler/ir/graph.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { expectClose } from '../support/close.js';
import { opCasesByOp } from '../support/op-cases.js';
import { runProgramWasm } from '../support/run-program.js';
import { describeWebGpu } from '../support/webgpu.js';
import { WgslRunner } from '../support/wgsl-runner.js';
import { generateProgram } from '../support/usual-machines.js';

const TYPES = ['f16', 'int8'] as const;
const OPS = [
  'conv2d',
  'winograd_conv2d',
  'conv3d',
  'conv_transpose2d',
  'conv_transpose3d',
  'winograd_conv_transpose2d',
  'linear',
  'matmul',
] as const;

interface NarrowCase {
  readonly name: string;
  readonly planned: Graph;
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** Of the reference with the rounded weights: what is compared is how they are decoded. */
  readonly expected: Readonly<Record<string, Tensor>>;
}

/**
 * Every third of an op's cases that has weights to round, as one kind of each form is enough here; each in one
 * of the types.
 */
function narrowCases(op: (typeof OPS)[number], weightsAs: (typeof TYPES)[number]): NarrowCase[] {
  const found = (opCasesByOp().get(op) ?? []).flatMap(({ name, graph, inputs }) => {
    // Winograd convolutions have cases of their own.
    const planned = runPipeline(graph, { verify: true, weightsAs, winograd: 'off' });
    return hasNarrowConstant(planned) ? [{ name, planned, inputs }] : [];
  });
  expect(found.length).toBeGreaterThan(0);
  return found
    .filter((_, index) => index % (3 * TYPES.length) === 3 * TYPES.indexOf(weightsAs))
    .map((each) => ({ ...each, expected: interpret(each.planned, each.inputs) }));
}

function hasNarrowConstant({ nodes }: Graph): boolean {
  return nodes.some(({ outputs }) => outputs.some(({ storedAs }) => storedAs !== undefined));
}

describe.each(TYPES)('WebAssembly decodes %s weights', (weightsAs) => {
  it.each(OPS)('of %s', async (op) => {
    let panels = 0;
    for (const { name, planned, inputs, expected } of narrowCases(op, weightsAs)) {
      const program = await generateProgram({ wasm: planned });
      const data = Object.fromEntries(Object.entries(inputs).map(([key, t]) => [key, t.data]));
      if (program.wasm?.wat().includes('(param $panel_base i32)')) panels++;
      const actual = await runProgramWasm(program, data);
      for (const [output, tensor] of Object.entries(expected)) {
        expectClose({ shape: tensor.shape, data: actual[output] }, tensor, name);
      }
    }
    // Both ways, where there are pixels enough: decoded ahead, and in the loop.
    if (op === 'conv2d') expect(panels).toBeGreaterThan(0);
  });
});

await describeWebGpu('WGSL decodes narrow weights', () => {
  const device = WgslRunner.create();
  it.each(TYPES.flatMap((type) => OPS.map((op) => [type, op] as const)))(
    '%s of %s',
    async (weightsAs, op) => {
      const runner = await device;
      for (const { name, planned, inputs, expected } of narrowCases(op, weightsAs)) {
        const program = await generateProgram({ webgpu: planned });
        const actual = await runner.run(program, inputs);
        for (const [output, tensor] of Object.entries(expected)) {
          expectClose(actual[output], tensor, name);
        }
      }
    },
  );
});
