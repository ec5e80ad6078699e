import type { BundleChunk } from '../compiler/codegen/bundle/write-bundle.js';
import { writeBundle } from '../compiler/codegen/bundle/write-bundle.js';
import type { Program } from '../compiler/codegen/program.js';
import type { ChoosePlan } from '../compiler/codegen/schedule/choose-plan.js';
import type { Graph } from '../compiler/ir/graph.js';
import { compileNetwork } from './compile-network.js';
import type { Context } from './context.js';
import type { KernelOptions, NetworkOptions, Target } from './options.js';
import { passOptions, requireWasmForThreads, requireWasmForTuning, targetsOf } from './options.js';

/** What decides about a bundle: `compile` makes it, `check` says whether it could be made. */
export interface BundleOptions extends NetworkOptions, KernelOptions {
  readonly target: Target | 'all';
  readonly singleFile: boolean;
  readonly relaxedSimd: boolean;
  readonly threads: boolean;
}

/** A compiled network, and the files of its bundle, whose weights are read as the chunks are taken. */
export interface Bundle {
  readonly program: Program;
  readonly chunks: Iterable<BundleChunk>;
}

/** Says, before any work is done, that something was asked for which the targets leave out. */
export function requireWasmFor({
  threads,
  target,
  ...tuning
}: Pick<BundleOptions, 'target' | 'threads' | 'tuned'> & { readonly tune?: boolean }): void {
  if (threads) requireWasmForThreads(target);
  requireWasmForTuning(target, tuning);
}

/**
 * From a graph to the files of a bundle, with progress; nothing is written. Whatever is wrong with a
 * network or its weights is a DiagnosticError here or while the chunks are taken.
 */
export async function makeBundle(
  context: Context,
  graph: Graph,
  options: BundleOptions,
  choosePlan?: ChoosePlan,
): Promise<Bundle> {
  const { threads, relaxedSimd, singleFile } = options;
  const program = await compileNetwork(context, graph, targetsOf(options.target), {
    ...passOptions(options),
    ...(choosePlan && { choosePlan }),
    threads,
    relaxedSimd,
  });
  const chunks = writeBundle(program, { singleFile });
  return { program, chunks: withProgress(context, program, chunks) };
}

function* withProgress(
  { progress }: Context,
  { weights }: Program,
  chunks: Iterable<BundleChunk>,
): Generator<BundleChunk> {
  let written = 0;
  for (const chunk of chunks) {
    const { file, bytes } = chunk;
    const percent = Math.floor((100 * written) / Math.max(1, weights.byteLength));
    progress.step(file.endsWith('.weights') ? `packing ${file}, ${percent} %` : `packing ${file}`);
    written += bytes.length;
    yield chunk;
  }
}
