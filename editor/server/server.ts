import type { Connection, InitializeResult, Position } from 'vscode-languageserver';
import {
  CodeActionKind,
  DidChangeWatchedFilesNotification,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { netloomVersion } from '../../compiler/codegen/bundle/runtime-text.generated.js';
import type { Analysis } from './analysis.js';
import { completionsAt, resolveCompletion } from './features/completion.js';
import { diagnosticsOf } from './features/diagnostics.js';
import { documentLinks } from './features/document-links.js';
import { documentSymbols } from './features/document-symbols.js';
import { formattingOf } from './features/formatting.js';
import { hoverAt } from './features/hover.js';
import { inlayHints } from './features/inlay-hints.js';
import { definitionAt, referencesAt } from './features/navigation.js';
import { quickFixes } from './features/quick-fixes.js';
import { renameAt, renameRangeAt } from './features/rename.js';
import { signatureAt } from './features/signature-help.js';
import { offsetOf } from './places.js';
import { pathOf, Workspace } from './workspace.js';

/** Milliseconds without a keystroke after which diagnostics are told. */
const PAUSE = 150;

const CAPABILITIES: InitializeResult = {
  serverInfo: { name: 'netloom', version: netloomVersion },
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    hoverProvider: true,
    completionProvider: {
      triggerCharacters: ['>', '(', ',', '.', ':', '='],
      resolveProvider: true,
    },
    signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: ['='] },
    definitionProvider: true,
    referencesProvider: true,
    renameProvider: { prepareProvider: true },
    documentSymbolProvider: true,
    documentFormattingProvider: true,
    documentLinkProvider: {},
    inlayHintProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  },
};

/** Answers an editor. What the compiler says is computed when somebody asks, and once per change. */
export function serve(connection: Connection): void {
  const workspace = new Workspace();
  const documents = new TextDocuments(TextDocument);
  const waiting = new Map<string, NodeJS.Timeout>();
  let watches = false;

  const publish = (uri: string): void => {
    waiting.delete(uri);
    const analysis = workspace.analysis(uri);
    if (analysis === undefined) return;
    const version = workspace.document(uri)?.version;
    void connection.sendDiagnostics({
      uri,
      diagnostics: diagnosticsOf(workspace, analysis),
      ...(version === undefined ? {} : { version }),
    });
  };
  const publishLater = (uris: readonly string[]): void => {
    for (const uri of uris) {
      clearTimeout(waiting.get(uri));
      waiting.set(uri, setTimeout(publish, PAUSE, uri));
    }
  };

  connection.onInitialize(({ capabilities }) => {
    watches = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return CAPABILITIES;
  });
  connection.onInitialized(() => {
    if (!watches) return;
    void connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: '**/*.net' }],
    });
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) publishLater(workspace.touch(uri));
  });
  documents.onDidChangeContent(({ document }) => {
    publishLater(workspace.update(document));
  });
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(waiting.get(uri));
    waiting.delete(uri);
    publishLater(workspace.close(uri));
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  interface At {
    readonly textDocument: { readonly uri: string };
    readonly position: Position;
  }
  /** Answers a question about a place of an open document. */
  const at = <T>(
    { textDocument, position }: At,
    ask: (a: Analysis, offset: number) => T,
  ): T | null => {
    const analysis = workspace.analysis(textDocument.uri);
    return analysis === undefined ? null : ask(analysis, offsetOf(analysis.source, position));
  };
  /** Answers a question about an open document. */
  const about = <T>({ uri }: { readonly uri: string }, ask: (a: Analysis) => T[]): T[] => {
    const analysis = workspace.analysis(uri);
    return analysis === undefined ? [] : ask(analysis);
  };

  connection.onHover((params) => at(params, hoverAt));
  connection.onCompletion((params) => at(params, completionsAt));
  connection.onCompletionResolve(resolveCompletion);
  connection.onSignatureHelp((params) => at(params, signatureAt));
  connection.onDefinition((params) =>
    at(params, (a, offset) => definitionAt(workspace, a, offset)),
  );
  connection.onReferences((params) =>
    at(params, (a, offset) =>
      referencesAt(workspace, a, offset, params.context.includeDeclaration),
    ),
  );
  connection.onPrepareRename((params) => at(params, renameRangeAt));
  connection.onRenameRequest((params) =>
    at(params, (a, offset) => renameAt(workspace, a, offset, params.newName)),
  );
  connection.onDocumentSymbol((params) => about(params.textDocument, documentSymbols));
  connection.onDocumentFormatting(({ textDocument: { uri } }) => {
    const document = workspace.document(uri);
    return document === undefined ? [] : formattingOf(document.getText(), pathOf(uri));
  });
  connection.onDocumentLinks((params) =>
    about(params.textDocument, (a) => documentLinks(workspace, a)),
  );
  connection.languages.inlayHint.on((params) =>
    about(params.textDocument, (a) => inlayHints(a, params.range)),
  );
  connection.onCodeAction(quickFixes);

  documents.listen(connection);
  connection.listen();
}
