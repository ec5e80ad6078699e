import { Command, Option } from 'commander';
import { examples } from '../help.js';

/** `netloom lsp`: the language server, which an editor starts. */
export function lspCommand(): Command {
  return new Command('lsp')
    .description('Serve an editor by the Language Server Protocol on standard input and output.')
    .addOption(new Option('--stdio', 'what editors ask for; there is no other way').default(true))
    .addHelpText(
      'after',
      examples(['netloom lsp --stdio', 'in the settings of an editor; editor/README.md has them']),
    )
    .action(async () => {
      // One file beside the command, made by the build: it ends the process when the editor leaves.
      await import(new URL('../editor/server.cjs', import.meta.url).href);
    });
}
