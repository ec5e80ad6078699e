import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic, MessageConnection, Position } from 'vscode-languageserver-protocol/node';
import {
  createMessageConnection,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { projectRoot } from '../support/paths.js';

/** A language server in a process of its own, as an editor has it. */
export class Client {
  private version = 1;
  private readonly published = new Map<string, Diagnostic[]>();
  private readonly listeners = new Set<() => void>();

  private constructor(
    readonly connection: MessageConnection,
    readonly folder: string,
    private readonly exited: Promise<number | null>,
  ) {
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.published.set(uri, diagnostics);
      for (const listener of this.listeners) listener();
    });
    connection.listen();
  }

  /** Starts the server, in a folder with these files beside what will be opened. */
  static async start(
    server: string,
    files: Readonly<Record<string, string>> = {},
  ): Promise<Client> {
    mkdirSync(join(projectRoot, 'out'), { recursive: true });
    const folder = mkdtempSync(join(projectRoot, 'out/editor-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const child = spawn(process.execPath, [server, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const client = new Client(connection, folder, exited);
    await client.ask('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    await connection.sendNotification('initialized', {});
    return client;
  }

  ask<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  async open(name: string, text: string): Promise<string> {
    const uri = this.uri(name);
    this.published.delete(uri);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'netloom', version: this.version++, text },
    });
    return uri;
  }

  /** Replaces the whole text of a document. */
  async change(uri: string, text: string): Promise<void> {
    this.published.delete(uri);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: this.version++ },
      contentChanges: [{ text }],
    });
  }

  async close(uri: string): Promise<void> {
    this.published.delete(uri);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Forgets what was published, so that the next diagnostics are new ones. */
  expectNew(uri: string): void {
    this.published.delete(uri);
  }

  /** The next diagnostics of a document. */
  diagnostics(uri: string): Promise<Diagnostic[]> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.published.get(uri);
        if (found === undefined) return;
        this.listeners.delete(look);
        resolve(found);
      };
      this.listeners.add(look);
      look();
    });
  }

  /** Ends the server as an editor does; the exit status. */
  async end(): Promise<number | null> {
    await this.ask('shutdown', undefined);
    await this.connection.sendNotification('exit');
    const status = await this.exited;
    this.connection.dispose();
    rmSync(this.folder, { recursive: true });
    return status;
  }
}

/** Bundles what editors run, as the build does, into a folder of its own. */
export function bundleEditor(): string {
  mkdirSync(join(projectRoot, 'out'), { recursive: true });
  const folder = mkdtempSync(join(projectRoot, 'out/editor-bundle-'));
  execFileSync(process.execPath, [join(projectRoot, 'scripts/bundle-editor.mjs'), folder]);
  return folder;
}

/** A text with `|` at the place that is asked about. */
export function marked(text: string): { readonly text: string; readonly position: Position } {
  const at = text.indexOf('|');
  const before = text.slice(0, at).split(/\r\n|\n|\r/);
  return {
    text: text.slice(0, at) + text.slice(at + 1),
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}
