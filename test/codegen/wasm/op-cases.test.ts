import { describe, it } from 'vitest';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { expectClose } from '../../support/close.js';
import type { OpCase } from '../../support/op-cases.js';
import { opCasesByOp } from '../../support/op-cases.js';
import { runProgramWasm } from '../../support/run-program.js';
import { generateProgram } from '../../support/usual-machines.js';

describe('WebAssembly computes every op as the reference does', () => {
  for (const [op, cases] of opCasesByOp()) {
    it(`${op} (${cases.length} cases)`, async () => {
      for (const each of cases) await holdToReference(each);
    });
  }
});

async function holdToReference({ name, graph, inputs }: OpCase): Promise<void> {
  const expected = interpret(graph, inputs);
  // Winograd convolutions have cases of their own.
  const planned = runPipeline(graph, { verify: true, winograd: 'off' });
  const program = await generateProgram({ wasm: planned });
  const tensors = Object.entries(inputs).map(([key, { data }]) => [key, data]);
  const actual = await runProgramWasm(
    program,
    Object.fromEntries(tensors) as Record<string, Float32Array>,
  );
  for (const [output, tensor] of Object.entries(expected)) {
    expectClose({ shape: tensor.shape, data: actual[output] }, tensor, name);
  }
}
