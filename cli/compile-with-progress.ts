import { basename } from 'node:path';
import type { Program } from '../compiler/codegen/program.js';
import { compileNetwork } from '../compiler/compile.js';
import type { Graph } from '../compiler/ir/graph.js';
import type { Settings } from '../compiler/settings.js';
import type { Context } from './context.js';
import { placeText } from './place.js';

/** All passes and code generation, with progress and with what they leave to the user. */
export function compileWithProgress(
  { progress, sources, finite }: Context,
  graph: Graph,
  settings: Settings,
): Promise<Program> {
  return compileNetwork(graph, settings, {
    observe: ({ name }) => {
      progress.step(`pass ${name} done`);
    },
    watch: (optimised) => finite.watchDerived(optimised),
    observeStep: (step) => {
      progress.step(`generating code: ${step} done`);
    },
    // Without folders: a bundle says nothing of the machine that made it, and is the same on any.
    locate: (span) => basename(placeText(sources, span) ?? span.file),
  });
}
