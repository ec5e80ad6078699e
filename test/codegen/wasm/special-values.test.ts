import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { GraphBuilder } from '../../../compiler/ir/builder.js';
import { opsOf } from '../../../compiler/ir/kernel.js';
import { constantData } from '../../../compiler/ir/op.js';
import { f32 } from '../../../compiler/ir/types.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { expectClose } from '../../support/close.js';
import type { OpCase } from '../../support/op-cases.js';
import { randomTensor } from '../../support/random-tensor.js';
import { loadProgram, runProgramWasm } from '../../support/run-program.js';
import {
  choosingCases,
  exponentialCases,
  maximumCases,
  mixingCases,
  orderCases,
  withEachPlace,
} from '../../support/special-values.js';
import { generateProgram } from '../../support/usual-machines.js';

describe('NaN and infinities at each place of each operand do in WebAssembly what the reference says', () => {
  for (const each of [
    ...choosingCases(),
    ...exponentialCases(),
    ...maximumCases(),
    ...mixingCases(),
    ...orderCases(),
  ]) {
    it(each.name, async () => {
      await holdToReference(each);
    });
  }
});

async function holdToReference({ name, graph, inputs }: OpCase): Promise<void> {
  const program = await compileNetwork(graph, { winograd: 'off', targets: ['wasm'] });
  const network = await loadProgram(program, 'wasm');
  for (const value of [NaN, Infinity, -Infinity]) {
    for (const special of withEachPlace(inputs, value)) {
      const expected = interpret(graph, special.inputs);
      const data = Object.fromEntries(
        Object.entries(special.inputs).map(([key, tensor]) => [key, tensor.data]),
      );
      const actual = await network.run(data);
      for (const [output, y] of Object.entries(expected)) {
        expectClose({ shape: y.shape, data: actual[output] }, y, `${name}, ${special.place}`);
      }
    }
  }
  network.dispose();
}

it('NaN at each place of a window comes out of pooling that is part of a convolution', async () => {
  const builder = new GraphBuilder('bands');
  const x = builder.input('x', f32(1, 4, 64, 64));
  const weight = randomTensor([32, 4, 1, 1], 'weight');
  const w = builder.constant(constantData('w', weight));
  const convolution = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], groups: 1 };
  const [c] = builder.add('conv2d', [x, w], convolution);
  const [r] = builder.add('relu', [c]);
  const window = {
    kernel: [2, 2],
    strides: [2, 2],
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    ceil_mode: false,
  };
  builder.output('y', builder.add('max_pool', [r], window)[0]);
  const graph = builder.finish();
  const planned = runPipeline(graph);
  const pooled = planned.nodes.flatMap((node) => opsOf(node).map(({ op }) => op));
  expect(pooled).toContain('max_pool');

  // A NaN at one of its four places in every fifth window, the place changing from each to the next.
  const input = randomTensor([1, 4, 64, 64], 'picture');
  for (let window = 0, place = 0; window < 32 * 32; window += 5, place++) {
    const row = 2 * Math.floor(window / 32) + (place % 2);
    const column = 2 * (window % 32) + (Math.floor(place / 2) % 2);
    input.data[64 * row + column] = NaN;
  }
  const { y } = interpret(graph, { x: input });
  const program = await generateProgram({ wasm: planned });
  const actual = await runProgramWasm(program, { x: input.data });
  expect(y.data.filter(Number.isNaN)).toHaveLength(32 * Math.ceil((32 * 32) / 5));
  expectClose({ shape: y.shape, data: actual.y }, y, 'pooled bands');
});
