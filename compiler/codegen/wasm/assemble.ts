import wabt from 'wabt';
import type { InstructionSet } from './expressions.js';

let toolkit: ReturnType<typeof wabt> | undefined;

/** Assembles WebAssembly text. Throws when the text is not valid: a mistake in the emitter. */
export async function assemble(
  wat: string,
  instructions: InstructionSet = 'simd',
): Promise<Uint8Array> {
  // The assembler is itself a WebAssembly module, worth starting once.
  toolkit ??= wabt();
  const assembler = await toolkit;
  const module = assembler.parseWat('netloom.wat', wat, {
    simd: true,
    relaxed_simd: instructions === 'relaxed',
    bulk_memory: true,
  });
  try {
    module.resolveNames();
    module.validate();
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}
