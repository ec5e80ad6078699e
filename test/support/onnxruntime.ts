import * as ort from 'onnxruntime-web';
import type { Tensor } from '../../compiler/ir/tensor.js';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/**
 * Runs an ONNX model with ONNX Runtime (its WebAssembly build, one thread) and returns its outputs.
 * Graph optimisation is off, so that every node is computed as the model says.
 */
export async function runOnnx(
  model: Uint8Array,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
  });
  try {
    const feeds = Object.entries(inputs).map(([name, { shape, data }]) => [
      name,
      new ort.Tensor('float32', data, shape),
    ]);
    const results = await session.run(Object.fromEntries(feeds) as Record<string, ort.Tensor>);
    return Object.fromEntries(
      Object.entries(results).map(([name, { dims, data }]) => {
        if (!(data instanceof Float32Array)) throw new Error(`output ${name} is not f32`);
        return [name, { shape: dims, data: data.slice() }];
      }),
    );
  } finally {
    await session.release();
  }
}
