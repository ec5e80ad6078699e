import { tilingText } from '../../compiler/codegen/schedule/tiling/plan.js';
import { tileRuns } from '../../compiler/codegen/schedule/tiling/tile-runs.js';
import { tileWork } from '../../compiler/codegen/schedule/tiling/tile-work.js';
import { ONE_CORE } from '../../compiler/target/one-core.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { benchmarkNetworks } from '../networks.js';
import { boundGraph } from '../prepare.js';
import type { MeasuredKernel } from './data-set.js';
import type { FittedKernel } from './fit-rates.js';
import type { TileableKernel } from './network-kernels.js';
import { tileableKernels } from './network-kernels.js';

/** A measured kernel as the model sees it. */
export interface Sample extends Pick<TileableKernel, 'kernel' | 'kind'> {
  /** The one that it was measured in. */
  readonly network: string;
  readonly tilings: readonly SampledTiling[];
}

export type SampledTiling = FittedKernel['tilings'][number] & { readonly text: string };

/** What of the data set the compiler still has. */
export function samplesOf(dataSet: readonly MeasuredKernel[]): Sample[] {
  const measured = new Map(dataSet.map((each) => [each.computes, each]));
  const networks = new Set(dataSet.map(({ network }) => network));
  const kernels = benchmarkNetworks()
    .filter(({ name }) => networks.has(name))
    .flatMap((network) => tileableKernels(runPipeline(boundGraph(network))));
  const distinct = new Map(kernels.map((each) => [each.computes, each]));
  return [...distinct.values()].flatMap(({ kernel, kind, computes, placed, plans }): Sample[] => {
    const found = measured.get(computes);
    if (found === undefined) return [];
    const { network, milliseconds } = found;
    const tilings = plans.flatMap((plan) => {
      const text = tilingText(plan);
      if (!(text in milliseconds)) return [];
      return [
        {
          text,
          work: tileWork(placed, plan, tileRuns(placed, plan, ONE_CORE), ONE_CORE),
          milliseconds: milliseconds[text],
        },
      ];
    });
    return tilings.length < 2 ? [] : [{ network, kernel, kind, tilings }];
  });
}
