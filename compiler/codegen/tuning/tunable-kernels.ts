import type { Graph, Node } from '../../ir/graph.js';
import type { CoreMachine } from '../../target/machine.js';
import { computingNodes } from '../../ir/computing-nodes.js';
import { computesIn } from '../schedule/placement/placed-node.js';
import { constantsOf, nodePlacer } from '../schedule/placement/place.js';
import { candidates } from '../schedule/tiling/candidates.js';
import { planChooser } from '../schedule/tiling/choose-plan.js';
import type { Tiling } from '../schedule/tiling/plan.js';
import { signatureOf } from '../schedule/tiling/signature.js';
import { tileAxes } from '../schedule/tiling/tile-axes.js';

/** A computation of a network that can be tiled in several ways. */
export interface TunableKernel {
  /** The kernel that it is a part of, and the first node that has it. */
  readonly kernel: string;
  readonly node: Node;
  readonly computes: string;
  /** How it is tiled now, and everything that it could be. */
  readonly tiling: Tiling;
  readonly candidates: readonly Tiling[];
}

/** The tunable computations of a graph that has been through the pipeline, equal ones once. */
export function tunableKernels(graph: Graph, core: CoreMachine): TunableKernel[] {
  const options = { choose: planChooser(core), machine: core };
  const place = nodePlacer(constantsOf(graph), options);
  const found = new Map<string, TunableKernel>();
  for (const node of computingNodes(graph)) {
    const { name: kernel, stages } = place(node);
    for (const { placed, plan } of stages.flatMap(computesIn)) {
      const all = candidates(placed, tileAxes(placed), core);
      if (all.length === 1) continue;
      const computes = signatureOf(placed);
      const { tile, vectors, order } = plan;
      if (found.has(computes)) continue;
      const tiling = { tile, vectors, order };
      found.set(computes, { kernel, node, computes, tiling, candidates: all });
    }
  }
  return [...found.values()];
}
