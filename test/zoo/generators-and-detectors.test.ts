import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Shape } from '../../compiler/ir/types.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { runOnnx } from '../support/onnxruntime.js';
import { randomTensor } from '../support/random-tensor.js';
import { runProgramWasm } from '../support/run-program.js';

interface SmallNetwork {
  readonly name: string;
  readonly network?: string;
  readonly sets: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, Shape>>;
}

/** Small forms of networks, and the outputs they have then. */
const SMALL: readonly SmallNetwork[] = [
  {
    name: 'style/style_transfer',
    sets: { size: 24, residual_blocks: 2 },
    outputs: { picture: [1, 3, 24, 24] },
  },
  {
    name: 'gan/dcgan',
    network: 'dcgan_generator',
    sets: { features: 8 },
    outputs: { picture: [1, 3, 64, 64] },
  },
  {
    name: 'detection/yolov3_tiny',
    sets: { size: 64, classes: 2 },
    outputs: { coarse: [1, 21, 2, 2], fine: [1, 21, 4, 4] },
  },
];

/** Sums of up to ten thousand products one after another, through a dozen layers. */
const WITHIN = { absolute: 1e-4, relative: 1e-4 };

describe.each(SMALL)('$name', ({ name, network, sets, outputs }) => {
  const bound = bindWeights(exampleGraph(`zoo/${name}.net`, sets, network), randomWeights(1));
  const { graph } = bound;
  const [{ value }] = graph.inputs;
  const inputs = { [value.name]: randomTensor(value.type.shape, name) };
  const expected = interpret(graph, inputs);

  it('has outputs of the published shapes', () => {
    expect(bound.diagnostics).toEqual([]);
    const shapes = Object.entries(expected).map(([output, { shape }]) => [output, shape]);
    expect(Object.fromEntries(shapes)).toEqual(outputs);
  });

  it('is the same in ONNX Runtime', async () => {
    const actual = await runOnnx(exportOnnx(graph), inputs);
    for (const [output, tensor] of Object.entries(expected)) {
      expectClose(actual[output], tensor, output, WITHIN);
    }
  });

  it('is the same in WebAssembly', async () => {
    const program = await compileNetwork(graph, { targets: ['wasm'] });
    const actual = await runProgramWasm(program, { [value.name]: inputs[value.name].data });
    for (const [output, { shape, data }] of Object.entries(expected)) {
      expectClose({ shape, data: actual[output] }, { shape, data }, output, WITHIN);
    }
  });
});
