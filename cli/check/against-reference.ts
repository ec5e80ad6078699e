import { generateProgram } from '../../compiler/codegen/generate.js';
import { tunedPlans } from '../../compiler/codegen/tuning/tuned-plan.js';
import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import { interpret, interpreter } from '../../compiler/interpreter/interpret.js';
import type { Graph, Node, Value } from '../../compiler/ir/graph.js';
import { opsOf } from '../../compiler/ir/kernel.js';
import type { Elements, Tensor } from '../../compiler/ir/tensor.js';
import { machinesFor } from '../../compiler/settings.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Settings } from '../../compiler/settings.js';
import type { Target } from '../../compiler/target/machine.js';
import { compileWithProgress } from '../compile-with-progress.js';
import type { Context } from '../context.js';
import { namesIn } from '../inspect/names.js';
import { withBundle } from '../run-bundle.js';
import type { Departure } from './compare.js';
import { worstElement } from './compare.js';
import { exposeIntermediates } from './expose.js';

/** How far one step of the computation is from the reference. */
export interface Comparison extends Departure {
  /** `%c1 = conv2d, tanh`, `pass fold-batch-norm`, `output scores`. */
  readonly what: string;
  readonly kind: 'pass' | 'kernel' | 'output';
  readonly span?: Span;
  /** What rounding the weights does: asked for, so it departs from nothing. */
  readonly isRounding?: true;
}

export type Tensors = Readonly<Record<string, Tensor>>;

/**
 * Compares in the order in which a mistake would show: the passes, by interpreting the graph before
 * and after; every kernel of the target; and the bundle as it ships, whose intermediates share
 * memory. Yields as it goes; the first comparison above the tolerance names the culprit. Where weights
 * are rounded, all that follows is compared with the network of rounded weights. Passes and kernels see the first
 * of the runs, of which there is at least one.
 */
export async function* compareWithReference(
  context: Context,
  graph: Graph,
  target: Target,
  chosen: Settings,
  runs: readonly Tensors[],
): AsyncGenerator<Comparison> {
  const settings = { ...chosen, targets: [target] };
  const [inputs] = runs;
  const reference = yield* comparePasses(context, graph, target, settings, inputs);
  yield* compareKernels(context, graph, target, settings, inputs);

  const program = await compileWithProgress(context, graph, settings);
  const results = await withBundle(context, program, async ({ run }) => {
    const found: Awaited<ReturnType<typeof run>>[] = [];
    for (const each of runs) found.push(await run(dataOf(each)));
    return found;
  });
  const next = interpreter(reference.graph);
  for (const [at, result] of results.entries()) {
    const expected = runs.length === 1 ? reference.outputs : next(runs[at]);
    for (const { name, value } of graph.outputs) {
      yield {
        what: `output ${name}${at === 0 ? '' : `, run ${at + 1}`}`,
        kind: 'output',
        ...worstElement(result[name], expected[name]),
        ...spanOf(value),
      };
    }
  }
}

/** What the target has to compute, and gives in its first run. */
interface Reference {
  readonly graph: Graph;
  readonly outputs: Tensors;
}

/** Interprets the graph after every pass that changed it. Returns what the target has to compute. */
function* comparePasses(
  { progress }: Context,
  graph: Graph,
  target: Target,
  settings: Settings,
  inputs: Tensors,
): Generator<Comparison, Reference> {
  progress.step('interpreting the network');
  let reference: Reference = { graph, outputs: interpret(graph, inputs) };
  const stages: { name: string; graph: Graph }[] = [];
  runPipeline(graph, {
    ...settings,
    target,
    observe: ({ name }, before, after) => {
      if (after !== before) stages.push({ name, graph: after });
    },
  });
  for (const stage of stages) {
    progress.step(`interpreting the graph after ${stage.name}`);
    const results = interpret(stage.graph, inputs);
    const worst = graph.outputs
      .map(({ name }) => worstElement(results[name].data, reference.outputs[name]))
      .reduce((a, b) => ({
        ...(b.error > a.error ? b : a),
        elements: a.elements + b.elements,
        notFinite: a.notFinite + b.notFinite,
      }));
    const isRounding = stage.name === 'quantize-weights';
    yield { what: `pass ${stage.name}`, kind: 'pass', ...worst, ...(isRounding && { isRounding }) };
    if (isRounding) reference = { graph: stage.graph, outputs: results };
  }
  return reference;
}

async function* compareKernels(
  context: Context,
  graph: Graph,
  target: Target,
  settings: Settings,
  inputs: Tensors,
): AsyncGenerator<Comparison> {
  const { threads, relaxedSimd, tuning } = settings;
  const machines = machinesFor(settings);
  const { reference, planned } = exposeIntermediates(graph, target, settings);
  context.progress.step('interpreting every kernel');
  const expected = interpret(reference, inputs);
  const program = await generateProgram({ [target]: planned }, machines, {
    threads,
    relaxedSimd,
    choosePlan: tunedPlans(tuning, machines.wasm),
  });
  const results = await withBundle(context, program, ({ run }) => run(dataOf(inputs)));
  const nameOf = namesIn(reference);
  const nodeOf = new Map<Value, Node>();
  for (const node of reference.nodes) for (const value of node.outputs) nodeOf.set(value, node);
  for (const { name, value } of reference.outputs) {
    const node = nodeOf.get(value);
    const ops = (node === undefined ? [] : opsOf(node)).map(({ op }) => op);
    yield {
      what: `%${nameOf(value)} = ${ops.join(', ')}`,
      kind: 'kernel',
      ...worstElement(results[name], expected[name]),
      ...spanOf(node ?? value),
    };
  }
}

function dataOf(inputs: Tensors): Record<string, Elements> {
  return Object.fromEntries(Object.entries(inputs).map(([name, { data }]) => [name, data]));
}

function spanOf({ span }: { readonly span?: Span }): { span?: Span } {
  return span === undefined ? {} : { span };
}
