import { printLines } from '../../../compiler/ir/print.js';
import type { Context } from '../../context.js';
import type { DiffLine } from '../../text/diff.js';
import { diffLines, hunks } from '../../text/diff.js';
import type { Inspection } from '../inspection.js';
import type { Stage } from '../passes.js';
import { stageNamed } from '../passes.js';
import type { View } from './view.js';

/** What the passes changed, or one of them: lines taken away and added, with a few around them. */
export function changesView(
  context: Context,
  { stages }: Inspection,
  after: string | undefined,
): View {
  const chosen = after === undefined ? stages.slice(1) : [stageNamed(stages, after)];
  const changes = chosen.map(changeOf);
  return {
    lines: () => changeLines(context, changes),
    json: () => ({ changes }),
  };
}

interface Change {
  readonly pass: string;
  readonly why: string;
  /** None where the pass changed nothing. */
  readonly lines: readonly DiffLine[];
}

function changeOf({ name, why, before, after }: Stage): Change {
  const lines = diffLines(textLines(before), textLines(after));
  const changed = lines.some(({ kind }) => kind !== 'same');
  return { pass: name, why, lines: changed ? hunks(lines, 1) : [] };
}

function changeLines({ colors }: Context, changes: readonly Change[]): string[] {
  const { bold, red, green, dim } = colors.out;
  const paint = {
    same: (text: string) => dim(`  ${text}`),
    removed: (text: string) => red(`- ${text}`),
    added: (text: string) => green(`+ ${text}`),
  };
  return changes.flatMap(({ pass, why, lines }, index) => {
    if (lines.length === 0) return [`${bold(pass)}: changed nothing`];
    const body = lines.map(({ kind, text }) => paint[kind](text));
    const last = index === changes.length - 1;
    return [`${bold(pass)}: ${why}`, ...body, ...(last ? [] : [''])];
  });
}

function textLines(graph: Parameters<typeof printLines>[0]): string[] {
  return printLines(graph).flatMap((line) => line.split('\n'));
}
