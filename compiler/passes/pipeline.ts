import { DiagnosticError } from '../diagnostics/diagnostic.js';
import type { Graph } from '../ir/graph.js';
import { verifyGraph } from '../ir/verify.js';
import type { Settings } from '../settings.js';
import { machinesFor, settingsOf } from '../settings.js';
import type { CoreMachine, GpuMachine, Machine, Target } from '../target/machine.js';
import { assignLayouts } from './assign-layouts.js';
import { assignWorkspaces } from './assign-workspaces.js';
import { chooseStages } from './choose-stages.js';
import { divideWinograd } from './divide-winograd.js';
import { eliminateCommonSubexpressions } from './eliminate-common-subexpressions.js';
import { eliminateDeadCode } from './eliminate-dead-code.js';
import { expandPowers } from './expand-powers.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { foldConstants } from './fold-constants.js';
import { foldPadding } from './fold-padding.js';
import { fusePooling } from './fuse-pooling.js';
import { fuseTail } from './fuse-tail.js';
import { hoistRecurrentInput } from './hoist-recurrent-input.js';
import { inferShapes } from './infer-shapes.js';
import { placeConcat } from './place-concat.js';
import { planMemory } from './plan-memory.js';
import { quantizeWeights } from './quantize-weights.js';
import { sinkViews } from './sink-views.js';
import { storeStates } from './store-states.js';
import { toDepthwise } from './to-depthwise.js';
import { toMatmul } from './to-matmul.js';
import { toPictures } from './to-pictures.js';
import { toWinograd } from './to-winograd.js';

export type Pass = CommonPass | TargetPass;

interface PassEntry {
  readonly name: string;
  /** Why it stands at this place. */
  readonly why: string;
  /** `fixpoint`: run until nothing changes. */
  readonly repeat: 'once' | 'fixpoint';
}

/** Does the same for all targets, once; what depends on a machine depends on one core. */
export interface CommonPass extends PassEntry {
  readonly target: 'all';
  run(graph: Graph, settings: Settings, core: CoreMachine): Graph;
}

/** Asks the machine that the graph is to run on: any, or one of a kind. */
export type TargetPass = PassEntry &
  (
    | { readonly target: 'each'; run(graph: Graph, machine: Machine): Graph }
    | { readonly target: 'wasm'; run(graph: Graph, machine: CoreMachine): Graph }
    | { readonly target: 'webgpu'; run(graph: Graph, machine: GpuMachine): Graph }
  );

/** Every pass in the order in which they run: those that all targets have in common come first. */
export const PIPELINE = [
  {
    name: 'infer-shapes',
    why: 'everything behind relies on the types',
    run: inferShapes,
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'fold-constants',
    why: 'the rewrites behind ask which operands are constant',
    run: foldConstants,
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'expand-powers',
    why: 'exponents that follow from others are known by now',
    run: expandPowers,
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'eliminate-common-subexpressions',
    why: 'one user fewer may be the one user that a rewrite asks for',
    run: eliminateCommonSubexpressions,
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'eliminate-dead-code',
    why: 'users that reach no output must not keep a rewrite from firing',
    run: eliminateDeadCode,
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'to-pictures',
    why: 'all that is said of pictures behind holds of rows, too',
    run: toPictures,
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'fold-padding',
    why: 'convolutions get their final geometry before rewrites ask for it',
    run: foldPadding,
    target: 'all',
    repeat: 'fixpoint',
  },
  {
    name: 'fold-batch-norm',
    why: 'layers must still have weight and bias as operands, and stand next to their norm',
    run: foldBatchNorm,
    target: 'all',
    repeat: 'fixpoint',
  },
  {
    name: 'hoist-recurrent-input',
    why: 'the layer it makes is one of the linear layers that the rewrites behind look at',
    run: hoistRecurrentInput,
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'sink-views',
    why: 'elementwise ops reach their root, and linear layers turn into convolutions',
    run: sinkViews,
    target: 'all',
    repeat: 'fixpoint',
  },
  {
    name: 'to-depthwise',
    why: 'all convolutions are there',
    run: toDepthwise,
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'to-winograd',
    why: 'convolutions that are depthwise are told apart by now, and biases are still operands',
    run: (graph, { winograd }, { caches }) => toWinograd(graph, winograd, caches),
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'to-matmul',
    why: 'weights and biases are final; the bias becomes an elementwise op to be fused',
    run: toMatmul,
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'quantize-weights',
    why: 'weights are final; the scales become elementwise ops to be fused',
    run: (graph, { weightsAs }) => quantizeWeights(graph, weightsAs),
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'fuse-tail',
    why: 'every rewrite that makes or moves elementwise ops has run',
    run: fuseTail,
    target: 'all',
    repeat: 'once',
  },
  {
    name: 'divide-winograd',
    why: 'roots are final; what is pooled takes a strip or block at a time',
    run: divideWinograd,
    target: 'wasm',
    repeat: 'once',
  },
  {
    name: 'fuse-pooling',
    why: 'what is pooled is one kernel with its tail by now, and values have no layout yet',
    run: fusePooling,
    target: 'wasm',
    repeat: 'once',
  },
  {
    name: 'assign-layouts',
    why: 'the kernels are known now, and with them which operands they read in whole vectors',
    run: assignLayouts,
    target: 'each',
    repeat: 'once',
  },
  {
    name: 'store-states',
    why: 'values have layouts, so that what is kept can be copied as it is to lie',
    run: storeStates,
    target: 'each',
    repeat: 'once',
  },
  {
    name: 'place-concat',
    why: 'producers are laid out, and memory is planned around joint buffers',
    run: placeConcat,
    target: 'each',
    repeat: 'once',
  },
  {
    name: 'assign-workspaces',
    why: 'kernels are final; what they keep aside is planned with all else',
    run: assignWorkspaces,
    target: 'wasm',
    repeat: 'once',
  },
  {
    name: 'choose-stages',
    why: 'kernels and layouts are final; only stages have a workspace to be planned',
    run: chooseStages,
    target: 'webgpu',
    repeat: 'once',
  },
  {
    name: 'plan-memory',
    why: 'sizes, views and the order of the kernels are final',
    run: planMemory,
    target: 'each',
    repeat: 'once',
  },
] as const satisfies readonly Pass[];

export type PassName = (typeof PIPELINE)[number]['name'];

/** The passes that a graph for a target goes through. */
export function passesFor(target: Target): Pass[] {
  return PIPELINE.filter((pass) => ['all', 'each', target].includes(pass.target));
}

export interface PassHooks {
  /** Check the graph with the verifier before the first pass and after each. */
  readonly verify?: boolean;
  /** Called after every pass, also when it changed nothing (then `before === after`). */
  readonly observe?: (pass: Pass, before: Graph, after: Graph) => void;
}

export interface PipelineOptions extends PassHooks, Partial<Settings> {
  /** Which of the targets the graph is for: WebAssembly unless told. */
  readonly target?: Target;
  /** Begin with this pass: the graph has been through those before. */
  readonly from?: PassName;
  /** Stop after this pass, or ahead of it. */
  readonly after?: PassName;
  readonly before?: PassName;
}

/**
 * Runs all passes for one target over `graph`. Behind the last one every value but constants has a
 * layout and an offset in the arena. With `verify`, throws a DiagnosticError that names the pass whose
 * result breaks a rule; that is a mistake in the compiler.
 */
export function runPipeline(graph: Graph, options: PipelineOptions = {}): Graph {
  const { target = 'wasm', from, after, before, verify, observe, ...chosen } = options;
  const settings = settingsOf(chosen);
  const machines = machinesFor(settings);
  const steps = [...commonSteps(settings, machines.wasm), ...targetSteps(machines[target])];
  const at = (wanted: PassName): number => {
    const found = steps.findIndex(({ pass }) => pass.name === wanted);
    if (found < 0) throw new RangeError(`${wanted} is no pass for ${target}`);
    return found;
  };
  const begin = from === undefined ? 0 : at(from);
  const end = Math.min(
    after === undefined ? steps.length : at(after) + 1,
    before === undefined ? steps.length : at(before),
  );
  return runSteps(graph, steps.slice(begin, end), { verify, observe });
}

/** The first passes, which do the same for all targets. */
export function runCommonPasses(
  graph: Graph,
  settings: Settings,
  core: CoreMachine,
  hooks: PassHooks = {},
): Graph {
  return runSteps(graph, commonSteps(settings, core), hooks);
}

/** The passes for a machine, over a graph that has been through the common ones. */
export function runTargetPasses(graph: Graph, machine: Machine, hooks: PassHooks = {}): Graph {
  return runSteps(graph, targetSteps(machine), hooks);
}

/** A pass with what it asks. */
interface PassStep {
  readonly pass: Pass;
  readonly run: (graph: Graph) => Graph;
}

const ALL: readonly Pass[] = PIPELINE;

function commonSteps(settings: Settings, core: CoreMachine): PassStep[] {
  return ALL.flatMap((pass) =>
    pass.target === 'all' ? { pass, run: (graph: Graph) => pass.run(graph, settings, core) } : [],
  );
}

function targetSteps(machine: Machine): PassStep[] {
  return ALL.flatMap((pass): PassStep | PassStep[] => {
    switch (pass.target) {
      case 'all':
        return [];
      case 'each':
        return { pass, run: (graph) => pass.run(graph, machine) };
      case 'wasm':
        return machine.kind === 'wasm' ? { pass, run: (graph) => pass.run(graph, machine) } : [];
      case 'webgpu':
        return machine.kind === 'webgpu' ? { pass, run: (graph) => pass.run(graph, machine) } : [];
    }
  });
}

function runSteps(
  graph: Graph,
  steps: readonly PassStep[],
  { verify = false, observe }: { verify?: boolean; observe?: PassHooks['observe'] },
): Graph {
  if (verify) requireValid(graph, 'the front end');
  let current = graph;
  for (const step of steps) {
    const before = current;
    current = runStep(step, before);
    observe?.(step.pass, before, current);
    if (verify) requireValid(current, `pass ${step.pass.name}`);
  }
  return current;
}

/** A pass that finds more to do every time would never end. */
const MOST_REPETITIONS = 1000;

function runStep({ pass, run }: PassStep, graph: Graph): Graph {
  if (pass.repeat === 'once') return run(graph);
  let current = graph;
  for (let repetition = 0; repetition < MOST_REPETITIONS; repetition++) {
    const next = run(current);
    if (next === current) return current;
    current = next;
  }
  throw new RangeError(`pass ${pass.name} does not reach a fixpoint`);
}

function requireValid(graph: Graph, origin: string): void {
  const diagnostics = verifyGraph(graph);
  if (diagnostics.length === 0) return;
  throw new DiagnosticError(
    diagnostics.map((diagnostic) => ({
      ...diagnostic,
      notes: [...(diagnostic.notes ?? []), `the graph is the result of ${origin}`],
    })),
  );
}
