/**
 * A diagnostic is a value: the command line prints it, the API returns it, an editor underlines it.
 * Everything a reader needs is in its fields; `render.ts` only lays them out.
 */

/** A range of UTF-16 offsets in one source file; `end` is exclusive. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A span with what to say about it: "the channels were declared here". */
export interface Label {
  readonly span: Span;
  readonly message: string;
}

export type Severity = 'error' | 'warning';

export interface Diagnostic {
  readonly severity: Severity;
  /** Stable identifier such as `shape/channels`, the same for every instance of one mistake. */
  readonly code: string;
  /** One sentence that carries the actual values. */
  readonly title: string;
  /** Where the mistake is; absent when it concerns a file as a whole (weights, flags). */
  readonly primary?: Label;
  readonly secondary?: readonly Label[];
  /** Further facts: what was expected, a list of missing tensors. */
  readonly notes?: readonly string[];
  /** What to do about it, including the nearest name for a typo. */
  readonly hint?: string;
  /** What to write in place of the primary span, where the hint names it. */
  readonly replacement?: string;
}

/** Carries diagnostics through code that cannot return them; caught at every public entry point. */
export class DiagnosticError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => `${diagnostic.code}: ${diagnostic.title}`).join('\n'));
    this.name = 'DiagnosticError';
  }
}

/** Throws a single error diagnostic. */
export function fail(diagnostic: Omit<Diagnostic, 'severity'>): never {
  throw new DiagnosticError([{ severity: 'error', ...diagnostic }]);
}
