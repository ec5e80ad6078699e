import type { Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { ResponseError, LSPErrorCodes } from 'vscode-languageserver';
import type { Span } from '../../../compiler/diagnostics/diagnostic.js';
import type * as ast from '../../../compiler/frontend/syntax/ast.js';
import { parseExpression } from '../../../compiler/frontend/syntax/parse.js';
import { Places } from '../../../compiler/frontend/syntax/places.js';
import type { Analysis } from '../analysis.js';
import { analyse } from '../analysis.js';
import { callableOf } from '../callables.js';
import type { Meant } from '../names.js';
import { declaredAt, placesOf, symbolAt, symbolsOf } from '../names.js';
import { rangeOf } from '../places.js';
import { walk } from '../syntax.js';
import type { Workspace } from '../workspace.js';

/** The name at a place, when it can be changed. */
export function renameRangeAt(analysis: Analysis, offset: number): Range | null {
  const meant = symbolAt(analysis, offset);
  return meant === undefined ? null : rangeOf(analysis.source, meant.at);
}

/**
 * Changes a name wherever it is meant in the open files. Refuses what would change more than the name:
 * layers are called like what they are bound to, so parameters may go by other names afterwards.
 */
export function renameAt(
  workspace: Workspace,
  analysis: Analysis,
  offset: number,
  newName: string,
): WorkspaceEdit | null {
  const meant = symbolAt(analysis, offset);
  if (meant === undefined) return null;
  if (!isName(newName)) throw refuse(`\`${newName}\` is no name`);
  const declared = declaredAt(analysis, meant);
  const analyses = workspace.all();
  refuseUnread(analyses, meant.symbol.name);
  const spans = [...placesOf(analyses, declared), ...namedArguments(analyses, declared)];
  const byFile = new Map<string, Span[]>();
  for (const span of spans) byFile.set(span.file, [...(byFile.get(span.file) ?? []), span]);
  refuseOtherMeaning(workspace, analysis, byFile, newName);
  const changes: Record<string, TextEdit[]> = {};
  for (const [file, own] of byFile) {
    const text = workspace.read(file) ?? '';
    changes[workspace.uriOf(file)] = own.map((span) => ({
      range: rangeOf(text, span),
      newText: newName,
    }));
  }
  return { changes };
}

/** Refuses where a statement with the name cannot be read: nobody knows whether it is this one. */
function refuseUnread(analyses: readonly Analysis[], name: string): void {
  const files = analyses.flatMap((analysis) => [...analysis.files.values()]);
  if (files.every(({ parsed }) => !parsed.doubtful.has(name))) return;
  throw refuse(`a statement that may use \`${name}\` cannot be read`);
}

function isName(text: string): boolean {
  const { expression, diagnostics } = parseExpression(text, new Places(''));
  return diagnostics.length === 0 && expression.kind === 'name' && expression.name === text;
}

/** Arguments that are given to a parameter of a block by its name. */
function namedArguments(analyses: readonly Analysis[], { file, symbol }: Meant): Span[] {
  if (symbol.kind !== 'parameter') return [];
  const found = new Map<string, Span>();
  for (const analysis of analyses) {
    for (const [path, { parsed }] of analysis.files) {
      walk(parsed.module, {
        call({ callee, arguments: given }) {
          if (callee.kind !== 'name') return;
          const block = callableOf(analysis, path, callee.name)?.block;
          if (block?.file !== file || !declares(block.item, symbol.sites[0])) return;
          for (const { name } of given) {
            if (name?.text === symbol.name) found.set(`${name.span.start} ${path}`, name.span);
          }
        },
      });
    }
  }
  return [...found.values()];
}

function declares({ parameters }: ast.BlockItem, site: Span): boolean {
  return parameters.some(({ name }) => name.span.start === site.start);
}

/** Builds the networks as they would be, and compares what they mean. */
function refuseOtherMeaning(
  workspace: Workspace,
  analysis: Analysis,
  spans: ReadonlyMap<string, readonly Span[]>,
  newName: string,
): void {
  const renamed = (file: string): string | undefined => {
    const text = workspace.read(file);
    return text === undefined ? undefined : replaceAll(text, spans.get(file) ?? [], newName);
  };
  const source = renamed(analysis.path) ?? '';
  const after = analyse(analysis.path, source, renamed);
  const errors = (each: Analysis): number =>
    each.diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors(after) > errors(analysis)) {
    const [first] = after.diagnostics;
    throw refuse(`afterwards ${first.title}`);
  }
  if (meanings(after) !== meanings(analysis)) {
    throw refuse(`\`${newName}\` already has a meaning where the name stands`);
  }
  const names = after.parameters.map(({ name }) => name);
  const lost = analysis.parameters.find(({ name }) => !names.includes(name));
  if (lost !== undefined && errors(analysis) === 0) {
    throw refuse(
      `the parameter \`${lost.name}\` would go by another name, which weights files do not have: ` +
        'give its layer a name first, with `as`',
    );
  }
}

/**
 * How often each symbol is bound and used. Symbols that come to have one name are one symbol, and a use
 * that sees another binding counts there.
 */
function meanings({ files }: Analysis): string {
  const symbols = [...files.values()].flatMap(({ names }) => symbolsOf(names));
  return symbols.map(({ sites, uses }) => `${sites.length} ${uses.length}`).join();
}

function replaceAll(text: string, spans: readonly Span[], newName: string): string {
  const fromEnd = [...spans].sort((a, b) => b.start - a.start);
  return fromEnd.reduce(
    (result, { start, end }) => result.slice(0, start) + newName + result.slice(end),
    text,
  );
}

function refuse(reason: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, `Not renamed: ${reason}.`);
}
