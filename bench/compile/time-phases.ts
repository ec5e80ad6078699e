import { writeBundle } from '../../compiler/codegen/bundle/write-bundle.js';
import type { CodegenStep } from '../../compiler/codegen/generate.js';
import { generateProgram } from '../../compiler/codegen/generate.js';
import type { Target } from '../../compiler/target/machine.js';
import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';
import { loadNetwork } from '../../compiler/frontend/index.js';
import { machinesFor } from '../../compiler/settings.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import type { PassName } from '../../compiler/passes/pipeline.js';
import { PIPELINE, runPipeline } from '../../compiler/passes/pipeline.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';

/** A part of the work of compiling, in the order in which it is done; passes by their names. */
export type Phase = 'front end' | 'weights' | PassName | CodegenStep | 'bundle' | 'verify';

export const PHASES: readonly Phase[] = [
  'front end',
  'weights',
  ...PIPELINE.map(({ name }) => name),

  'lower',
  'schedule',
  'emit',
  'assemble',
  'bundle',
  'verify',
];

/** What compiling one network once took. */
export interface CompileTime {
  /** Nodes of the graph as it is written, constants not counted. */
  readonly nodes: number;
  /** Those phases that the target has. */
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
}

/**
 * Compiles a source as the command line does, weights random, files made and dropped, and reads between the
 * phases how long the processor has been at work for this process, in milliseconds. `verify`, which only `check` does, comes last: it is the verifier on the planned graph.
 */
export async function timePhases(source: string, target: Target): Promise<CompileTime> {
  const phases: Partial<Record<Phase, number>> = {};
  let before = processorTime();
  const lap = (phase: Phase): void => {
    const now = processorTime();
    phases[phase] = (phases[phase] ?? 0) + now - before;
    before = now;
  };
  const written = graphOf(source);
  lap('front end');
  const { graph } = bindWeights(written, randomWeights(1));
  lap('weights');
  const planned = runPipeline(graph, {
    target,
    observe: ({ name }) => {
      lap(name as PassName);
    },
  });
  const program = await generateProgram({ [target]: planned }, machinesFor({ threads: 1 }), {
    observe: lap,
  });
  // What is left is the memory report.
  lap('lower');
  for (const file of writeBundle(program)) Array.from(file.views(), ({ length }) => length);
  lap('bundle');
  const violations = verifyGraph(planned);
  lap('verify');
  if (violations.length > 0) throw new DiagnosticError(violations);
  return { nodes: written.nodes.filter((node) => !isOp(node, 'constant')).length, phases };
}

/** Of all threads together: the engine's own collect garbage and compile. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function graphOf(source: string): Graph {
  const { graph, diagnostics } = loadNetwork({
    path: 'grown.net',
    source,
    loadSource: () => undefined,
  });
  if (graph === undefined) throw new DiagnosticError(diagnostics);
  return graph;
}

/** Of each phase the least time: what the engine does beside makes others longer. */
export function leastTimes(runs: readonly CompileTime[]): CompileTime {
  const [{ nodes }] = runs;
  const least = PHASES.flatMap((phase) => {
    const times = runs.flatMap(({ phases }) => phases[phase] ?? []);
    return times.length === 0 ? [] : [[phase, Math.min(...times)] as const];
  });
  return { nodes, phases: Object.fromEntries(least) };
}

/** What compiling takes altogether. */
export function totalOf({ phases }: CompileTime): number {
  const { verify: _, ...compiling } = phases;
  return Object.values(compiling).reduce((sum, milliseconds) => sum + milliseconds, 0);
}
