import * as ort from 'onnxruntime-web';
import type { LoadNetwork } from './runtime.js';

/**
 * ONNX Runtime Web, its WebAssembly or its WebGPU backend with all graph optimisations. A page maps
 * the package to the build that it publishes for the backend.
 */
export const load: LoadNetwork = async (files, name, { target, threads }) => {
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(await files.read(`${name}.onnx`), {
    executionProviders: [target],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  const inputs = session.inputMetadata.map((metadata) => {
    if (!metadata.isTensor) throw new Error(`the input ${metadata.name} is not a tensor`);
    return { name: metadata.name, shape: metadata.shape.map(Number) };
  });
  return {
    inputs,
    prepare: (values) => values,
    run(values) {
      const data = values as Record<string, Float32Array>;
      const feeds = inputs.map(({ name: input, shape }) => {
        return [input, new ort.Tensor('float32', data[input], shape)] as const;
      });
      return session.run(Object.fromEntries(feeds));
    },
    collect(results) {
      const tensors = Object.entries(results as ort.InferenceSession.ReturnType);
      return Object.fromEntries(
        tensors.map(([output, { data }]) => {
          if (!(data instanceof Float32Array)) throw new Error(`output ${output} is not f32`);
          return [output, data.slice()];
        }),
      );
    },
  };
};
