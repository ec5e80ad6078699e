import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskFiles } from '../../bench/hosts/disk-files.js';
import { load as loadOnnx } from '../../bench/peers/onnxruntime.js';
import type { LoadNetwork } from '../../bench/peers/runtime.js';
import { load as loadTfjs } from '../../bench/peers/tfjs-wasm.js';
import { writeTfjsProgram } from '../../bench/prepare.js';
import { pseudoRandom } from '../../bench/statistics.js';
import { tfjsProgram } from '../../bench/tfjs/program.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { loadNetwork } from '../../compiler/frontend/index.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { floats, tensor } from '../../compiler/ir/tensor.js';
import { elementCount } from '../../compiler/ir/types.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { projectRoot } from '../support/paths.js';

/** Every family of the adapter, with what is easy to get wrong: pads, groups, ceil_mode, order. */
const TINY = `network tiny(classes = 7) {
  input x: tensor(1, 3, 13, 11)
  stem = x -> conv(8, 3, stride = 2, padding = same) as c1 -> batch_norm as bn1 -> relu6
  left = stem -> conv(8, 3, padding = 1, groups = 8, bias = false) as c2 -> batch_norm as bn2 -> leaky_relu(0.2)
  right = stem -> conv(8, [1, 3], padding = [0, 1]) as c3 -> sigmoid
  mixed = relu(left + right * 0.5)
  pooled = (
    mixed -> max_pool(3, stride = 2, ceil_mode = true),
    mixed -> avg_pool(3, padding = 1, stride = 1) -> avg_pool(3, stride = 2) -> tanh -> pad([0, 0, 0, 1])
  ) -> concat(axis = 1)
  scores = pooled -> flatten -> linear(classes) as fc -> softmax
  features = pooled -> global_avg_pool
  output scores
  output features
}
`;

/** What networks that make pictures need. */
const PAINTER = `network painter() {
  input x: tensor(1, 5, 4, 3)
  small = x -> conv_transpose(6, 4, stride = 2, padding = 1) as up1 -> instance_norm as in1 -> relu
  large = small -> upsample_nearest(2) -> reflection_pad([1, 2, 3, 0]) -> conv(4, 3) as c1 -> instance_norm as in2
  picture = large -> conv_transpose(3, 3, stride = 2, padding = 1, output_padding = 1) as up2 -> tanh
  output picture
}
`;

/** What networks that read text need. */
const READER = `network reader() {
  input x: tensor(2, 5, 6)
  states = x -> lstm(4) as first -> lstm(3, layer = 1, bias = false) as second
  output scores = states -> linear(7) as fc
}
`;

/** The peers import what they run by path, so it lies where packages are found. */
let folder: string;

beforeAll(() => {
  const out = join(projectRoot, 'out');
  mkdirSync(out, { recursive: true });
  folder = mkdtempSync(join(out, 'peers-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the peers compute what the interpreter does', () => {
  const networks: (readonly [string, () => Graph])[] = [
    ['lenet5', () => exampleGraph('lenet5/lenet5.net')],
    ['tiny', () => seeded(TINY)],
    ['painter', () => seeded(PAINTER)],
    ['reader', () => seeded(READER)],
  ];
  for (const [name, makeGraph] of networks) {
    it(`tfjs-wasm through our adapter: ${name}`, async () => {
      const graph = makeGraph();
      writeTfjsProgram(graph, join(folder, name));
      await expectAgreement(graph, loadTfjs);
    });

    it(`ort-web through our export: ${name}`, async () => {
      const graph = makeGraph();
      writeFileSync(join(folder, `${name}.onnx`), exportOnnx(graph));
      await expectAgreement(graph, loadOnnx);
    });
  }
});

describe('the program for tfjs', () => {
  it('is in its strongest form: batch norm folded, activations fused', () => {
    const { module } = tfjsProgram(seeded(TINY));
    expect(module).not.toContain('batchNorm');
    expect(module).toContain(`activation: 'relu6'`);
    expect(module).toContain(`activation: 'leakyrelu', leakyreluAlpha: 0.2`);
    expect(module).toContain(`activation: 'sigmoid'`);
    expect(module).toContain('tf.fused.depthwiseConv2d');
    expect(module).toContain('tf.fused.matMul');
  });

  it('names what tfjs has no form for', () => {
    const grouped = `network grouped() {
      input x: tensor(1, 4, 5, 5)
      y = x -> conv(4, 3, groups = 2) as c
      output y
    }`;
    expect(() => tfjsProgram(seeded(grouped))).toThrow('a convolution in 2 groups of 2 channels');
  });
});

function seeded(source: string): Graph {
  const { graph, diagnostics } = loadNetwork({
    path: 'tiny.net',
    source,
    loadSource: () => undefined,
  });
  if (graph === undefined) throw new Error(diagnostics.map(({ title }) => title).join('\n'));
  return bindWeights(graph, randomWeights(1)).graph;
}

async function expectAgreement(graph: Graph, load: LoadNetwork): Promise<void> {
  const network = await load(diskFiles(`${folder}/`), graph.name, { target: 'wasm', threads: 1 });
  const inputs = graph.inputs.map(({ value: { name, type } }, index) => {
    return [name, tensor(type.shape, pseudoRandom(elementCount(type.shape), index + 1))] as const;
  });
  const prepared = network.prepare(
    Object.fromEntries(inputs.map(([name, input]) => [name, floats(input)])),
  );
  const expected = interpret(graph, Object.fromEntries(inputs));
  // Twice: tfjs has had kernels that went wrong on the second run only.
  for (let repetition = 0; repetition < 2; repetition++) {
    const outputs = network.collect(await network.run(prepared));
    for (const [name, reference] of Object.entries(expected)) {
      expectClose({ shape: reference.shape, data: outputs[name] }, reference, name);
    }
  }
}
