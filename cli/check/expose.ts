import type { Graph, GraphOutput } from '../../compiler/ir/graph.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import type { PassOptions } from '../../compiler/passes/pipeline.js';
import { PIPELINE, runPipeline } from '../../compiler/passes/pipeline.js';

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
export function exposeIntermediates(graph: Graph, options: PassOptions): ExposedGraph {
  const layouts = PIPELINE.findIndex(({ name }) => name === 'assign-layouts');
  const optimised = runPipeline(graph, { ...options, after: PIPELINE[layouts - 1].name });
  const computed = optimised.nodes.filter((node) => !isOp(node, 'constant'));
  const outputs = computed
    .flatMap((node) => node.outputs)
    .map((value, index): GraphOutput => ({ name: `value_${index}`, value }));
  const reference = { ...optimised, outputs };
  const planned = PIPELINE.slice(layouts).reduce(
    (current: Graph, pass) => pass.run(current, options),
    reference,
  );
  return { reference, planned };
}
