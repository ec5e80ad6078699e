import type { CodegenStep, PlannedGraphs } from './codegen/generate.js';
import { generatePrograms } from './codegen/generate.js';
import type { Program, SizeValues } from './codegen/program.js';
import { tunedPlans } from './codegen/tuning/tuned-plan.js';
import type { Span } from './diagnostics/diagnostic.js';
import { fail } from './diagnostics/diagnostic.js';
import type { Graph, Value } from './ir/graph.js';
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
  const [program] = await compileGraphs([graph], settingsOf(chosen), hooks);
  return program;
}

/** A network's graph, and the values of its parameters that tell it from the others. */
export interface Size {
  readonly set: SizeValues;
  readonly graph: Graph;
}

/**
 * One network at several sizes, as the program of the first with the `others`: one file of weights serves
 * all. Throws like `compileNetwork`.
 */
export async function compileSizes(
  sizes: readonly [Size, ...Size[]],
  chosen: Partial<Settings> = {},
  hooks: CompileHooks = {},
): Promise<Program> {
  const graphs = sizes.map(({ graph }) => graph);
  requireAlike(sizes);
  const programs = await compileGraphs(graphs, settingsOf(chosen), hooks);
  const [first, ...others] = programs.map((program, at) => ({ ...program, set: sizes[at].set }));
  return { ...first, others };
}

/** Callers see one network, whose inputs and outputs differ in nothing but their extents. */
function requireAlike([first, ...others]: readonly Size[]): void {
  const own = interfaceText(first.graph);
  for (const { set, graph } of others) {
    const other = interfaceText(graph);
    if (other === own) continue;
    fail({
      code: 'sizes/interface',
      title: `${graph.name} has other inputs or outputs with ${JSON.stringify(set)} than with ${JSON.stringify(first.set)}`,
      notes: [`with the one ${own}`, `with the other ${other}`],
      hint: 'compile into bundles of their own what is not one network at several sizes',
    });
  }
}

/** `photo f32 image of 4 axes -> scores f32 of 2 axes` */
function interfaceText({ inputs, outputs }: Graph): string {
  const textOf = (name: string, { type }: Value, image: unknown): string =>
    `${name} ${type.element}${image === undefined ? '' : ' image'} of ${type.shape.length} axes`;
  const taken = inputs.map(({ value, image }) => textOf(value.name, value, image));
  const given = outputs.map(({ name, value, image }) => textOf(name, value, image));
  return `${taken.join(', ')} -> ${given.join(', ')}`;
}

async function compileGraphs(
  graphs: readonly Graph[],
  settings: Settings,
  hooks: CompileHooks,
): Promise<Program[]> {
  const { watch = (optimised: Graph): Graph => optimised, observeStep, locate, steps } = hooks;
  const machines = machinesFor(settings);
  const planned = graphs.map((graph): PlannedGraphs => {
    const common = watch(runCommonPasses(graph, settings, machines.wasm, hooks));
    return Object.fromEntries(
      settings.targets.map((target) => [target, runTargetPasses(common, machines[target], hooks)]),
    );
  });
  const { threads, relaxedSimd, tuning } = settings;
  const programs = await generatePrograms(planned, machines, {
    threads,
    relaxedSimd,
    choosePlan: tunedPlans(tuning, machines.wasm),
    ...(locate && { locate }),
    ...(steps && { steps }),
    ...(observeStep && { observe: observeStep }),
  });
  return programs.map((program) => ({ ...program, settings }));
}
