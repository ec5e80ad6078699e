import { ModuleEncoder } from './assembler/module.js';
import type { InstructionSet } from './expressions.js';
import type { Sexp } from './sexp.js';

/**
 * Assembles the fields of a module: folded instructions, and names for everything that has a number. It
 * has the forms that the emitter makes and no others. Throws when the module is not valid: a mistake in
 * the emitter.
 */
export async function assemble(
  fields: readonly Sexp[],
  instructions: InstructionSet = 'simd',
): Promise<Uint8Array<ArrayBuffer>> {
  const binary = new ModuleEncoder().encode(fields);
  // The engine that compiles need not know relaxed SIMD; every one knows the rest.
  const valid = instructions === 'relaxed' || WebAssembly.validate(binary);
  // It says what is wrong only while it compiles.
  if (!valid) await WebAssembly.compile(binary);
  return binary;
}
