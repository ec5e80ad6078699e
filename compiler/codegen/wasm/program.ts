import type { Kernel } from '../loop-ir.js';
import type { WasmProgram } from '../program.js';
import { isParallel } from '../rewrite-loops.js';
import { assemble } from './assemble.js';
import type { InstructionSet } from './expressions.js';
import type { Call } from './module.js';
import { moduleText, threadedModule } from './module.js';
import { MOST_THREADS, sharedFlagOffset } from './threads.js';

export interface EmitOptions {
  readonly arenaBase: number;
  readonly arenaBytes: number;
  readonly threads: boolean;
  readonly steps: boolean;
  readonly relaxedSimd: boolean;
}

/** The module that makes `calls` in order; see `WasmProgram` for its interface. */
export async function emitWasm(
  name: string,
  kernels: readonly Kernel[],
  calls: readonly Call[],
  { arenaBase, arenaBytes, threads, steps, relaxedSimd }: EmitOptions,
): Promise<WasmProgram> {
  const bytes = arenaBase + arenaBytes;
  if (!threads) {
    const textFor = (instructions: InstructionSet): string =>
      moduleText(name, kernels, calls, bytes, { steps, instructions });
    const wat = textFor('simd');
    return {
      wat,
      binary: await assemble(wat),
      arenaBase,
      ...(relaxedSimd && { relaxed: await assemble(textFor('relaxed'), 'relaxed') }),
    };
  }
  const moduleFor = (instructions: InstructionSet): ReturnType<typeof threadedModule> =>
    threadedModule(name, kernels, calls, bytes, instructions);
  const { wat, pages, meeting } = moduleFor('simd');
  const binary = await assemble(wat);
  const divided = calls.filter(({ kernel }) => isParallel(kernel.body)).length;
  const sharedFlag = sharedFlagOffset(binary);
  return {
    wat,
    binary,
    arenaBase,
    ...(relaxedSimd && { relaxed: await assemble(moduleFor('relaxed').wat, 'relaxed') }),
    threads: { pages, meeting, sharedFlag, divided, most: MOST_THREADS },
  };
}
