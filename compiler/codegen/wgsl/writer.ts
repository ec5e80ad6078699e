/** Collects lines of code at the right depth. */
export class Writer {
  private readonly lines: string[] = [];
  private depth = 0;

  line(text: string): void {
    this.lines.push(`${'  '.repeat(this.depth)}${text}`);
  }

  /** `header {`, what `body` writes, and `}`. */
  block(header: string, body: () => void): void {
    this.line(`${header} {`);
    this.depth += 1;
    body();
    this.depth -= 1;
    this.line('}');
  }

  text(): string {
    return this.lines.join('\n');
  }
}
