import { DiagnosticError } from '../diagnostics/diagnostic.js';
import type { Graph } from '../ir/graph.js';
import { verifyGraph } from '../ir/verify.js';
import { assignLayouts } from './assign-layouts.js';
import { eliminateDeadCode } from './eliminate-dead-code.js';
import { fuseTail } from './fuse-tail.js';
import { inferShapes } from './infer-shapes.js';
import type { MemoryOptions } from './plan-memory.js';
import { planMemory } from './plan-memory.js';

export interface Pass {
  readonly name: string;
  /** Why it stands at this place. */
  readonly why: string;
  run(graph: Graph, options: MemoryOptions): Graph;
  /** `fixpoint`: run until nothing changes. */
  readonly repeat: 'once' | 'fixpoint';
}

/** Every pass in the order in which they run. */
export const PIPELINE = [
  {
    name: 'infer-shapes',
    why: 'everything behind relies on the types',
    run: inferShapes,
    repeat: 'once',
  },
  {
    name: 'eliminate-dead-code',
    why: 'what no output needs would only slow the passes behind down',
    run: eliminateDeadCode,
    repeat: 'once',
  },
  {
    name: 'fuse-tail',
    why: 'every rewrite that makes or moves elementwise ops has run',
    run: fuseTail,
    repeat: 'once',
  },
  {
    name: 'assign-layouts',
    why: 'the kernels are known now, and with them which operands they read in whole vectors',
    run: assignLayouts,
    repeat: 'once',
  },
  {
    name: 'plan-memory',
    why: 'sizes, views and the order of the kernels are final',
    run: planMemory,
    repeat: 'once',
  },
] as const satisfies readonly Pass[];

export type PassName = (typeof PIPELINE)[number]['name'];

export interface PipelineOptions extends MemoryOptions {
  /** Stop after this pass. */
  readonly after?: PassName;
  /** Check the graph with the verifier before the first pass and after each. */
  readonly verify?: boolean;
  /** Called after every pass, also when it changed nothing (then `before === after`). */
  readonly observe?: (pass: Pass, before: Graph, after: Graph) => void;
}

/** A pass that finds more to do every time would never end. */
const MOST_REPETITIONS = 1000;

/**
 * Runs the passes over `graph`. Behind the last one every value but constants has a layout and an
 * offset in the arena. With `verify`, throws a DiagnosticError that names the pass whose result
 * breaks a rule; that is a mistake in the compiler.
 */
export function runPipeline(graph: Graph, options: PipelineOptions = {}): Graph {
  if (options.verify === true) requireValid(graph, 'the front end');
  let current = graph;
  for (const pass of PIPELINE) {
    const before = current;
    current = runPass(pass, before, options);
    options.observe?.(pass, before, current);
    if (options.verify === true) requireValid(current, `pass ${pass.name}`);
    if (pass.name === options.after) break;
  }
  return current;
}

function runPass(pass: Pass, graph: Graph, options: MemoryOptions): Graph {
  if (pass.repeat === 'once') return pass.run(graph, options);
  let current = graph;
  for (let repetition = 0; repetition < MOST_REPETITIONS; repetition++) {
    const next = pass.run(current, options);
    if (next === current) return current;
    current = next;
  }
  throw new RangeError(`pass ${pass.name} does not reach a fixpoint`);
}

function requireValid(graph: Graph, origin: string): void {
  const diagnostics = verifyGraph(graph);
  if (diagnostics.length === 0) return;
  throw new DiagnosticError(
    diagnostics.map((diagnostic) => ({
      ...diagnostic,
      notes: [...(diagnostic.notes ?? []), `the graph is the result of ${origin}`],
    })),
  );
}
