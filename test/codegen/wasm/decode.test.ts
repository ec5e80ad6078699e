import { describe, expect, test } from 'vitest';
import { scale, toIndex, variable } from '../../../compiler/lower/formulas/index-expr.js';
import type { Buffer, Kernel, ValueType } from '../../../compiler/lower/loops/loop-ir.js';
import { assemble } from '../../../compiler/codegen/wasm/assemble.js';
import { networkModule } from '../../../compiler/codegen/wasm/module.js';
import type { NarrowType } from '../../../compiler/ir/types.js';
import { decodeFloat16 } from '../../../compiler/weights/float16.js';
import { ONE_CORE } from '../../../compiler/target/one-core.js';

/** Loads every stored element, one by one or four at once, and stores it as f32. */
function decodingKernel(element: NarrowType, type: ValueType, count: number): Kernel {
  const stored: Buffer = { name: 'stored', space: 'weights', element };
  const output: Buffer = { name: 'output', space: 'arena' };
  const lanes = type === 'f32' ? 1 : 4;
  const i = variable('i', count / lanes);
  const address = scale(i, lanes);
  return {
    name: 'decode',
    buffers: [stored, output],
    body: [
      {
        kind: 'for',
        variable: i,
        from: toIndex(0),
        to: toIndex(count / lanes),
        body: [
          {
            kind: 'store',
            buffer: output,
            address,
            value: { kind: 'load', type, buffer: stored, address },
            lanes,
          },
        ],
      },
    ],
  };
}

async function decoded(
  element: NarrowType,
  type: ValueType,
  stored: Uint16Array | Int8Array,
): Promise<Float32Array> {
  const kernel = decodingKernel(element, type, stored.length);
  const start = stored.byteLength;
  const call = { kernel, addresses: [0, start], label: 'decode' };
  const bytes = start + 4 * stored.length;
  const binary = await assemble(networkModule('decode', [kernel], [call], bytes, ONE_CORE).fields);
  const { instance } = await WebAssembly.instantiate(new Uint8Array(binary));
  const { memory, run } = instance.exports as unknown as {
    memory: WebAssembly.Memory;
    run: () => void;
  };
  new Uint8Array(memory.buffer).set(new Uint8Array(stored.buffer));
  run();
  return new Float32Array(memory.buffer, start, stored.length);
}

describe.each(['f32', 'f32x4'] as const)('a load as %s', (type) => {
  test('gives every finite binary16 bit by bit', async () => {
    const exponents = Array.from({ length: 2 ** 16 }, (_, bits) => bits);
    const finite = Uint16Array.from(exponents.filter((bits) => (bits & 0x7c00) !== 0x7c00));
    const expected = decodeFloat16(finite);
    const actual = await decoded('f16', type, finite);
    expect(new Uint32Array(actual.slice().buffer)).toEqual(new Uint32Array(expected.buffer));
  });

  test('gives every whole number of eight bits', async () => {
    const numbers = Int8Array.from({ length: 256 }, (_, i) => i - 128);
    expect([...(await decoded('int8', type, numbers))]).toEqual([...numbers]);
  });
});
