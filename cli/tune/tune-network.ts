import { tilingText } from '../../compiler/codegen/schedule/tiling/plan.js';
import type { TunableKernel } from '../../compiler/codegen/tuning/tunable-kernels.js';
import { tunableKernels } from '../../compiler/codegen/tuning/tunable-kernels.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { machinesFor } from '../../compiler/settings.js';
import type { Settings } from '../../compiler/settings.js';
import type { Context } from '../context.js';
import { tuneKernels } from './tune-kernels.js';
import type { TuningLog } from './tuning-log.js';
import { appendRecord } from './tuning-log.js';

/** What a network has of a tuning log. */
export interface TuningOutcome {
  readonly log: TuningLog;
  /** Its kernels that can be tiled in several ways, and how many of them the log has not. */
  readonly kernels: number;
  readonly missing: number;
  /** Those that were measured just now. */
  readonly measured: number;
}

/** Measures the kernels of a network that `log` has not, and writes each to it as soon as it is known. */
export async function tuneNetwork(
  context: Context,
  graph: Graph,
  settings: Settings,
  log: TuningLog,
): Promise<TuningOutcome> {
  const planned = runPipeline(graph, settings);
  const core = machinesFor(settings).wasm;
  const kernels = tunableKernels(planned, core);
  const missing = missingFrom(log, kernels);
  let current = log;
  let measured = 0;
  const step = (): void => {
    const next = missing.at(measured);
    if (next === undefined) return;
    context.progress.step(`tuning kernel ${measured + 1} of ${missing.length}, ${next.kernel}`);
  };
  step();
  for await (const record of tuneKernels(planned, missing, log.records, core, context.stopwatch)) {
    current = await appendRecord(context, current, record);
    measured++;
    step();
  }
  return { log: current, kernels: kernels.length, missing: 0, measured };
}

/** What a network has of a log that is taken as it is. */
export function tuningIn(graph: Graph, settings: Settings, log: TuningLog): TuningOutcome {
  const kernels = tunableKernels(runPipeline(graph, settings), machinesFor(settings).wasm);
  const missing = missingFrom(log, kernels).length;
  return { log, kernels: kernels.length, missing, measured: 0 };
}

/** A tiling that is no longer legal counts as missing. */
function missingFrom({ records }: TuningLog, kernels: readonly TunableKernel[]): TunableKernel[] {
  const known = new Map(records.map(({ computes, tiling }) => [computes, tilingText(tiling)]));
  return kernels.filter(
    ({ computes, candidates }) =>
      !candidates.some((tiling) => tilingText(tiling) === known.get(computes)),
  );
}
