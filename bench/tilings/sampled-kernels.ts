import type { PlacedNode, PlacedPart, PlacedStage } from '../../compiler/codegen/place.js';
import { constantsOf, partsIn, placeNode } from '../../compiler/codegen/place.js';
import { candidates } from '../../compiler/codegen/schedule/candidates.js';
import { choosePlan } from '../../compiler/codegen/schedule/choose-plan.js';
import type { Tiling } from '../../compiler/codegen/schedule/plan.js';
import { signatureOf } from '../../compiler/codegen/schedule/signature.js';
import { tileAxes } from '../../compiler/codegen/schedule/tile-axes.js';
import { computingNodes } from '../../compiler/codegen/compile.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { benchmarkNetworks } from '../networks.js';
import { boundGraph } from '../prepare.js';
import { SAMPLE } from './sample.js';

/** A computation with its possible tilings. */
export interface SampledKernel {
  readonly network: string;
  readonly kernel: string;
  readonly computes: string;
  readonly tilings: readonly Tiling[];
  readonly chosen: Tiling;
  /** The kernel with a tiling, without what else belongs to its node. */
  readonly tiled: (tiling: Tiling) => PlacedNode;
}

/** The kernels of the sample, with or without Winograd's method, that networks still have. */
export function* sampledKernels(): Generator<SampledKernel> {
  for (const network of benchmarkNetworks()) {
    const names = SAMPLE[network.name] ?? [];
    if (names.length === 0) continue;
    const graph = boundGraph(network);
    const kernels = [runPipeline(graph, {}), runPipeline(graph, { winograd: 'off' })].flatMap(
      (planned) => {
        const constants = constantsOf(planned);
        return computingNodes(planned).map((node) => ({ node, constants }));
      },
    );
    for (const kernel of names) {
      const found = kernels.find(
        ({ node, constants }) => placeNode(node, constants).name === kernel,
      );
      if (found === undefined) continue;
      const { node, constants } = found;
      const { placed, plan } = mainPart(placeNode(node, constants));
      const computes = signatureOf(placed);
      yield {
        network: network.name,
        kernel,
        computes,
        tilings: candidates(placed, tileAxes(placed)),
        chosen: plan,
        tiled: (tiling) => {
          const whole = placeNode(node, constants, (each) =>
            signatureOf(each) === computes ? { ...choosePlan(each), ...tiling } : choosePlan(each),
          );
          return { ...whole, stages: whole.stages.flatMap((stage) => only(computes, stage)) };
        },
      };
    }
  }
}

/** The sum of a kernel, or what it computes first where it has none. */
function mainPart({ stages }: PlacedNode): PlacedPart {
  const all = stages.flatMap(partsIn);
  return all.find(({ placed }) => placed.compute.reductions.length > 0) ?? all[0];
}

/** The part that computes this, in the loops that it stands in. */
function only(computes: string, stage: PlacedStage): PlacedStage[] {
  if ('plan' in stage) return signatureOf(stage.placed) === computes ? [stage] : [];
  const stages = stage.stages.flatMap((each) => only(computes, each));
  return stages.length === 0 ? [] : [{ ...stage, stages }];
}
