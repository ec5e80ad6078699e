import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import type { Operand } from '../support/op-cases/case.js';
import { opCase } from '../support/op-cases/case.js';
import { runProgram } from '../support/run-program.js';
import { testGpu } from '../support/webgpu.js';

const LEAST = -(2 ** 31);
const of = (...values: number[]): Operand => ({ shape: [values.length], element: 'i32', values });
const number = (value: number): Operand => ({
  ...{ shape: [], element: 'i32', values: [value] },
  constant: true,
});

/** ONNX Runtime stops at these quotients. A kernel does not: they have an answer. */
describe('a quotient that a processor has none for', async () => {
  const { gpu } = await testGpu();
  const dividends = of(7, -7, 0, LEAST, LEAST, 2 ** 31 - 1, 5, LEAST, 1);
  const cases = [
    opCase('div', [dividends, of(0, 0, 0, 0, -1, -1, -1, 1, 0)]),
    opCase('div', [dividends, number(0)]),
    opCase('div', [dividends, number(-1)]),
    opCase('div', [number(LEAST), of(-1, 0, 3, 1, -2)]),
    opCase('div', [of(LEAST), of(-1)]),
  ];

  it('is the dividend', () => {
    const [{ graph, inputs }, ...others] = cases;
    expect([...interpret(graph, inputs).y.data]).toEqual([
      ...[7, -7, 0, LEAST, LEAST, -(2 ** 31 - 1), -5, LEAST, 1],
    ]);
    const least = others[2];
    expect([...interpret(least.graph, least.inputs).y.data]).toEqual([
      ...[LEAST, LEAST, -715827882, LEAST, 2 ** 30],
    ]);
  });

  for (const target of ['wasm', 'webgpu'] as const) {
    it.skipIf(target === 'webgpu' && gpu === undefined)(`in ${target}, too`, async () => {
      for (const { graph, inputs, name } of cases) {
        const program = await compileNetwork(graph, { targets: [target] });
        const data = Object.entries(inputs).map(([key, tensor]): [string, Elements] => [
          key,
          tensor.data,
        ]);
        const { y } = await runProgram(program, target, Object.fromEntries(data));
        expect(y, name).toEqual(interpret(graph, inputs).y.data);
      }
    });
  }
});
