import type { CodeAction, CodeActionParams, Diagnostic } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { Fix } from './diagnostics.js';

/** A fix for every diagnostic whose hint names what to write instead. */
export function quickFixes({ textDocument, context }: CodeActionParams): CodeAction[] {
  return context.diagnostics.flatMap((diagnostic) => {
    const fix = fixOf(diagnostic);
    if (fix === undefined) return [];
    return [
      {
        title: `Write \`${fix.replacement}\``,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: true,
        edit: {
          changes: {
            [textDocument.uri]: [{ range: diagnostic.range, newText: fix.replacement }],
          },
        },
      },
    ];
  });
}

function fixOf({ source, data }: Diagnostic): Fix | undefined {
  const given = data as Partial<Fix> | null | undefined;
  return source === 'netloom' && typeof given?.replacement === 'string'
    ? { replacement: given.replacement }
    : undefined;
}
