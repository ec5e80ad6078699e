/** Collects lines of code at the right depth. */
export class Writer {
  private readonly written: string[] = [];
  private depth = 0;

  line(text: string): void {
    this.written.push(`${'  '.repeat(this.depth)}${text}`);
  }

  /** `header {`, what `body` writes, and `}`. */
  block(header: string, body: () => void): void {
    this.line(`${header} {`);
    this.depth += 1;
    body();
    this.depth -= 1;
    this.line('}');
  }

  /** A bracketed list with its elements below each other. */
  lines(open: string, elements: readonly string[], close: string): void {
    this.line(open);
    this.depth += 1;
    for (const element of elements) this.line(`${element},`);
    this.depth -= 1;
    this.line(close);
  }

  /** Columns that a line takes here, inside `main`. */
  widthOf(line: string): number {
    return line.length + 2 * (this.depth + 1);
  }

  text(): string {
    return this.written.join('\n');
  }
}
