import { THREADS } from '../../target/threads.js';
import type { Kernel } from '../loop-ir.js';
import type { WasmProgram } from '../program.js';
import { isParallel } from '../rewrite-loops.js';
import { assemble } from './assemble.js';
import type { InstructionSet } from './expressions.js';
import type { Call } from './module.js';
import { moduleText, threadedModule } from './module.js';
import { sharedFlagOffset } from './threads.js';

export interface EmitOptions {
  readonly arenaBase: number;
  readonly arenaBytes: number;
  readonly threads: boolean;
  readonly steps: boolean;
  readonly relaxedSimd: boolean;
  /** Called after each of the steps. */
  readonly observe: (step: 'emit' | 'assemble') => void;
}

/** The module that makes `calls` in order; see `WasmProgram` for its interface. */
export async function emitWasm(
  name: string,
  kernels: readonly Kernel[],
  calls: readonly Call[],
  { arenaBase, arenaBytes, threads, steps, relaxedSimd, observe }: EmitOptions,
): Promise<WasmProgram> {
  const bytes = arenaBase + arenaBytes;
  const binaryOf = async (
    wat: string,
    instructions: InstructionSet,
  ): Promise<Uint8Array<ArrayBuffer>> => {
    observe('emit');
    const binary = await assemble(wat, instructions);
    observe('assemble');
    return binary;
  };
  if (!threads) {
    const textFor = (instructions: InstructionSet): string =>
      moduleText(name, kernels, calls, bytes, { steps, instructions });
    const wat = textFor('simd');
    return {
      wat,
      binary: await binaryOf(wat, 'simd'),
      arenaBase,
      ...(relaxedSimd && { relaxed: await binaryOf(textFor('relaxed'), 'relaxed') }),
    };
  }
  const moduleFor = (instructions: InstructionSet): ReturnType<typeof threadedModule> =>
    threadedModule(name, kernels, calls, bytes, instructions);
  const { wat, pages, meeting } = moduleFor('simd');
  const binary = await binaryOf(wat, 'simd');
  const divided = calls.filter(({ kernel }) => isParallel(kernel.body)).length;
  const sharedFlag = sharedFlagOffset(binary);
  return {
    wat,
    binary,
    arenaBase,
    ...(relaxedSimd && { relaxed: await binaryOf(moduleFor('relaxed').wat, 'relaxed') }),
    threads: { pages, meeting, sharedFlag, divided, most: THREADS.threads.most },
  };
}
