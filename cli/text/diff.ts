export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/**
 * A shortest line-by-line edit from `before` to `after`, by the longest common subsequence of what
 * lies between their common head and tail. Passes change few lines of a listing, so the table over
 * the rest stays small.
 */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && before[head] === after[head]) head++;
  let tail = 0;
  const rest = Math.min(before.length, after.length) - head;
  while (tail < rest && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;

  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return [
    ...before.slice(0, head).map(same),
    ...diffMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function diffMiddle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const columns = after.length + 1;
  // common[row · columns + column]: length of the longest common subsequence of the two remainders.
  const common = new Uint32Array((before.length + 1) * columns);
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const at = row * columns + column;
      common[at] =
        before[row] === after[column]
          ? common[at + columns + 1] + 1
          : Math.max(common[at + columns], common[at + 1]);
    }
  }
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const at = row * columns + column;
    if (row < before.length && column < after.length && before[row] === after[column]) {
      lines.push({ kind: 'same', text: before[row] });
      row++;
      column++;
    } else if (
      column === after.length ||
      (row < before.length && common[at + columns] >= common[at + 1])
    ) {
      lines.push({ kind: 'removed', text: before[row++] });
    } else {
      lines.push({ kind: 'added', text: after[column++] });
    }
  }
  return lines;
}

/** Only what changed, with `context` unchanged lines around it and `…` where lines are left out. */
export function hunks(lines: readonly DiffLine[], context: number): DiffLine[] {
  const near = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - context), index + context + 1)
      .some(({ kind }) => kind !== 'same'),
  );
  return lines.flatMap((line, index): DiffLine[] => {
    if (near[index]) return [line];
    return index === 0 || near[index - 1] ? [{ kind: 'same', text: '…' }] : [];
  });
}
