import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { LoadNetwork } from './runtime.js';
import { loadProgram } from './tfjs.js';

/**
 * TensorFlow.js with its WebAssembly backend. In Node the backend never starts threads, whatever it
 * is asked for; in an isolated page it does.
 */
export const load: LoadNetwork = async (files, name, { threads }) => {
  setThreadsCount(threads);
  // Of its two builds, the one without threads is the faster on one.
  if (threads === 1) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
  return loadProgram(files, name, (tensor) => Promise.resolve(tensor.dataSync<'float32'>()));
};
