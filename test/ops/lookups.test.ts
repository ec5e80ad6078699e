import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { loadNetwork } from '../../compiler/frontend/index.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import { expectClose } from '../support/close.js';
import { runOnnx } from '../support/onnxruntime.js';
import type { Operand } from '../support/op-cases/case.js';
import { opCase, operand, weights } from '../support/op-cases/case.js';
import { runProgram } from '../support/run-program.js';
import { testGpu } from '../support/webgpu.js';

/** From both ends of 32 bits, from both ends of an axis of seven, and around them. */
const ANY = [0, -1, 6, 7, -7, -8, 2 ** 31 - 1, -(2 ** 31), 3, 1000, -1000];

const indices = (...shape: number[]): Operand => ({ shape, element: 'i32', values: ANY });

describe('updates that meet', () => {
  const scattered = (
    reduction: string,
    values: readonly number[],
    element: 'f32' | 'i32' = 'f32',
  ): number[] => {
    const { graph, inputs } = opCase(
      'scatter_elements',
      [
        { shape: [3], element, values: [1, 2, 3] },
        { shape: [3], element: 'i32', values: [1, 1, -1] },
        { shape: [3], element, values },
      ],
      { axis: 0, reduction },
    );
    return [...interpret(graph, inputs).y.data];
  };

  it('are taken in the order in which they lie', () => {
    expect(scattered('none', [10, 20, 30])).toEqual([1, 20, 30]);
    expect(scattered('add', [10, 20, 30])).toEqual([1, 32, 33]);
    expect(scattered('mul', [10, 20, 30])).toEqual([1, 400, 90]);
    expect(scattered('max', [10, 20, -30])).toEqual([1, 20, 3]);
    expect(scattered('min', [10, -20, 30], 'i32')).toEqual([1, -20, 3]);
  });

  it('wrap around where they are whole, and stay NaN', () => {
    expect(scattered('add', [2 ** 31 - 1, 1, 0], 'i32')).toEqual([1, 2 - 2 ** 31, 3]);
    expect(scattered('max', [NaN, 5, NaN])).toEqual([1, NaN, NaN]);
  });
});

/** ONNX Runtime refuses an index that is outside when it runs; a kernel checks nothing. */
describe('an index that lies outside is taken as the nearest that does not', async () => {
  const { gpu } = await testGpu();
  const cases = [
    opCase('gather', [operand(7, 5), indices(11)], { axis: 0 }),
    opCase('gather', [operand(3, 7), indices(11)], { axis: 1 }),
    opCase('gather', [operand(7), { ...indices(11), constant: true }], { axis: 0 }),
    opCase('gather_elements', [operand(7, 2), indices(11, 2)], { axis: 0 }),
    opCase('embedding', [indices(11), weights(7, 9)]),
    opCase('scatter_elements', [operand(7, 2), indices(11, 2), operand(11, 2)], {
      axis: 0,
      reduction: 'none',
    }),
    opCase('scatter_nd', [operand(7, 7, 3), indices(11, 2), operand(11, 3)], { reduction: 'max' }),
  ];
  for (const target of ['wasm', 'webgpu'] as const) {
    it.skipIf(target === 'webgpu' && gpu === undefined)(target, async () => {
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

  it('which is what the definition says', () => {
    const { graph, inputs } = opCase(
      'gather',
      [{ shape: [7], values: [0, 1, 2, 3, 4, 5, 6] }, indices(11)],
      { axis: 0 },
    );
    expect([...interpret(graph, inputs).y.data]).toEqual([0, 6, 6, 6, 0, 0, 6, 0, 3, 6, 0]);
  });
});

const TAGGER = `
network tagger {
  input words: tensor(2, 7, i32)
  scores = words -> embedding(40, 12) -> lstm(16) -> linear(5)
  output tags = scores -> argmax
  output likeliest = scores -> softmax -> top_k(3) -> elements
}

block elements(elements, positions) {
  return elements
}
`;

describe('integers from an embedding through an lstm to a class', async () => {
  const { gpu } = await testGpu();
  const loaded = loadNetwork({ path: 'tagger.net', source: TAGGER, loadSource: () => undefined });
  if (loaded.graph === undefined) throw new Error(loaded.diagnostics[0].title);
  const { graph } = bindWeights(loaded.graph, randomWeights(1));
  const words = Int32Array.from([3, 39, 0, 7, 7, 12, -1, 25, 1, 38, 20, 5, 6, 2]);
  const inputs = { words: { shape: [2, 7], data: words } };
  const expected = interpret(graph, inputs);

  it('as ONNX Runtime computes them', async () => {
    const actual = await runOnnx(exportOnnx(graph), inputs);
    for (const name of ['tags', 'likeliest']) expectClose(actual[name], expected[name], name);
  });

  for (const target of ['wasm', 'webgpu'] as const) {
    it.skipIf(target === 'webgpu' && gpu === undefined)(`in ${target}`, async () => {
      const program = await compileNetwork(graph, { targets: [target] });
      const actual = await runProgram(program, target, { words });
      for (const name of ['tags', 'likeliest']) {
        expectClose({ ...expected[name], data: actual[name] }, expected[name], name);
      }
    });
  }
});
