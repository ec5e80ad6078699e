import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';
import { formatSource } from '../../compiler/frontend/index.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { filesBelow } from '../files/below.js';
import { readText } from '../files/read.js';
import { writeFiles } from '../files/write.js';
import { examples } from '../help.js';
import { jsonOption } from '../options.js';
import { printLines, printResult } from '../report.js';
import { UsageError } from '../usage/usage-error.js';

interface FmtOptions {
  readonly check: boolean;
  readonly stdin: boolean;
  readonly json: boolean;
}

/** `netloom fmt FILE…`: lays sources out in the one way that everybody reads. */
export function fmtCommand(context: Context): Command {
  return new Command('fmt')
    .description('Format .net files in place.')
    .argument('[files...]', 'the files, and folders in which all are meant, at any depth')
    .addOption(
      new Option('--check', 'change nothing; exit with 3 when a file is not formatted').default(
        false,
      ),
    )
    .addOption(new Option('--stdin', 'read standard input, write standard output').default(false))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['netloom fmt lenet5.net blocks.net', 'format two files'],
        ['netloom fmt --check .', 'in CI: are all files formatted, here and below?'],
        ['netloom fmt --stdin < lenet5.net', 'in an editor'],
      ),
    )
    .action(async (files: string[], options: FmtOptions) => {
      if (options.stdin === files.length > 0) failFiles(options);
      if (files.includes('-')) failDash();
      context.exitCode = options.stdin
        ? await formatStdin(context, options)
        : await formatFiles(context, files, options);
    });
}

function failFiles({ stdin }: FmtOptions): never {
  throw new UsageError({
    code: 'usage/files',
    title: stdin ? '--stdin takes no files' : 'there are no files to format',
    hint: stdin ? 'leave out one of the two' : 'name some, or use --stdin',
  });
}

/** Elsewhere `-` is standard input; a file of this name is `./-`. */
function failDash(): never {
  throw new UsageError({
    code: 'usage/files',
    title: '- names no file',
    hint: '--stdin formats standard input',
  });
}

async function formatStdin(context: Context, { check, json }: FmtOptions): Promise<number> {
  const text = await context.io.readStdin();
  const formatted = format(context, 'stdin', text);
  const changed = formatted !== text;
  const result = check ? {} : { text: formatted };
  if (json) printResult(context, { files: [{ file: 'stdin', changed, ...result }] });
  else if (!check) context.io.stdout.write(formatted);
  return check && changed ? EXIT.difference : EXIT.ok;
}

/**
 * Nothing is written unless every file can be formatted; of several names of one it takes the first. A folder
 * stands for the files in it and below.
 */
async function formatFiles(
  context: Context,
  files: readonly string[],
  options: FmtOptions,
): Promise<number> {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  const attempt = <T>(work: () => T[]): T[] => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      diagnostics.push(...error.diagnostics);
      return [];
    }
  };
  const below = files.flatMap((file) => attempt(() => filesBelow(context.io, file, '.net')));
  const results = below.flatMap((file) =>
    attempt(() => {
      const text = readText(context.io, file, '.net');
      const real = realpathSync(resolve(context.io.cwd, file));
      if (seen.has(real)) return [];
      seen.add(real);
      const formatted = format(context, file, text);
      return [{ file, formatted, changed: formatted !== text }];
    }),
  );
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  const changed = results.filter((result) => result.changed);
  if (!options.check) {
    const encoder = new TextEncoder();
    await writeFiles(
      context,
      changed.map(({ file, formatted }) => ({ path: file, bytes: encoder.encode(formatted) })),
    );
  }
  if (options.json) {
    printResult(context, {
      files: results.map(({ file, changed: differs }) => ({ file, changed: differs })),
    });
  } else {
    printLines(
      context,
      changed.map(({ file }) => (options.check ? `${file} is not formatted` : `formatted ${file}`)),
    );
  }
  return options.check && changed.length > 0 ? EXIT.difference : EXIT.ok;
}

function format(context: Context, file: string, text: string): string {
  context.sources.set(file, text);
  const { text: formatted, diagnostics } = formatSource(text, file);
  if (formatted === undefined) throw new DiagnosticError(diagnostics);
  return formatted;
}
