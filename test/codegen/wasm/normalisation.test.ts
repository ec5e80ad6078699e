import { floats } from '../../../compiler/ir/tensor.js';
import { expect, it } from 'vitest';
import type { Attributes } from '../../../compiler/ir/graph.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { opCase } from '../../support/op-cases/case.js';
import { runProgramWasm } from '../../support/run-program.js';

/**
 * The largest error where values lie within 1 of `mean`. Results reach ±√3; Σ x² − n·mean² has an error
 * of some 10⁻⁷ · mean² in a variance of 1/3.
 */
async function errorAround(mean: number, op: OpName, attributes: Attributes): Promise<number> {
  const picture = { shape: [1, 6, 96, 64], range: { from: mean - 1, to: mean + 1 } };
  const { graph, inputs } = opCase(op, [picture], { ...attributes, epsilon: 1e-5 });
  const program = await compileNetwork(graph, { targets: ['wasm'] });
  const { y } = await runProgramWasm(program, { x0: inputs.x0.data });
  const expected = floats(interpret(graph, inputs).y);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i])), 0);
}

// ONNX Runtime is no witness for group_norm here: it subtracts the square of the mean. What is added up in
// one go, and not row by row, rounds more.
const CASES: readonly { op: OpName; attributes: Attributes; error: number }[] = [
  { op: 'instance_norm', attributes: {}, error: 2e-6 },
  { op: 'group_norm', attributes: { groups: 2 }, error: 2e-6 },
  { op: 'layer_norm', attributes: { axis: 2 }, error: 4e-6 },
];

it.each(CASES)(
  'statistics of $op keep their digits where the mean is far from zero',
  async ({ op, attributes, error }) => {
    expect(await errorAround(0, op, attributes)).toBeLessThan(error);
    expect(await errorAround(100, op, attributes)).toBeLessThan(1e-4);
  },
);
