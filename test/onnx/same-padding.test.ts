import { floats } from '../../compiler/ir/tensor.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import { constantData } from '../../compiler/ir/op.js';
import { f32 } from '../../compiler/ir/types.js';
import { OnnxModel } from '../../compiler/onnx/model.js';
import { expectClose } from '../support/close.js';
import { runOnnx } from '../support/onnxruntime.js';
import { sample } from '../support/op-cases/sample.js';
import { randomTensor } from '../support/random-tensor.js';
import { addLayer } from '../support/surface.js';

interface Form {
  readonly picture: readonly number[];
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
}

/**
 * The padding that `same` stands for is ours; here ONNX Runtime works it out by itself from its
 * `auto_pad`. Its WebGPU and WebGL backends have got SAME_UPPER with stride 2 wrong
 * (microsoft/onnxruntime#26734); the WebAssembly one, used here, agrees on every case below.
 */
describe.each([
  ['same', 'SAME_UPPER'],
  ['same_lower', 'SAME_LOWER'],
])('padding %s is the %s of ONNX', (padding, autoPad) => {
  const pair = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
  const forms = fc.record({ picture: pair(9), kernel: pair(5), stride: pair(3) });

  it('for convolutions', async () => {
    for (const { picture, kernel, stride } of sample(forms, 40)) {
      const name = JSON.stringify({ picture, kernel, stride });
      const x = randomTensor([1, 2, ...picture], name);
      const weight = randomTensor([3, 2, ...kernel], `${name} weight`);

      const builder = new GraphBuilder('same');
      const input = builder.input('x', f32(...x.shape));
      const args = { channels: 3, kernel, stride, padding, bias: false };
      builder.output('y', addLayer(builder, 'conv2d', [input], args, { weight: () => weight }));
      const { y } = interpret(builder.finish(), { x });
      expect(y.shape.slice(2)).toEqual(picture.map((n, axis) => Math.ceil(n / stride[axis])));

      const model = new OnnxModel('same');
      model.addInput('x', f32(...x.shape));
      model.addOutput('y', f32(...y.shape));
      model.floats('w', weight.shape, floats(weight));
      model.node('Conv', ['x', 'w'], 'y', { auto_pad: autoPad, strides: stride });
      expectClose(y, (await runOnnx(model.encode(), { x })).y, name);
    }
  });

  /** The model of a pooling whose padding ONNX Runtime works out, and what we make of it. */
  const pooling = ({ picture, kernel, stride }: Form) => {
    const x = randomTensor([1, 2, ...picture], JSON.stringify(picture), { from: -3, to: -1 });
    const builder = new GraphBuilder('same');
    const input = builder.input('x', f32(...x.shape));
    builder.output('y', addLayer(builder, 'max_pool', [input], { kernel, stride, padding }));
    const { y } = interpret(builder.finish(), { x });

    const model = new OnnxModel('same');
    model.addInput('x', f32(...x.shape));
    model.addOutput('y', f32(...y.shape));
    const window = { kernel_shape: kernel, strides: stride };
    model.node('MaxPool', ['x'], 'y', { auto_pad: autoPad, ...window });
    return { x, y, model: model.encode() };
  };

  it('for maximum pooling', async () => {
    for (const form of sample(forms, 60)) {
      if (form.stride.some((step, axis) => step > form.kernel[axis])) continue;
      const { x, y, model } = pooling(form);
      expectClose(y, (await runOnnx(model, { x })).y, JSON.stringify(form));
    }
  });

  // microsoft/onnxruntime#10086
  it('where ONNX Runtime can: it takes negative padding when a pooling steps over samples', async () => {
    const { x, y, model } = pooling({ picture: [5, 5], kernel: [1, 1], stride: [3, 3] });
    await expect(runOnnx(model, { x })).rejects.toThrow('padding values must be non-negative');
    expect(y.shape).toEqual([1, 2, 2, 2]);
  });

  it('keeps a constant picture constant away from the border', () => {
    const builder = new GraphBuilder('flat');
    const ones = { shape: [1, 1, 3, 3], data: new Float32Array(9).fill(1) };
    const x = builder.constant(
      constantData('x', { shape: [1, 1, 5, 5], data: new Float32Array(25).fill(1) }),
    );
    const args = { channels: 1, kernel: 3, padding, bias: false };
    builder.output('y', addLayer(builder, 'conv2d', [x], args, { weight: () => ones }));
    expect([...interpret(builder.finish(), {}).y.data.slice(0, 7)]).toEqual([4, 6, 6, 6, 4, 6, 9]);
  });
});
