import { basename } from 'node:path';
import type { Program } from '../compiler/codegen/program.js';
import type { CompileHooks, Size } from '../compiler/compile.js';
import { compileNetwork, compileSizes } from '../compiler/compile.js';
import type { Graph } from '../compiler/ir/graph.js';
import type { Settings } from '../compiler/settings.js';
import type { Context } from './context.js';
import { placeText } from './place.js';

/** All passes and code generation, with progress and with what they leave to the user. */
export function compileWithProgress(
  context: Context,
  graph: Graph,
  settings: Settings,
): Promise<Program> {
  return compileNetwork(graph, settings, hooksFor(context));
}

/** The same for a network at several sizes. */
export function compileSizesWithProgress(
  context: Context,
  sizes: readonly [Size, ...Size[]],
  settings: Settings,
): Promise<Program> {
  if (sizes.length === 1) return compileWithProgress(context, sizes[0].graph, settings);
  return compileSizes(sizes, settings, hooksFor(context));
}

function hooksFor({ progress, sources, finite }: Context): CompileHooks {
  return {
    observe: ({ name }) => {
      progress.step(`pass ${name} done`);
    },
    watch: (optimised) => finite.watchDerived(optimised),
    observeStep: (step) => {
      progress.step(`generating code: ${step} done`);
    },
    // Without folders: a bundle says nothing of the machine that made it, and is the same on any.
    locate: (span) => basename(placeText(sources, span) ?? span.file),
  };
}
