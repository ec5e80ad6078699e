import type { Diagnostic, DiagnosticRelatedInformation } from 'vscode-languageserver';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { Label, Span } from '../../../compiler/diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from '../../../compiler/frontend/codes.js';
import { IN_CALL } from '../../../compiler/frontend/elaborate/context.js';
import type { Analysis } from '../analysis.js';
import { importedFile } from '../names.js';
import { rangeOf } from '../places.js';
import type { Workspace } from '../workspace.js';

/** What a quick fix puts in place of the range of a diagnostic. */
export interface Fix {
  readonly replacement: string;
}

/** The diagnostics of a document; what lies in files that it imports is shown where it calls them. */
export function diagnosticsOf(workspace: Workspace, analysis: Analysis): Diagnostic[] {
  return analysis.diagnostics.map((diagnostic) => toProtocol(workspace, analysis, diagnostic));
}

function toProtocol(
  workspace: Workspace,
  analysis: Analysis,
  diagnostic: FrontendDiagnostic,
): Diagnostic {
  const { code, title, primary, secondary = [], notes = [], hint, replacement } = diagnostic;
  const isHere = primary?.span.file === analysis.path;
  const span = isHere ? primary.span : placeHere(analysis, primary?.span, secondary);
  const related = isHere || primary === undefined ? secondary : [primary, ...secondary];
  const lines = [title, ...notes, ...(hint === undefined ? [] : [`hint: ${hint}`])];
  const fix: Fix | undefined = isHere && replacement !== undefined ? { replacement } : undefined;
  return {
    range: rangeOf(analysis.source, span),
    severity: severityOf(diagnostic),
    code,
    source: 'netloom',
    message: lines.join('\n'),
    relatedInformation: related.map((label) => relatedTo(workspace, analysis, label)),
    ...(code.startsWith('unused/') ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(fix === undefined ? {} : { data: fix }),
  };
}

/** A network without a value for each parameter is fine: commands take them with `--set`. */
function severityOf({ code, severity }: FrontendDiagnostic): DiagnosticSeverity {
  if (code === 'set/missing') return DiagnosticSeverity.Information;
  return severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
}

/** The place in this document that leads to a place elsewhere: a call, an import, or its beginning. */
function placeHere(
  { path, files }: Analysis,
  elsewhere: Span | undefined,
  secondary: readonly Label[],
): Pick<Span, 'start' | 'end'> {
  const here = secondary.filter(({ span }) => span.file === path);
  const call = here.find(({ message }) => message === IN_CALL) ?? here.at(0);
  if (call !== undefined) return call.span;
  const items = files.get(path)?.parsed.module.items ?? [];
  const imports = items.filter((item) => item.kind === 'import');
  const importing =
    imports.find((item) => importedFile(item) === elsewhere?.file) ??
    (elsewhere === undefined ? undefined : imports.at(0));
  return importing?.path.span ?? { start: 0, end: 0 };
}

function relatedTo(
  workspace: Workspace,
  { sources }: Analysis,
  { span, message }: Label,
): DiagnosticRelatedInformation {
  return {
    location: {
      uri: workspace.uriOf(span.file),
      range: rangeOf(sources.get(span.file) ?? '', span),
    },
    message,
  };
}
