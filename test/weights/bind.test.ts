import type { Elements } from '../../compiler/ir/tensor.js';
import { floats } from '../../compiler/ir/tensor.js';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { ConstantData, Graph, Value } from '../../compiler/ir/graph.js';
import { f32 } from '../../compiler/ir/types.js';
import type { Safetensors } from '../../compiler/weights/index.js';
import {
  bindWeights,
  bytesSource,
  openSafetensors,
  parametersOf,
  randomWeights,
  writeSafetensors,
} from '../../compiler/weights/index.js';

const span = { file: 'net.net', start: 10, end: 20 };

function parameter(builder: GraphBuilder, label: string, ...shape: number[]): Value {
  const data: ConstantData = {
    kind: 'constant-data',
    label,
    type: f32(...shape),
    read: () => fail({ code: 'weights/unbound', title: `${label} has no values` }),
    parameter: true,
  };
  return builder.constant(data);
}

/** x [1,2,4,4] → conv, 3 channels, 3×3 → batch norm. */
function network(): Graph {
  const builder = new GraphBuilder('net');
  const x = builder.input('x', f32(1, 2, 4, 4));
  const weight = parameter(builder, 'c1.weight', 3, 2, 3, 3);
  const bias = parameter(builder, 'c1.bias', 3);
  const attributes = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], groups: 1 };
  const [convolved] = builder.add('conv2d', [x, weight, bias], attributes, { span });
  const statistics = ['weight', 'bias', 'running_mean', 'running_var'].map((name) =>
    parameter(builder, `bn1.${name}`, 3),
  );
  const [y] = builder.add('batch_norm', [convolved, ...statistics], { epsilon: 1e-5 });
  builder.output('y', y);
  return builder.finish();
}

function weightsFile(shapes: Record<string, readonly number[]>): Safetensors {
  const tensors = Object.entries(shapes).map(([name, shape], index) => ({
    name,
    shape,
    read: () =>
      new Float32Array(shape.reduce((count, extent) => count * extent, 1)).fill(index + 1),
  }));
  return openSafetensors(
    bytesSource('w.safetensors', Buffer.concat([...writeSafetensors(tensors)])),
  );
}

const fitting = {
  'c1.weight': [3, 2, 3, 3],
  'c1.bias': [3],
  'bn1.weight': [3],
  'bn1.bias': [3],
  'bn1.running_mean': [3],
  'bn1.running_var': [3],
};

function constants(graph: Graph): ConstantData[] {
  return parametersOf(graph).map(({ data }) => data);
}

function summary({ code, title, primary, notes, hint }: Diagnostic): string {
  const place = primary === undefined ? '' : ` @${primary.span.start}`;
  return [
    `${code}${place}: ${title}`,
    ...(notes ?? []),
    ...(hint === undefined ? [] : [hint]),
  ].join('\n  ');
}

describe('binding weights', () => {
  it('gives every parameter the tensor of its name', () => {
    const { graph, diagnostics } = bindWeights(network(), weightsFile(fitting));
    expect(diagnostics).toEqual([]);
    expect(constants(graph).map((data) => [data.label, data.read()[0]])).toEqual([
      ['c1.weight', 1],
      ['c1.bias', 2],
      ['bn1.weight', 3],
      ['bn1.bias', 4],
      ['bn1.running_mean', 5],
      ['bn1.running_var', 6],
    ]);
  });

  it('reads nothing until it is asked', () => {
    const source = { name: 'none', read: () => fail({ code: 'test/read', title: 'read' }) };
    const { graph } = bindWeights(network(), source);
    expect(() => constants(graph)[0].read()).toThrow('test/read');
  });

  it('does not change the graph it was given', () => {
    const graph = network();
    bindWeights(graph, weightsFile(fitting));
    expect(() => constants(graph)[0].read()).toThrow('c1.weight has no values');
  });

  it('lists everything that is missing, unused or of the wrong shape', () => {
    const { 'c1.weight': _weight, 'c1.bias': _bias, ...rest } = fitting;
    const file = weightsFile({
      ...rest,
      'conv1.weight': [3, 2, 3, 3],
      'c1.bais': [3],
      'bn1.running_var': [1, 3],
      'bn1.num_batches_tracked': [1],
      'head.weight': [10, 3],
    });
    const { diagnostics, graph } = bindWeights(network(), file);
    expect(diagnostics.every(({ severity }) => severity === 'error')).toBe(true);
    expect(diagnostics.map(summary)).toEqual([
      'weights/missing @10: w.safetensors lacks 2 of the 6 tensors that the network needs\n' +
        '  "c1.weight" f32[3,2,3,3]: is it "conv1.weight" in the file?\n' +
        '  "c1.bias" f32[3]: is it "c1.bais" in the file?\n' +
        '  the network does not use "head.weight" [10,3]',
      'weights/shape: "bn1.running_var" is [1,3] in w.safetensors, but the network needs [3]',
    ]);
    // What does fit is bound all the same.
    expect(constants(graph)[4].read()[0]).toBeGreaterThan(0);
  });

  it('does not take integers for parameters', () => {
    const header = { 'c1.bias': { dtype: 'I32', shape: [3], data_offsets: [0, 12] } };
    const text = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(8 + text.length + 12);
    bytes[0] = text.length;
    bytes.set(text, 8);
    const { diagnostics } = bindWeights(network(), openSafetensors(bytesSource('w', bytes)));
    expect(diagnostics.map(summary)).toContain(
      'weights/dtype @10: "c1.bias" has dtype I32 in w\n' +
        '  parameters are read from F32, F16, BF16, F64; tensor.float() makes F32 of any other',
    );
  });
});

describe('random weights', () => {
  const random = (seed: number): Elements[] =>
    constants(bindWeights(network(), randomWeights(seed)).graph).map((data) => data.read());

  it('are the same for the same seed and differ between seeds and names', () => {
    expect(random(1)).toEqual(random(1));
    expect(random(2)).not.toEqual(random(1));
    expect(random(2 ** 32)).not.toEqual(random(0));
    const [, bias, , otherBias] = random(1);
    expect(bias).not.toEqual(otherBias);
  });

  it('stay as they are when another layer comes before them', () => {
    const parameters = parametersOf(network());
    const alone = randomWeights(7).read(parameters[0]);
    expect(random(7)[0]).toEqual(alone);
  });

  it('keep the variance of activations and never make a variance zero or negative', () => {
    const shape = [64, 32, 3, 3];
    const kernel = floats({
      data: randomWeights(3).read({ name: 'k', shape, element: 'f32', role: 'weight' }),
    });
    const mean = kernel.reduce((sum, value) => sum + value, 0) / kernel.length;
    const variance = kernel.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kernel.length;
    // He et al.: 2 / fan-in, here 2 / (32 · 3 · 3).
    expect(variance).toBeCloseTo(2 / 288, 3);
    expect(Math.abs(mean)).toBeLessThan(0.002);

    for (let seed = 0; seed < 50; seed++) {
      const variances = random(seed)[5];
      expect(Math.min(...variances)).toBeGreaterThanOrEqual(0.5);
    }
  });
});
