import type { CodegenStep, PlannedGraphs } from './codegen/generate.js';
import { generateProgram } from './codegen/generate.js';
import type { Program } from './codegen/program.js';
import { tunedPlans } from './codegen/tuning/tuned-plan.js';
import type { Span } from './diagnostics/diagnostic.js';
import type { Graph } from './ir/graph.js';
import type { PassHooks } from './passes/pipeline.js';
import { runCommonPasses, runTargetPasses } from './passes/pipeline.js';
import type { Settings } from './settings.js';
import { machinesFor, settingsOf } from './settings.js';

/** What a caller sees of compiling, and may add to it; nothing of it decides about the kernels. */
export interface CompileHooks extends PassHooks {
  /** Sees, and may change, what constants read before code is generated. */
  readonly watch?: (optimised: Graph) => Graph;
  /** Called after every step of generating code, so that a profiler can read the clock between them. */
  readonly observeStep?: (step: CodegenStep) => void;
  /** Describes a source position for comments in the generated text: `lenet5.net:7`. */
  readonly locate?: (span: Span) => string;
  /** Exports every kernel call by itself as well, for a profiler; see `GenerateOptions`. */
  readonly steps?: boolean;
}

/**
 * A network with its weights, as a program: the common passes once, those of each target, and code
 * generation. Throws a DiagnosticError when the network needs more memory than WebAssembly can address,
 * or when weights it needs are not bound.
 */
export async function compileNetwork(
  graph: Graph,
  chosen: Partial<Settings> = {},
  hooks: CompileHooks = {},
): Promise<Program> {
  const settings = settingsOf(chosen);
  const { watch = (optimised: Graph): Graph => optimised, observeStep, locate, steps } = hooks;
  const machines = machinesFor(settings);
  const common = watch(runCommonPasses(graph, settings, machines.wasm, hooks));
  const planned: PlannedGraphs = Object.fromEntries(
    settings.targets.map((target) => [target, runTargetPasses(common, machines[target], hooks)]),
  );
  const { threads, relaxedSimd, tuning } = settings;
  const program = await generateProgram(planned, machines, {
    threads,
    relaxedSimd,
    choosePlan: tunedPlans(tuning, machines.wasm),
    ...(locate && { locate }),
    ...(steps && { steps }),
    ...(observeStep && { observe: observeStep }),
  });
  return { ...program, settings };
}
