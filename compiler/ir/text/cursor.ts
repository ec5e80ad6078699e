import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js';

/** Ends parsing at the first mistake; caught by `parseGraph`, never seen outside. */
export class TextError extends Error {
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.title);
    this.name = 'TextError';
  }
}

/** A position in the text that moves forward by matching; blanks and comments lie between tokens. */
export class Cursor {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {
    this.skipBlanks();
  }

  get position(): number {
    return this.at;
  }

  /** From `start` to the end of what was matched last, blanks left out. */
  spanFrom(start: number): Span {
    const end = start + this.text.slice(start, this.at).trimEnd().length;
    return { file: this.file, start, end };
  }

  /** Matches `pattern` (sticky) here and moves behind it; undefined, and no move, when it differs. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at += match[0].length;
    this.skipBlanks();
    return match;
  }

  /** Matches one punctuation mark or keyword. */
  accept(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    const next = this.text.charAt(this.at + token.length);
    if (/^\w+$/.test(token) && /[\w.]/.test(next)) return false;
    this.at += token.length;
    this.skipBlanks();
    return true;
  }

  expect(token: string, where: string): void {
    if (!this.accept(token)) this.unexpected(`'${token}' ${where}`);
  }

  require(pattern: RegExp, wanted: string): RegExpExecArray {
    return this.take(pattern) ?? this.unexpected(wanted);
  }

  /** Fails at the current position, naming what stands there and what was wanted. */
  unexpected(wanted: string): never {
    const found = /\S+/y;
    found.lastIndex = this.at;
    const word = found.exec(this.text)?.[0].slice(0, 40);
    const span = { file: this.file, start: this.at, end: this.at + (word?.length ?? 0) };
    const got = word === undefined ? 'the text ends' : `found '${word}'`;
    this.fail('ir/syntax', `expected ${wanted}, but ${got}`, span);
  }

  fail(code: string, title: string, span: Span, hint?: string): never {
    throw new TextError({
      severity: 'error',
      code,
      title,
      primary: { span, message: 'here' },
      ...(hint === undefined ? {} : { hint }),
    });
  }

  private skipBlanks(): void {
    const blanks = /(?:\s|\/\/[^\n]*)*/y;
    blanks.lastIndex = this.at;
    this.at += blanks.exec(this.text)?.[0].length ?? 0;
  }
}
