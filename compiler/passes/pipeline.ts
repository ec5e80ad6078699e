import { DiagnosticError } from '../diagnostics/diagnostic.js';
import type { Graph } from '../ir/graph.js';
import type { WeightType } from '../ir/types.js';
import { verifyGraph } from '../ir/verify.js';
import { assignLayouts } from './assign-layouts.js';
import { eliminateCommonSubexpressions } from './eliminate-common-subexpressions.js';
import { eliminateDeadCode } from './eliminate-dead-code.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { foldConstants } from './fold-constants.js';
import { foldPadding } from './fold-padding.js';
import { fusePooling } from './fuse-pooling.js';
import { fuseTail } from './fuse-tail.js';
import { hoistLstmInput } from './hoist-lstm-input.js';
import { inferShapes } from './infer-shapes.js';
import { placeConcat } from './place-concat.js';
import { planMemory } from './plan-memory.js';
import { quantizeWeights } from './quantize-weights.js';
import { sinkViews } from './sink-views.js';
import { toDepthwise } from './to-depthwise.js';
import { toMatmul } from './to-matmul.js';
import { toWinograd } from './to-winograd.js';
import type { WinogradLimit } from './winograd-choice.js';

export interface Pass {
  readonly name: string;
  /** Why it stands at this place. */
  readonly why: string;
  run(graph: Graph, options: PassOptions): Graph;
  /** `fixpoint`: run until nothing changes. */
  readonly repeat: 'once' | 'fixpoint';
}

/** What a user decides. */
export interface PassOptions {
  /** How the weights of convolutions and linear layers are stored; f32 unless told. */
  readonly weightsAs?: WeightType;
  /** The largest tile of a Winograd convolution; 4 unless told. */
  readonly winograd?: WinogradLimit;
  /** Whether several threads may run WebAssembly. */
  readonly threads?: boolean;
}

/** Every pass in the order in which they run. */
export const PIPELINE = [
  {
    name: 'infer-shapes',
    why: 'everything behind relies on the types',
    run: inferShapes,
    repeat: 'once',
  },
  {
    name: 'fold-constants',
    why: 'the rewrites behind ask which operands are constant',
    run: foldConstants,
    repeat: 'once',
  },
  {
    name: 'eliminate-common-subexpressions',
    why: 'one user fewer may be the one user that a rewrite asks for',
    run: eliminateCommonSubexpressions,
    repeat: 'once',
  },
  {
    name: 'eliminate-dead-code',
    why: 'users that reach no output must not keep a rewrite from firing',
    run: eliminateDeadCode,
    repeat: 'once',
  },
  {
    name: 'fold-padding',
    why: 'convolutions get their final geometry before rewrites ask for it',
    run: foldPadding,
    repeat: 'fixpoint',
  },
  {
    name: 'fold-batch-norm',
    why: 'layers must still have weight and bias as operands, and stand next to their norm',
    run: foldBatchNorm,
    repeat: 'fixpoint',
  },
  {
    name: 'hoist-lstm-input',
    why: 'the layer it makes is one of the linear layers that the rewrites behind look at',
    run: hoistLstmInput,
    repeat: 'once',
  },
  {
    name: 'sink-views',
    why: 'elementwise ops reach their root, and linear layers turn into convolutions',
    run: sinkViews,
    repeat: 'fixpoint',
  },
  {
    name: 'to-depthwise',
    why: 'all convolutions are there',
    run: toDepthwise,
    repeat: 'once',
  },
  {
    name: 'to-winograd',
    why: 'convolutions that are depthwise are told apart by now, and biases are still operands',
    run: (graph, { winograd = 4, threads }) => toWinograd(graph, winograd, threads),
    repeat: 'once',
  },
  {
    name: 'to-matmul',
    why: 'weights and biases are final; the bias becomes an elementwise op to be fused',
    run: toMatmul,
    repeat: 'once',
  },
  {
    name: 'quantize-weights',
    why: 'weights are final; the scales become elementwise ops to be fused',
    run: (graph, { weightsAs = 'f32' }) => quantizeWeights(graph, weightsAs),
    repeat: 'once',
  },
  {
    name: 'fuse-tail',
    why: 'every rewrite that makes or moves elementwise ops has run',
    run: fuseTail,
    repeat: 'once',
  },
  {
    name: 'fuse-pooling',
    why: 'what is pooled is one kernel with its tail by now, and values have no layout yet',
    run: fusePooling,
    repeat: 'once',
  },
  {
    name: 'assign-layouts',
    why: 'the kernels are known now, and with them which operands they read in whole vectors',
    run: assignLayouts,
    repeat: 'once',
  },
  {
    name: 'place-concat',
    why: 'producers are laid out, and memory is planned around joint buffers',
    run: placeConcat,
    repeat: 'once',
  },
  {
    name: 'plan-memory',
    why: 'sizes, views and the order of the kernels are final',
    run: planMemory,
    repeat: 'once',
  },
] as const satisfies readonly Pass[];

export type PassName = (typeof PIPELINE)[number]['name'];

export interface PipelineOptions extends PassOptions {
  /** Stop after this pass. */
  readonly after?: PassName;
  /** Check the graph with the verifier before the first pass and after each. */
  readonly verify?: boolean;
  /** Called after every pass, also when it changed nothing (then `before === after`). */
  readonly observe?: (pass: Pass, before: Graph, after: Graph) => void;
}

/** A pass that finds more to do every time would never end. */
const MOST_REPETITIONS = 1000;

/**
 * Runs the passes over `graph`. Behind the last one every value but constants has a layout and an
 * offset in the arena. With `verify`, throws a DiagnosticError that names the pass whose result
 * breaks a rule; that is a mistake in the compiler.
 */
export function runPipeline(graph: Graph, options: PipelineOptions = {}): Graph {
  if (options.verify === true) requireValid(graph, 'the front end');
  let current = graph;
  for (const pass of PIPELINE) {
    const before = current;
    current = runPass(pass, before, options);
    options.observe?.(pass, before, current);
    if (options.verify === true) requireValid(current, `pass ${pass.name}`);
    if (pass.name === options.after) break;
  }
  return current;
}

function runPass(pass: Pass, graph: Graph, options: PassOptions): Graph {
  if (pass.repeat === 'once') return pass.run(graph, options);
  let current = graph;
  for (let repetition = 0; repetition < MOST_REPETITIONS; repetition++) {
    const next = pass.run(current, options);
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
