import type { InlayHint, Range } from 'vscode-languageserver';
import type { Span } from '../../../compiler/diagnostics/diagnostic.js';
import type { Analysis } from '../analysis.js';
import { offsetOf, rangeOf } from '../places.js';
import { walk } from '../syntax.js';

/** The shape behind every line on which a pipeline ends or goes on. */
export function inlayHints(
  { path, source, files, observations }: Analysis,
  range: Range,
): InlayHint[] {
  const module = files.get(path)?.parsed.module;
  if (module === undefined) return [];
  const [from, to] = [offsetOf(source, range.start), offsetOf(source, range.end)];
  const last = new Map<number, Span>();
  walk(module, {
    expression(expression) {
      if (expression.kind !== 'pipeline') return;
      for (const { span } of expression.steps) {
        if (span.end < from || span.end > to) continue;
        const { line } = rangeOf(source, { start: span.end, end: span.end }).start;
        const known = last.get(line);
        if (known === undefined || known.end < span.end) last.set(line, span);
      }
    },
  });
  return [...last.values()].flatMap((span): InlayHint[] => {
    const text = observations.textAt(span);
    if (text?.startsWith('tensor [') !== true) return [];
    return [
      {
        position: rangeOf(source, { start: span.end, end: span.end }).start,
        label: text.replaceAll('tensor ', ''),
        paddingLeft: true,
      },
    ];
  });
}
