const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A horizontal bar for a fraction of 0 … 1, drawn in eighths of a character. */
export function bar(fraction: number, width: number): string {
  const eighths = fraction > 0 ? Math.round(Math.min(1, fraction) * width * 8) : 0;
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}
