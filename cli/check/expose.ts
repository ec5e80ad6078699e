import type { Graph, GraphOutput } from '../../compiler/ir/graph.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Settings } from '../../compiler/settings.js';
import type { Target } from '../../compiler/target/machine.js';

/** A graph whose every kernel's result is an output, before and after memory is assigned. */
export interface ExposedGraph {
  /** What the interpreter runs: the same nodes without layouts. */
  readonly reference: Graph;
  /** What is compiled. */
  readonly planned: Graph;
}

/**
 * Optimises a graph as always, then makes every intermediate an output, so that a bundle hands all of
 * them out on any target. The kernels stay those of the real bundle; only their memory differs.
 */
export function exposeIntermediates(
  graph: Graph,
  target: Target,
  settings: Settings,
): ExposedGraph {
  const optimised = runPipeline(graph, { ...settings, target, before: 'assign-layouts' });
  const computed = optimised.nodes.filter((node) => !isOp(node, 'constant'));
  const outputs = computed
    .flatMap((node) => node.outputs)
    .map((value, index): GraphOutput => ({ name: `value_${index}`, value }));
  const reference = { ...optimised, outputs };
  const planned = runPipeline(reference, { ...settings, target, from: 'assign-layouts' });
  return { reference, planned };
}
