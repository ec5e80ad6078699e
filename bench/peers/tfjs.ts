import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {
  channelsLastAxes,
  channelsLastShape,
  logicalAxes,
  permute,
} from '../tfjs/channels-last.js';
import type { LoadNetwork } from './runtime.js';

type Entries = readonly (readonly [name: string, shape: readonly number[]])[];

/** What `tfjs/program.ts` writes. */
interface ProgramModule {
  readonly weights: readonly number[][];
  readonly inputs: Entries;
  readonly outputs: Entries;
  run(weights: readonly tf.Tensor[], inputs: readonly tf.Tensor[]): tf.Tensor[];
}

/**
 * TensorFlow.js with its WebAssembly backend, which takes pictures as N, H, W, C: the caller is
 * expected to have them so. In Node the backend never starts threads, whatever it is asked for; in
 * an isolated page it does.
 */
export const load: LoadNetwork = async (files, name, threads) => {
  setThreadsCount(threads);
  // Of its two builds, the one without threads is the faster on one.
  if (threads === 1) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
  const program = (await files.importModule(`${name}.tfjs.js`)) as ProgramModule;
  const weights = readWeights(await files.read(`${name}.tfjs.weights`), program.weights);
  return {
    inputs: program.inputs.map(([input, shape]) => ({ name: input, shape })),
    prepare: (values) =>
      program.inputs.map(([input, shape]) =>
        permute(values[input], shape, channelsLastAxes(shape.length)),
      ),
    run(prepared) {
      const data = prepared as Float32Array[];
      const results = tf.tidy(() => {
        const inputs = program.inputs.map(([, shape], index) =>
          tf.tensor(data[index], channelsLastShape(shape)),
        );
        return program.run(weights, inputs);
      });
      const outputs = results.map((result) => result.dataSync<'float32'>());
      tf.dispose(results);
      return Promise.resolve(outputs);
    },
    collect(results) {
      const data = results as Float32Array[];
      return Object.fromEntries(
        program.outputs.map(([output, shape], index) => {
          const axes = logicalAxes(shape.length);
          return [output, permute(data[index], channelsLastShape(shape), axes)];
        }),
      );
    },
  };
};

function readWeights(file: Uint8Array, shapes: readonly number[][]): tf.Tensor[] {
  let offset = file.byteOffset;
  return shapes.map((shape) => {
    const length = shape.reduce((count, extent) => count * extent, 1);
    const data = new Float32Array(file.buffer, offset, length);
    offset += data.byteLength;
    return tf.tensor(data, shape);
  });
}
