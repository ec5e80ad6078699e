import type { CommanderError } from 'commander';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';

/** What is wrong with the command line itself; shown like every mistake, but with an exit status of its own. */
export class UsageError extends DiagnosticError {
  constructor(diagnostic: Omit<Diagnostic, 'severity'>) {
    super([{ severity: 'error', ...diagnostic }]);
  }
}

/**
 * What the parser of command lines has found: `error: unknown option '--wieghts'`, with `(Did you mean
 * --weights?)` in a second line. `command` is the one that was to run, if there is such.
 */
export function parserError(
  { code, message }: CommanderError,
  command: string | undefined,
): UsageError {
  const [text, suggestion = ''] = message.replace(/^error: /, '').split('\n');
  const title = text.replace(
    /^command-argument value '(.*)' is invalid for argument '(.*)'\./,
    "argument '<$2>' '$1' is invalid.",
  );
  const meant = /^\(Did you mean (.*)\?\)$/.exec(suggestion)?.[1];
  const name = code
    .replace('commander.', '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const help = command === undefined ? 'netloom --help' : `netloom ${command} --help`;
  return new UsageError({
    code: `usage/${name}`,
    title,
    hint:
      meant === undefined
        ? `\`${help}\` shows what there is, with examples`
        : `did you mean ${meant}?`,
  });
}
