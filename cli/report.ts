import type { Diagnostic, Label } from '../compiler/diagnostics/diagnostic.js';
import { DiagnosticError } from '../compiler/diagnostics/diagnostic.js';
import { renderDiagnostic } from '../compiler/diagnostics/render.js';
import { netloomVersion } from '../compiler/codegen/bundle/runtime-text.generated.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { placeOf } from './place.js';
import { jsonText } from './text/json.js';

/**
 * Runs a command's work and sets the exit status. What is wrong with the input is printed to standard
 * error, or, with `json`, to standard output as `{ "diagnostics": […] }`.
 */
export async function guarded(
  context: Context,
  json: boolean,
  work: () => Promise<number> | number,
): Promise<void> {
  try {
    context.exitCode = await work();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    context.progress.clear();
    const diagnostics = [...error.diagnostics, ...context.finite.diagnostics()];
    if (json) printJson(context, { diagnostics: diagnostics.map(diagnosticJson(context)) });
    else printDiagnostics(context, diagnostics);
    context.exitCode = EXIT.input;
  }
}

/**
 * Prints diagnostics to standard error, each with its source line, and how many errors there are. An
 * empty line keeps them apart from earlier warnings.
 */
export function printDiagnostics(context: Context, diagnostics: readonly Diagnostic[]): void {
  const { io, colors, sources } = context;
  const palette = {
    error: (text: string) => colors.err.bold(colors.err.red(text)),
    warning: (text: string) => colors.err.bold(colors.err.yellow(text)),
    secondary: colors.err.cyan,
    faint: colors.err.dim,
    strong: colors.err.bold,
  };
  if (diagnostics.length === 0) return;
  const texts = diagnostics.map((each) => renderDiagnostic(each, sources, { palette }));
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const apart = context.warnings.length > 0 ? '\n' : '';
  io.stderr.write(
    `${apart}${[...texts, ...(errors > 1 ? [`${errors} errors`] : [])].join('\n\n')}\n`,
  );
}

/** Prints warnings, and keeps them for the result in JSON. */
export function warn(context: Context, warnings: readonly Diagnostic[]): void {
  context.progress.clear();
  printDiagnostics(context, warnings);
  context.warnings.push(...warnings);
}

/** Ends the work of a command, before its result: says what was found in weights while they were read. */
export function finish(context: Context): void {
  context.progress.clear();
  warn(context, context.finite.diagnostics());
}

/** The result of a command that has finished, with all that it has warned of. */
export function printResult(context: Context, result: object): void {
  printJson(context, { ...result, diagnostics: context.warnings.map(diagnosticJson(context)) });
}

export function printJson(context: Context, value: unknown): void {
  context.results.write(`${jsonText(value)}\n`);
}

export function printLines(context: Context, lines: readonly string[]): void {
  context.results.write(lines.map((line) => `${line}\n`).join(''));
}

/** A remark on standard error. */
export function note(context: Context, text: string): void {
  context.progress.clear();
  context.io.stderr.write(`${context.colors.err.cyan('note:')} ${text}\n`);
}

/** A diagnostic as programs read it: its spans also by line and column, counted from 1. */
export function diagnosticJson(context: Context): (diagnostic: Diagnostic) => unknown {
  const located = ({ span, message }: Label) => ({
    ...span,
    ...placeOf(context.sources, span),
    message,
  });
  return ({ primary, secondary, ...rest }) => ({
    ...rest,
    ...(primary === undefined ? {} : { primary: located(primary) }),
    ...(secondary === undefined ? {} : { secondary: secondary.map(located) }),
  });
}

/** A mistake of ours: what happened, and what to do about it. */
export function internalError(context: Context, argv: readonly string[], error: unknown): void {
  context.progress.clear();
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = [
    `${context.colors.err.red('internal error:')} ${error instanceof Error ? error.message : details}`,
    '',
    'This is a mistake in Netloom, not in your network. Please report it with these lines:',
    '',
    `  netloom ${netloomVersion}, Node ${process.version}, ${process.platform} ${process.arch}`,
    `  netloom ${argv.join(' ')}`,
    ...details.split('\n').map((line) => `  ${line}`),
  ];
  context.io.stderr.write(`${lines.join('\n')}\n`);
}
