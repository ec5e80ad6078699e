import type { Diagnostic, Label } from '../compiler/diagnostics/diagnostic.js';
import { DiagnosticError } from '../compiler/diagnostics/diagnostic.js';
import { renderDiagnostic } from '../compiler/diagnostics/render.js';
import { netloomVersion } from '../compiler/codegen/bundle/runtime-text.generated.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { placeOf } from './place.js';
import { jsonText } from './text/json.js';
import { UsageError } from './usage/usage-error.js';

/**
 * Says why a command has failed and returns the exit status: on standard error, or, with `--json`, on
 * standard output as `{ "diagnostics": […] }`.
 */
export function reportError(context: Context, argv: readonly string[], error: unknown): number {
  context.progress.clear();
  // A command line that cannot be parsed, too, asks for JSON.
  const json = argv.includes('--json');
  if (error instanceof DiagnosticError) {
    const diagnostics = [...error.diagnostics, ...context.finite.diagnostics()];
    if (json) printDiagnosticsJson(context, diagnostics);
    else printDiagnostics(context, diagnostics);
    return error instanceof UsageError ? EXIT.usage : EXIT.input;
  }
  const report = internalReport(argv, error);
  if (json) printDiagnosticsJson(context, [internalDiagnostic(report)]);
  else printInternalError(context, report);
  return EXIT.internal;
}

function printDiagnosticsJson(context: Context, diagnostics: readonly Diagnostic[]): void {
  printJson(context, { diagnostics: diagnostics.map(diagnosticJson(context)) });
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
  const said = new Set(context.warnings.map(identity));
  const fresh = warnings.filter((warning) => !said.has(identity(warning)));
  printDiagnostics(context, fresh);
  context.warnings.push(...fresh);
}

/** What is said of one network at two sizes is said once. */
function identity({ code, title, primary }: Diagnostic): string {
  return JSON.stringify([code, title, primary?.span]);
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

function printJson(context: Context, value: unknown): void {
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
function diagnosticJson(context: Context): (diagnostic: Diagnostic) => unknown {
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

/** A mistake of ours: what happened, and the lines that a report of it needs. */
interface InternalReport {
  readonly title: string;
  readonly lines: readonly string[];
}

const PLEASE_REPORT =
  'This is a mistake in Netloom, not in your network. Please report it with these';

function internalReport(argv: readonly string[], error: unknown): InternalReport {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    title: error instanceof Error ? error.message : details,
    lines: [
      `netloom ${netloomVersion}, Node ${process.version}, ${process.platform} ${process.arch}`,
      `netloom ${argv.join(' ')}`,
      ...details.split('\n'),
    ],
  };
}

function internalDiagnostic({ title, lines }: InternalReport): Diagnostic {
  return {
    severity: 'error',
    code: 'internal',
    title,
    notes: lines,
    hint: `${PLEASE_REPORT} notes.`,
  };
}

function printInternalError({ io, colors }: Context, { title, lines }: InternalReport): void {
  const text = [
    `${colors.err.red('internal error:')} ${title}`,
    '',
    `${PLEASE_REPORT} lines:`,
    '',
    ...lines.map((line) => `  ${line}`),
  ];
  io.stderr.write(`${text.join('\n')}\n`);
}
