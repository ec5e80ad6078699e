import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { PIPELINE, runPipeline } from '../../compiler/passes/pipeline.js';
import type { Settings } from '../../compiler/settings.js';
import type { Target } from '../../compiler/target/machine.js';

/** A graph on its way through the pipeline. */
export interface Snapshot {
  /** The pass whose result it is, or `front-end`. */
  readonly name: string;
  /** What the pass is there for. */
  readonly why: string;
  readonly before: Graph;
  readonly after: Graph;
}

const FRONT_END = 'front-end';

/** What `--after` takes. */
export const PASS_NAMES: readonly string[] = [FRONT_END, ...PIPELINE.map(({ name }) => name)];

export function snapshotNamed(stages: readonly Snapshot[], wanted: string): Snapshot {
  const stage = stages.find(({ name }) => name === wanted);
  if (stage !== undefined) return stage;
  const target = PIPELINE.find(({ name }) => name === wanted)?.target;
  return fail({
    code: 'inspect/pass',
    title: `${wanted} is no pass for the target whose graphs are shown`,
    hint: `add --target ${target}`,
  });
}

/** The graph as it comes from the front end, and after every pass for a target. */
export function snapshotsOf(graph: Graph, target: Target, settings: Settings): Snapshot[] {
  const stages: Snapshot[] = [
    { name: FRONT_END, why: 'the network as it is written', before: graph, after: graph },
  ];
  runPipeline(graph, {
    ...settings,
    target,
    observe: ({ name, why }, before, after) => {
      stages.push({ name, why, before, after });
    },
  });
  return stages;
}
