import * as tf from '@tensorflow/tfjs-core';
import {
  channelsLastAxes,
  channelsLastShape,
  logicalAxes,
  permute,
} from '../tfjs/channels-last.js';
import type { LoadedNetwork, NetworkFiles } from './runtime.js';

type Entries = readonly (readonly [name: string, shape: readonly number[]])[];

/** What `tfjs/program.ts` writes. */
interface ProgramModule {
  readonly weights: readonly number[][];
  readonly inputs: Entries;
  readonly outputs: Entries;
  run(weights: readonly tf.Tensor[], inputs: readonly tf.Tensor[]): tf.Tensor[];
}

/**
 * The network `name` on the backend that has been chosen. It takes pictures as N, H, W, C: the caller
 * is expected to have them so. `read` gets at the elements of a tensor in the way that suits the
 * backend.
 */
export async function loadProgram(
  files: NetworkFiles,
  name: string,
  read: (tensor: tf.Tensor) => Promise<Float32Array>,
): Promise<LoadedNetwork> {
  const program = (await files.importModule(`${name}.tfjs.js`)) as ProgramModule;
  const weights = readWeights(await files.read(`${name}.tfjs.weights`), program.weights);
  return {
    inputs: program.inputs.map(([input, shape]) => ({ name: input, shape })),
    prepare: (values) =>
      program.inputs.map(([input, shape]) =>
        permute(values[input], shape, channelsLastAxes(shape.length)),
      ),
    async run(prepared) {
      const data = prepared as Float32Array[];
      const results = tf.tidy(() => {
        const inputs = program.inputs.map(([, shape], index) =>
          tf.tensor(data[index], channelsLastShape(shape)),
        );
        return program.run(weights, inputs);
      });
      const outputs = await Promise.all(results.map(read));
      tf.dispose(results);
      return outputs;
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
}

function readWeights(file: Uint8Array, shapes: readonly number[][]): tf.Tensor[] {
  let offset = file.byteOffset;
  return shapes.map((shape) => {
    const length = shape.reduce((count, extent) => count * extent, 1);
    const data = new Float32Array(file.buffer, offset, length);
    offset += data.byteLength;
    return tf.tensor(data, shape);
  });
}
