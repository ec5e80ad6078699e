import type { Tensor } from '../ir/tensor.js';

/** The elements of a small tensor, a line for each row; a blank line parts the matrices of more axes. */
export function numbersText({ shape, data }: Tensor): string[] {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  const cells = Array.from(data, (value) => String(Number(value.toPrecision(3))));
  const width = Math.max(...cells.map((cell) => cell.length));
  const lines: string[] = [];
  for (let row = 0; row * columns < cells.length; row++) {
    if (row > 0 && row % rows === 0) lines.push('');
    const own = cells.slice(row * columns, (row + 1) * columns);
    lines.push(own.map((cell) => cell.padStart(width)).join('  '));
  }
  return lines;
}
