import type { Span } from '../../diagnostics/diagnostic.js';

/** What is known of the names of all files before a network is built. */
export interface CheckedNames {
  /** Uses that some binding before them may supply, by place. */
  readonly bound: ReadonlySet<string>;
  /** Names that stand where nothing can supply them, by file: that has been said of them. */
  readonly unknown: ReadonlySet<string>;
}

/** The key of a use of a name. */
export function placeOf({ file, start }: Span): string {
  return `${file}:${start}`;
}

/** The key of a name. */
export function nameIn(file: string, name: string): string {
  return `${file}:${name}`;
}
