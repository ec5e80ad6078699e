import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

/** Starts the language server: the one that the settings name, else the one beside this file. */
export async function activate(context: ExtensionContext): Promise<void> {
  const command = workspace.getConfiguration('netloom').get<string>('server.command') ?? '';
  const server =
    command === ''
      ? {
          module: context.asAbsolutePath(join('dist', 'server.cjs')),
          transport: TransportKind.stdio,
        }
      : { command, args: ['lsp', '--stdio'] };
  client = new LanguageClient('netloom', 'Netloom', server, {
    documentSelector: [{ language: 'netloom' }],
    synchronize: { fileEvents: workspace.createFileSystemWatcher('**/*.net') },
  });
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
