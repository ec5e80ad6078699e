import { writeWeights } from '../../compiler/codegen/bundle/weight-chunks.js';
import type { Program } from '../../compiler/codegen/program.js';
import { elementCount } from '../../compiler/ir/types.js';
import { pseudoRandom } from '../statistics.js';

/** A module whose kernels can be called one by one. */
export interface SteppedNetwork {
  /** Runs one inference and returns the milliseconds of each of its steps. */
  readonly inference: () => number[];
}

/**
 * Instantiates a program for WebAssembly that was compiled with `steps`, of which it has `count`. Its
 * weights are in place, its inputs are pseudo-random numbers.
 */
export async function instantiateSteps(program: Program, count: number): Promise<SteppedNetwork> {
  const { wasm, weights, inputs } = program;
  if (wasm === undefined) throw new Error(`${program.name} has no module`);
  const { instance } = await WebAssembly.instantiate(new Uint8Array(wasm.binary));
  const { memory, ...functions } = instance.exports;
  const { buffer } = memory as WebAssembly.Memory;
  writeWeights(weights, new Uint8Array(buffer));
  const written = inputs.map(({ input, offset }, index) => ({
    address: wasm.arenaBase + offset,
    data: pseudoRandom(elementCount(input.value.type.shape), index + 1),
  }));
  const steps = Array.from(
    { length: count },
    (_, index) => functions[`step${index}`] as () => void,
  );
  return {
    inference: () => {
      // The memory of an input may hold something else after an inference.
      for (const { address, data } of written) {
        new Float32Array(buffer, address, data.length).set(data);
      }
      let before = performance.now();
      return steps.map((step) => {
        step();
        const now = performance.now();
        const elapsed = now - before;
        before = now;
        return elapsed;
      });
    },
  };
}
