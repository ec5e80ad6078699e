import type { Threads } from '../../settings.js';
import type { CoreMachine } from '../../target/machine.js';
import type { Kernel } from '../../lower/loops/loop-ir.js';
import type { WasmProgram } from '../program.js';
import { isParallel } from '../../lower/loops/rewrite-loops.js';
import { assemble } from './assemble.js';
import type { InstructionSet } from './expressions.js';
import type { Call } from './module.js';
import { networkModule, threadedModule } from './module.js';
import type { WasmModule } from './sexp.js';
import { printModule } from './sexp.js';
import { sharedFlagOffset } from './threads.js';

export interface EmitOptions {
  readonly arenaBase: number;
  readonly arenaBytes: number;
  readonly machine: CoreMachine;
  /** How many run it unless `load()` is told otherwise, where the machine has several. */
  readonly threads: Threads;
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
  { arenaBase, arenaBytes, machine, threads, steps, relaxedSimd, observe }: EmitOptions,
): Promise<WasmProgram> {
  const bytes = arenaBase + arenaBytes;
  const binaryOf = async (
    { fields }: WasmModule,
    instructions: InstructionSet,
  ): Promise<Uint8Array<ArrayBuffer>> => {
    observe('emit');
    const binary = await assemble(fields, instructions);
    observe('assemble');
    return binary;
  };
  if (machine.threads === undefined) {
    const moduleFor = (instructions: InstructionSet): WasmModule =>
      networkModule(name, kernels, calls, bytes, machine, { steps, instructions });
    const module = moduleFor('simd');
    return {
      wat: () => printModule(module),
      binary: await binaryOf(module, 'simd'),
      arenaBase,
      ...(relaxedSimd && { relaxed: await binaryOf(moduleFor('relaxed'), 'relaxed') }),
    };
  }
  const moduleFor = (instructions: InstructionSet): ReturnType<typeof threadedModule> =>
    threadedModule(name, kernels, calls, bytes, machine, instructions);
  const { module, pages, meeting } = moduleFor('simd');
  const binary = await binaryOf(module, 'simd');
  const divided = calls.filter(({ kernel }) => isParallel(kernel.body)).length;
  const sharedFlag = sharedFlagOffset(binary);
  return {
    wat: () => printModule(module),
    binary,
    arenaBase,
    ...(relaxedSimd && { relaxed: await binaryOf(moduleFor('relaxed').module, 'relaxed') }),
    threads: {
      pages,
      meeting,
      sharedFlag,
      divided,
      most: machine.threads.most,
      ...(threads !== 'auto' && { usual: threads }),
    },
  };
}
