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
 * --weights?)` in a second line.
 */
export function parserError({ code, message }: CommanderError): UsageError {
  const [title, suggestion = ''] = message.replace(/^error: /, '').split('\n');
  const meant = /^\(Did you mean (.*)\?\)$/.exec(suggestion)?.[1];
  const name = code
    .replace('commander.', '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return new UsageError({
    code: `usage/${name}`,
    title,
    ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
  });
}
