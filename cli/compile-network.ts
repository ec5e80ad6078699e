import { basename } from 'node:path';
import type { Program } from '../compiler/codegen/program.js';
import { compileGraph } from '../compiler/codegen/compile.js';
import type { ChoosePlan } from '../compiler/codegen/schedule/tiling/choose-plan.js';
import type { Graph } from '../compiler/ir/graph.js';
import type { PassOptions } from '../compiler/passes/pipeline.js';
import { runPipeline } from '../compiler/passes/pipeline.js';
import type { Context } from './context.js';
import type { Target } from '../compiler/target/machine.js';
import { placeText } from './place.js';

export interface CompilationOptions extends PassOptions {
  readonly relaxedSimd: boolean;
  readonly choosePlan?: ChoosePlan;
}

/** All passes and code generation, with progress and with what they leave to the user. */
export async function compileNetwork(
  context: Context,
  graph: Graph,
  targets: readonly Target[],
  { relaxedSimd, threads = false, choosePlan, ...passes }: CompilationOptions,
): Promise<Program> {
  const { progress, sources, finite } = context;
  const optimised = runPipeline(graph, {
    ...passes,
    threads,
    observe: ({ name }) => {
      progress.step(`pass ${name} done`);
    },
  });
  progress.step('generating code');
  return compileGraph(finite.watchDerived(optimised), {
    targets,
    relaxedSimd,
    threads,
    ...(choosePlan && { choosePlan }),
    // Without folders: a bundle says nothing of the machine that made it, and is the same on any.
    locate: (span) => basename(placeText(sources, span) ?? span.file),
  });
}
