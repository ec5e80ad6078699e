import type { Span } from '../../../compiler/diagnostics/diagnostic.js';
import { printGraph } from '../../../compiler/ir/print.js';
import type { Context } from '../../context.js';
import { placeText } from '../../place.js';
import type { Inspection } from '../inspection.js';
import { snapshotNamed } from '../passes.js';
import type { View } from './view.js';

/** The graph after a pass; for people, every line has its place in the source. */
export function graphView({ sources }: Context, { stages }: Inspection, after: string): View {
  const { after: graph } = snapshotNamed(stages, after);
  const position = (span: Span): string | undefined => placeText(sources, span);
  return {
    lines: () => printGraph(graph, { position }).trimEnd().split('\n'),
    json: () => ({ graph: printGraph(graph) }),
  };
}
