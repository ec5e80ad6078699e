import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { quantizeWeights } from '../../compiler/passes/quantize-weights.js';
import { expectClose } from '../support/close.js';
import { runProgram } from '../support/run-program.js';
import { sourceGraph } from '../support/source-graph.js';
import { testGpu } from '../support/webgpu.js';

/** Vectors of whole words, of words that are begun, and of one element; a table that is read twice. */
const WORDS = `network words {
  input words: tensor(3, 7, i32)
  output even = words -> embedding(40, 12) -> relu
  output odd = words -> embedding(41, 5)
  output one = words -> embedding(9, 1) -> sigmoid
  output long = words -> embedding(300, 64) -> linear(6)
}`;

describe('a row is looked up in a table of fewer bits', async () => {
  const { gpu } = await testGpu();
  const graph = sourceGraph(WORDS);
  // From both ends of the tables, and behind them.
  const words = Int32Array.from({ length: 21 }, (_, at) => ((at * 13) % 45) - 2);
  const inputs = { words: { shape: [3, 7], data: words } };

  for (const type of ['f16', 'int8'] as const) {
    const narrow = quantizeWeights(graph, type);
    const tables = narrow.nodes.filter((node) => node.kind === 'op' && node.op === 'embedding');

    it(`${type}: every table is`, () => {
      const stored = tables.map(({ inputs: [, table] }) => table.storedAs);
      expect(stored).toEqual([type, type, type, type]);
    });

    for (const target of ['wasm', 'webgpu'] as const) {
      it.skipIf(target === 'webgpu' && gpu === undefined)(`${type}, ${target}`, async () => {
        const expected = interpret(narrow, inputs);
        const program = await compileNetwork(graph, { targets: [target], weightsAs: type });
        const actual = await runProgram(program, target, { words });
        for (const [name, tensor] of Object.entries(expected)) {
          expectClose({ ...tensor, data: actual[name] }, tensor, name);
        }
      });
    }
  }
});
