import * as ort from 'onnxruntime-web';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { elementOf, isElements } from '../../compiler/ir/tensor.js';
import type { ElementType } from '../../compiler/ir/types.js';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const ORT_TYPES = { f32: 'float32', i32: 'int32', u8: 'uint8', bool: 'bool' } as const;

/**
 * Runs an ONNX model with ONNX Runtime (its WebAssembly build, one thread) and returns its outputs.
 * Graph optimisation is off, so that every node is computed as the model says.
 */
export async function runOnnx(
  model: Uint8Array,
  inputs: Readonly<Record<string, Tensor>>,
  /** The types of the inputs that an array does not tell. */
  types: Readonly<Record<string, ElementType>> = {},
): Promise<Record<string, Tensor>> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
  });
  try {
    const feeds = Object.entries(inputs).map(([name, { shape, data }]) => [
      name,
      new ort.Tensor(ORT_TYPES[types[name] ?? elementOf({ shape, data })], data, shape),
    ]);
    const results = await session.run(Object.fromEntries(feeds) as Record<string, ort.Tensor>);
    return Object.fromEntries(
      Object.entries(results).map(([name, { dims, data }]) => {
        if (isElements(data)) return [name, { shape: dims, data: data.slice() }];
        throw new Error(`output ${name} is of a type that is not known here`);
      }),
    );
  } finally {
    await session.release();
  }
}
