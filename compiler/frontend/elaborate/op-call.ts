import type { Span } from '../../diagnostics/diagnostic.js';
import type { CallSite, Given } from './arguments.js';
import type { Context } from './context.js';
import type { DraftValue } from './draft.js';
import type { SurfaceEntry } from './surfaces.js';

export interface Operand {
  readonly value: DraftValue;
  readonly span: Span;
  readonly piped: boolean;
  /** What it is, where that is a number in the source. */
  readonly number?: number;
}

/** A call of an op: operands, arguments and weights, each with the text it came from. */
export interface OpCall {
  readonly context: Context;
  readonly site: CallSite;
  readonly entry: SurfaceEntry;
  readonly operands: readonly Operand[];
  readonly given: ReadonlyMap<string, Given>;
}

export function inputNames(entry: SurfaceEntry): string[] {
  return entry.definition.inputs.map((input) => input.name);
}
