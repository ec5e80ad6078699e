import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { sizeCases } from '../../support/normalisation-sizes.js';
import { runProgramWasm } from '../../support/run-program.js';

describe('normalisation of large and small numbers is as good as of others', () => {
  for (const { name, graph, inputs, error } of sizeCases()) {
    it(name, async () => {
      const program = await compileNetwork(graph, { targets: ['wasm'] });
      const data = Object.fromEntries(Object.entries(inputs).map(([key, { data }]) => [key, data]));
      const { y } = await runProgramWasm(program, data);
      const expected = interpret(graph, inputs).y.data;
      const errors = Array.from(expected, (value, at) => Math.abs(value - y[at]));
      expect(Math.max(...errors)).toBeLessThanOrEqual(error);
    });
  }
});
