import type { IToken } from 'chevrotain';
import type { Span } from '../../diagnostics/diagnostic.js';

/** Spans of tokens and ranges in one file; `offset` shifts text cut out of a string literal. */
export class Places {
  constructor(
    readonly file: string,
    private readonly offset = 0,
  ) {}

  span(start: number, end: number): Span {
    return { file: this.file, start: start + this.offset, end: end + this.offset };
  }

  token(token: IToken): Span {
    const start = Number.isFinite(token.startOffset) ? token.startOffset : 0;
    return this.span(start, start + token.image.length);
  }
}

/** From the beginning of `first` to the end of `last`. */
export function cover(first: Span, last: Span): Span {
  return {
    file: first.file,
    start: Math.min(first.start, last.start),
    end: Math.max(first.end, last.end),
  };
}
