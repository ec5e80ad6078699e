import { ModuleEncoder } from './assembler/module.js';
import { readSexp } from './assembler/read-sexp.js';
import type { InstructionSet } from './expressions.js';

/**
 * Assembles WebAssembly text: folded instructions, and names for everything that has a number. It has
 * the forms that the emitter prints and no others. Throws when the text is not valid: a mistake in
 * the emitter.
 */
export async function assemble(
  wat: string,
  instructions: InstructionSet = 'simd',
): Promise<Uint8Array<ArrayBuffer>> {
  const [, ...fields] = readSexp(wat);
  const binary = new ModuleEncoder().encode(fields);
  // The engine that compiles need not know relaxed SIMD; every one knows the rest.
  const valid = instructions === 'relaxed' || WebAssembly.validate(binary);
  // It says what is wrong only while it compiles.
  if (!valid) await WebAssembly.compile(binary);
  return binary;
}
