import { GPU } from '../../../target/webgpu.js';
import type { Graph, Node } from '../../../ir/graph.js';
import { withRoot } from '../../../ir/kernel.js';
import { memoize } from '../../../ir/memoize.js';
import { workspaceOf } from '../../../ir/memory/workspace.js';
import { packArena } from '../../../passes/plan-memory.js';
import type { Compute, Stage } from '../../compute.js';
import { isRepeated } from '../../compute.js';
import { lowerNode } from '../../lower/node.js';
import { nodeSignature } from '../placement/node-signature.js';
import { pooledApart } from './pooled-apart.js';
import { elementsTouched } from '../placement/elements-touched.js';
import { countOf } from '../placement/joint-axis.js';
import { readsOf } from '../placement/site.js';
import { splitAxes } from '../nests/tile.js';

/**
 * A planned graph as a GPU runs it, with a memory plan of its own. What is computed in stages on one
 * core goes through a workspace on a GPU only where that takes less arithmetic and memory traffic, and
 * then at once instead of in strips or blocks, for which there are caches.
 */
export function gpuGraph(graph: Graph): Graph {
  const choose = memoize(nodeSignature, chooseForm);
  const nodes = graph.nodes.flatMap((node) => gpuForms(node, choose));
  return packArena({ ...graph, nodes });
}

/** The same for a node, whose workspace has no place yet; what it pools in bands is two. */
export function gpuForms(node: Node, choose = chooseForm): Node[] {
  return pooledApart(node).map((part) =>
    part.workspace === undefined ? part : inForm(part, choose(part)),
  );
}

/** As on one core, without stages, or with them in no loops that they share. */
type Form = 'same' | 'direct' | 'whole stages';

function chooseForm(node: Node): Form {
  const { computes, stages } = lowerNode(node);
  // There is no other way where an order is to be kept.
  if (computes.length === 0) return 'same';
  if (stages === undefined) return 'direct';
  const staged = lowerNode(inForm(node, 'whole stages')).stages ?? [];
  return cost(staged) < cost(computes) ? 'whole stages' : 'direct';
}

function inForm(node: Node, form: Form): Node {
  if (form === 'same') return node;
  const { workspace: _, ...direct } = node;
  return form === 'direct' ? direct : withWholeStages(direct);
}

/** The node with its stages in no loops that they share, and the workspace that this takes. */
function withWholeStages(node: Node): Node {
  const changed = withRoot(node, (root) => ({
    ...root,
    attributes: { ...root.attributes, strips: 1, blocks: 1, slots: 1 },
  }));
  const workspace = workspaceOf(changed);
  return { ...changed, ...(workspace && { workspace }) };
}

/** Multiplications and additions, and what moving tensors and each dispatch cost beside. */
function cost(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => {
    if (isRepeated(stage)) return sum + (stage.variable.max + 1) * cost(stage.stages);
    return sum + GPU.cost.dispatch + arithmetic(stage) + GPU.cost.element * elementsMoved(stage);
  }, 0);
}

function arithmetic(compute: Compute): number {
  const { unrolled = [], reductions, steps, axes } = compute;
  const sums = reductions.reduce((count, reduction) => count + countOf(reduction.axes), 0);
  return (
    countOf(splitAxes(compute).outer) * sums + countOf(axes) * (steps.length + countOf(unrolled))
  );
}

/** What is stored, and what is read of every operand, each element once. */
function elementsMoved(compute: Compute): number {
  const reads = readsOf(compute);
  const operands = [...new Set(reads.map(({ operand }) => operand))];
  return operands.reduce(
    (sum, operand) => sum + elementsTouched(reads.filter((read) => read.operand === operand)),
    countOf(compute.axes) * countOf(compute.unrolled ?? []),
  );
}
