import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LoadNetwork } from './runtime.js';
import { loadProgram } from './tfjs.js';

/** TensorFlow.js with its WebGPU backend, in a page. */
export const load: LoadNetwork = async (files, name) => {
  const isThere = await tf.setBackend('webgpu');
  if (!isThere) throw new Error('its WebGPU backend did not start');
  await tf.ready();
  return loadProgram(files, name, (tensor) => tensor.data<'float32'>());
};
