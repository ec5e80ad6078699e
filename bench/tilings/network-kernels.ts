import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import { constantsOf, placeNode } from '../../compiler/codegen/schedule/placement/place.js';
import { tiles } from '../../compiler/codegen/schedule/tiling/candidates.js';
import { choosePlan } from '../../compiler/codegen/schedule/tiling/choose-plan.js';
import type { CostedAxes } from '../../compiler/codegen/schedule/tiling/rates.js';
import { chooseOrder } from '../../compiler/codegen/schedule/tiling/loop-order.js';
import type { Plan } from '../../compiler/codegen/schedule/tiling/plan.js';
import { signatureOf } from '../../compiler/codegen/schedule/tiling/signature.js';
import type { PlacedCompute } from '../../compiler/codegen/schedule/placement/site.js';
import { tileAxes } from '../../compiler/codegen/schedule/tiling/tile-axes.js';
import { ONE_CORE } from '../../compiler/target/one-core.js';
import type { Graph } from '../../compiler/ir/graph.js';

/** A kernel for whose tile there is a choice, which the cost model makes. */
export interface TileableKernel {
  readonly kernel: string;
  readonly kind: CostedAxes['kind'];
  /** The signature of what it computes. */
  readonly computes: string;
  readonly placed: PlacedCompute;
  /** With every possible tile, each with the order of loops that it would have. */
  readonly plans: readonly Plan[];
  /** Where it stands among the steps of an inference; several where layers are alike. */
  readonly steps: readonly number[];
}

/**
 * The kernels of a planned graph that compute one thing in tiles. Those of several stages are left out,
 * because only all of them together can be timed.
 */
export function tileableKernels(graph: Graph): TileableKernel[] {
  const constants = constantsOf(graph);
  const found = new Map<string, TileableKernel>();
  for (const [step, node] of computingNodes(graph).entries()) {
    const {
      name,
      computes: parts,
      stages,
    } = placeNode(node, constants, {
      machine: ONE_CORE,
      choose: preset,
    });
    if (stages !== parts || parts.length !== 1) continue;
    const [{ placed }] = parts;
    const axes = tileAxes(placed);
    if (axes.kind !== 'product' && axes.kind !== 'window') continue;
    const all = tiles(placed, axes, ONE_CORE);
    if (all.length < 2) continue;
    const computes = signatureOf(placed);
    const { steps = [] } = found.get(computes) ?? {};
    found.set(computes, {
      kernel: name,
      kind: axes.kind,
      computes,
      placed,
      plans: all.map((tile) => {
        const order = chooseOrder(placed, axes, tile, ONE_CORE);
        return { ...axes, ...tile, order };
      }),
      steps: [...steps, step],
    });
  }
  return [...found.values()];
}

function preset(placed: PlacedCompute): Plan {
  return choosePlan(placed, ONE_CORE);
}

/** Gives each of the kernels its tile number `turn`, going round where it has fewer. */
export function plansInTurn(
  kernels: readonly TileableKernel[],
  turn: number,
): (placed: PlacedCompute) => Plan {
  const plans = new Map(
    kernels.map(({ computes, plans: all }) => [computes, all[turn % all.length]]),
  );
  return (placed) => {
    const plan = plans.get(signatureOf(placed));
    if (plan === undefined) return preset(placed);
    const { tile, vectors, order } = plan;
    return { ...preset(placed), tile, vectors, order };
  };
}
