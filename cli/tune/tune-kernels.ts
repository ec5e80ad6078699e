import { netloomVersion } from '../../compiler/codegen/bundle/runtime-text.generated.js';
import { constantsOf, placeNode } from '../../compiler/codegen/schedule/placement/place.js';
import type { Tiling } from '../../compiler/codegen/schedule/tiling/plan.js';
import { tilingText } from '../../compiler/codegen/schedule/tiling/plan.js';
import { signatureOf } from '../../compiler/codegen/schedule/tiling/signature.js';
import type { TuningRecord } from '../../compiler/codegen/tuning/record.js';
import type { TunableKernel } from '../../compiler/codegen/tuning/tunable-kernels.js';
import { planWith, tunedPlans } from '../../compiler/codegen/tuning/tuned-plan.js';
import type { CoreMachine } from '../../compiler/target/machine.js';
import type { Graph } from '../../compiler/ir/graph.js';
import type { Stopwatch } from './stopwatch.js';

/** What a tiling must gain to be preferred to the preset one: less may be chance. */
const LEAST_GAIN = 0.015;

/**
 * Measures every candidate of each kernel beside its preset tiling, within the node that it belongs to
 * and with what was found so far, and yields a record for each. `graph` has been through the pipeline.
 */
export async function* tuneKernels(
  graph: Graph,
  kernels: readonly TunableKernel[],
  known: readonly TuningRecord[],
  core: CoreMachine,
  stopwatch: Stopwatch,
): AsyncGenerator<TuningRecord> {
  const constants = constantsOf(graph);
  const records = [...known];
  for (const { kernel, node, computes, tiling: preset, candidates } of kernels) {
    const others = candidates.filter((each) => tilingText(each) !== tilingText(preset));
    const contenders = [preset, ...others];
    const tuned = tunedPlans(records, core);
    const placed = contenders.map((tiling) =>
      placeNode(node, constants, {
        machine: core,
        choose: (compute) =>
          signatureOf(compute) === computes
            ? planWith(compute, tiling, core, tuned)
            : tuned(compute),
      }),
    );
    const times = await stopwatch.time(placed);
    const best = fastest(contenders, times);
    const record = {
      kernel,
      ...best,
      preset: { ...preset, milliseconds: times[0] },
      netloom: netloomVersion,
      engine: stopwatch.engine,
      machine: stopwatch.machine,
      computes,
    };
    records.push(record);
    yield record;
  }
}

/** The fastest contender, or the first one where that gains next to nothing. */
function fastest(
  contenders: readonly Tiling[],
  times: readonly number[],
): { readonly tiling: Tiling; readonly milliseconds: number } {
  const best = times.indexOf(Math.min(...times));
  const winner = times[best] < (1 - LEAST_GAIN) * times[0] ? best : 0;
  return { tiling: contenders[winner], milliseconds: times[winner] };
}
