import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { netloomVersion } from '../../compiler/codegen/bundle/runtime-text.generated.js';
import { PRELUDE_FILE } from '../../compiler/frontend/index.js';
import { preludeSource } from '../../compiler/frontend/prelude.generated.js';
import type { Analysis } from './analysis.js';
import { analyse } from './analysis.js';

/** Larger files are not sources. */
const LARGEST_SOURCE = 4_000_000;

/** The documents that an editor has open, the files beside them, and what the compiler says of both. */
export class Workspace {
  private readonly open = new Map<string, TextDocument>();
  private readonly analyses = new Map<string, Analysis>();

  /** Takes in a document that was opened or changed; returns the URIs of all that may look different. */
  update(document: TextDocument): string[] {
    this.open.set(pathOf(document.uri), document);
    return this.forget(pathOf(document.uri));
  }

  close(uri: string): string[] {
    this.open.delete(pathOf(uri));
    return this.forget(pathOf(uri));
  }

  /** A file has changed on disk. */
  touch(uri: string): string[] {
    return this.forget(pathOf(uri));
  }

  /** Drops what is known about a file and about those that import it. */
  private forget(path: string): string[] {
    for (const [root, { asked }] of this.analyses) {
      if (root === path || asked.has(path)) this.analyses.delete(root);
    }
    return [...this.open].flatMap(([root, { uri }]) => (this.analyses.has(root) ? [] : [uri]));
  }

  document(uri: string): TextDocument | undefined {
    return this.open.get(pathOf(uri));
  }

  /** What the compiler says about an open document as it is now. */
  analysis(uri: string): Analysis | undefined {
    const path = pathOf(uri);
    const document = this.open.get(path);
    if (document === undefined) return undefined;
    const known = this.analyses.get(path);
    if (known !== undefined) return known;
    const made = analyse(path, document.getText(), this.read);
    this.analyses.set(path, made);
    return made;
  }

  /** The analyses of all open documents. */
  all(): Analysis[] {
    return [...this.open.values()].flatMap(({ uri }) => this.analysis(uri) ?? []);
  }

  /** A text as an editor has it, else as it lies on disk. */
  readonly read = (path: string): string | undefined => {
    const document = this.open.get(path);
    if (document !== undefined) return document.getText();
    try {
      const { size } = statSync(path);
      return size > LARGEST_SOURCE ? undefined : readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  };

  /** Where an editor finds a file of the compiler's; open ones go by the editor's own name. */
  uriOf(path: string): string {
    return this.open.get(path)?.uri ?? uriOfPath(path === PRELUDE_FILE ? preludePath() : path);
  }
}

/** The compiler's name for a document. */
export function pathOf(uri: string): string {
  return uri.startsWith('file:') ? fileURLToPath(uri) : uri;
}

function uriOfPath(path: string): string {
  return /^[a-z][a-z+.-]+:/.test(path) ? path : pathToFileURL(path).href;
}

let writtenPrelude: string | undefined;

/** The prelude as a file that an editor can show. */
function preludePath(): string {
  if (writtenPrelude !== undefined) return writtenPrelude;
  const folder = join(tmpdir(), `netloom-${netloomVersion}-${process.pid}`);
  const path = join(folder, 'prelude.net');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.new`, preludeSource, { mode: 0o444 });
  renameSync(`${path}.new`, path);
  writtenPrelude = path;
  return path;
}
