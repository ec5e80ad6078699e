import { Command, CommanderError } from 'commander';
import { netloomVersion } from '../compiler/codegen/bundle/runtime-text.generated.js';
import { checkCommand } from './commands/check.js';
import { compileCommand } from './commands/compile.js';
import { completionCommand } from './commands/completion.js';
import { exportCommand } from './commands/export.js';
import { fmtCommand } from './commands/fmt.js';
import { helpCommand } from './commands/help.js';
import { lspCommand } from './commands/lsp.js';
import { inspectCommand } from './commands/inspect.js';
import { runCommand } from './commands/run.js';
import type { Context } from './context.js';
import { EXIT, EXIT_CODES_HELP } from './exit-codes.js';
import { examples, optionDescription } from './help.js';
import { reportError } from './report.js';
import { noteOptions } from './usage/given.js';
import { requireUse } from './usage/require-use.js';
import { parserError } from './usage/usage-error.js';

/**
 * Runs one command line and returns the exit status. Never throws: what is wrong with the command line
 * or the input is a diagnostic, and anything else an internal error with a request to report it.
 */
export async function main(argv: readonly string[], context: Context): Promise<number> {
  try {
    await parse(argv, context);
    return context.exitCode;
  } catch (error) {
    return reportError(context, argv, error);
  } finally {
    context.progress.clear();
  }
}

async function parse(argv: readonly string[], context: Context): Promise<void> {
  const program = netloom(context);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    // Without a command there is its help, which has been printed.
    if (error.code === 'commander.help') context.exitCode = EXIT.usage;
    else {
      const names = program.commands.map((command) => command.name());
      throw parserError(
        error,
        names.find((name) => name === argv.at(0)),
      );
    }
  }
}

/** The whole command line. */
export function netloom(context: Context): Command {
  const program = new Command('netloom')
    .description('Compile networks written in .net to small WASM SIMD and WebGPU bundles.')
    .version(netloomVersion, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      examples(
        ['netloom compile lenet5.net --weights lenet5.safetensors -o dist', 'make a bundle'],
        [
          'netloom run lenet5.net --weights lenet5.safetensors --input 7.png',
          'run it on a picture',
        ],
        ['netloom inspect lenet5.net --layers', 'what each layer costs'],
        ['netloom help run', 'more about a command'],
        ['netloom help ops', 'what there is to call in a network'],
      ) + EXIT_CODES_HELP,
    );
  const commands = [
    compileCommand(context),
    runCommand(context),
    inspectCommand(context),
    checkCommand(context),
    fmtCommand(context),
    exportCommand(context),
    completionCommand(context, program),
    lspCommand(),
    helpCommand(context, program),
  ];
  for (const command of commands) {
    program.addCommand(command);
    const given = noteOptions(command);
    command.hook('preAction', () => {
      requireUse(command, given);
    });
  }
  for (const command of [program, ...commands]) {
    command
      .exitOverride()
      .configureHelp({ optionDescription })
      .configureOutput({
        writeOut: (text: string) => {
          context.io.stdout.write(text);
        },
        writeErr: (text: string) => {
          context.io.stderr.write(text);
        },
        // `main` reports it.
        outputError: () => undefined,
        getOutHelpWidth: () => Math.min(100, context.io.stdout.columns),
        getOutHasColors: () => context.io.stdout.isTerminal,
      });
  }
  return program;
}
