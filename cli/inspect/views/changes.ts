import { printLines } from '../../../compiler/ir/print.js';
import type { Context } from '../../context.js';
import type { Change } from '../../text/change-lines.js';
import { changeBetween, changeLines } from '../../text/change-lines.js';
import type { Inspection } from '../inspection.js';
import type { Snapshot } from '../passes.js';
import { snapshotNamed } from '../passes.js';
import type { View } from './view.js';

/** What the passes changed, or one of them: lines taken away and added, with a few around them. */
export function changesView(
  context: Context,
  { stages }: Inspection,
  after: string | undefined,
): View {
  const chosen = after === undefined ? stages.slice(1) : [snapshotNamed(stages, after)];
  const changes = chosen.map(changeOf);
  return {
    lines: () => changeLines(context, changes),
    json: () => ({
      changes: changes.map(({ title, why, lines }) => ({ pass: title, why, lines })),
    }),
  };
}

function changeOf({ name, why, before, after }: Snapshot): Change {
  return changeBetween({ title: name, why }, textLines(before), textLines(after));
}

function textLines(graph: Parameters<typeof printLines>[0]): string[] {
  return printLines(graph).flatMap((line) => line.split('\n'));
}
