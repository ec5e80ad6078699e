import { setFlagsFromString } from 'node:v8';
import { argumentBytes } from '../../compiler/codegen/argument-bytes.js';
import { loopsFor } from '../../compiler/codegen/schedule/run-steps.js';
import { ONE_CORE } from '../../compiler/target/one-core.js';
import { packedPieces } from '../../compiler/codegen/packing.js';
import type { PlacedNode } from '../../compiler/codegen/schedule/placement/placed-node.js';
import { assemble } from '../../compiler/codegen/wasm/assemble.js';
import type { InstructionSet } from '../../compiler/codegen/wasm/expressions.js';
import { networkModule } from '../../compiler/codegen/wasm/module.js';
import type { Value } from '../../compiler/ir/graph.js';
import { roundUp } from '../../compiler/ir/layout.js';
import { randomValues } from '../../compiler/weights/index.js';
import { fillIntegers } from './integer-operands.js';

const ALIGNMENT = 64;

/**
 * One module with the kernels of several schedulings of the same node, to be run by themselves: they
 * share memory, whose operands are random numbers, and indices inside of what they index.
 */
export async function instantiateKernels(
  alike: readonly PlacedNode[],
  instructions: InstructionSet = 'simd',
): Promise<(() => void)[]> {
  const [{ node, arguments: places }] = alike;
  let end = 0;
  const placedAt = new Map<Value, number>();
  // Panels of other widths are padded otherwise.
  const sizes = places.map((_, position) =>
    Math.max(...alike.map((placed) => argumentBytes(placed.arguments[position]))),
  );
  const addresses = places.map((argument, position) => {
    const known = argument.kind === 'value' ? placedAt.get(argument.value) : undefined;
    const address = known ?? end;
    if (known === undefined) end += roundUp(sizes[position], ALIGNMENT);
    if (argument.kind === 'constant') return address;
    placedAt.set(argument.value, address);
    return address + 4 * (argument.elements ?? 0);
  });
  const kernels = alike.map((placed, index) => {
    const [kernel] = loopsFor(ONE_CORE, placed);
    return { ...kernel, name: `${kernel.name}_${index}` };
  });
  const calls = kernels.map((kernel) => ({ kernel, addresses, label: kernel.name }));
  const options = { steps: true, instructions };
  const { fields } = networkModule('kernels', kernels, calls, end, ONE_CORE, options);
  const binary = await assemble(fields, instructions);
  const { instance } = await optimised(() => WebAssembly.instantiate(new Uint8Array(binary)));
  const exports = instance.exports as unknown as Readonly<Record<string, () => void>> & {
    readonly memory: WebAssembly.Memory;
  };
  fillRandomly(new Float32Array(exports.memory.buffer, 0, end / 4));
  for (const [value, address] of placedAt) {
    fillIntegers(exports.memory.buffer, node, value, address);
  }
  places.forEach((argument, position) => {
    if (argument.kind === 'value' || argument.data.type.element === 'f32') return;
    // Random bits would be any number of few bits, NaN and denormal ones as well.
    const memory = new Uint8Array(exports.memory.buffer);
    let at = addresses[position];
    memory.fill(0, at, at + sizes[position]);
    for (const { buffer, byteOffset, byteLength } of packedPieces(
      argument.data,
      argument.packing,
    )) {
      memory.set(new Uint8Array(buffer, byteOffset, byteLength), at);
      at += byteLength;
    }
  });
  return kernels.map((_, index) => exports[`step${index}`]);
}

/**
 * V8 first compiles quickly and replaces each function some time after it has been found to be hot;
 * which of many kernels have been replaced by a given moment is chance. So it is told to optimise at once.
 */
async function optimised<T>(compile: () => Promise<T>): Promise<T> {
  setFlagsFromString('--no-liftoff');
  try {
    return await compile();
  } finally {
    setFlagsFromString('--liftoff');
  }
}

const MOST_RANDOM = 2 ** 20;

function fillRandomly(memory: Float32Array): void {
  const random = randomValues(1, 'operands', Math.min(memory.length, MOST_RANDOM), -1, 1);
  for (let start = 0; start < memory.length; start += random.length) {
    memory.set(random.subarray(0, memory.length - start), start);
  }
}
