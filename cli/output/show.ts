import type { OutputImage } from '../../compiler/ir/image.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import type { ElementType } from '../../compiler/ir/types.js';
import type { Colors, Context } from '../context.js';
import { bar } from '../text/bar.js';
import { extents, grouped } from '../text/units.js';
import { cut, widthOf } from '../text/width.js';
import { INDENT, integerLines, MOST_LINES } from './integers.js';
import { rowLines } from './rows.js';
import { isDistribution, isRanked, isVector } from './ranking.js';

/** An output of the network with its values, as the bundle gave them. */
export interface ShownOutput {
  readonly name: string;
  readonly element: ElementType;
  readonly shape: readonly number[];
  readonly data: Elements;
  /** What its pixels are, where it is an image. */
  readonly image?: OutputImage;
  /** Class labels along the last axis. */
  readonly labels?: readonly string[];
}

interface Entry {
  readonly index: number;
  readonly label: string | null;
  readonly value: number;
}

/** The form that `netloom run --json` promises. */
export function outputJson(
  output: ShownOutput,
  top: number,
): { shape: readonly number[]; data: number[]; top: Entry[] } {
  return { shape: output.shape, data: [...output.data], top: topEntries(output, top) };
}

/** The largest values of a vector with their labels; empty for outputs of any other shape. */
function topEntries(output: ShownOutput, top: number): Entry[] {
  if (!isVector(output)) return [];
  const { data, labels } = output;
  // NaN is smaller than everything, so that it cannot hide the rest.
  const rank = (value: number): number => (Number.isNaN(value) ? -Infinity : value);
  return [...data.keys()]
    .sort((a, b) => rank(data[b]) - rank(data[a]) || a - b)
    .slice(0, top)
    .map((index) => ({ index, label: labels?.[index] ?? null, value: data[index] }));
}

const BAR_WIDTH = 30;

/**
 * Outputs for people: the largest first where they are scores of classes, as bars where they are a
 * distribution; other vectors in order, with where each number stands; integers in order; small matrices
 * by rows; and of everything else the shape and the range. Where not all is shown, how much is.
 */
export function showOutputs(
  { io, colors: { out: colors } }: Context,
  outputs: readonly ShownOutput[],
  top: number,
): string[] {
  const width = io.stdout.columns;
  const distributions = outputs.filter(isDistribution);
  const lines = outputs.map((output): string[] => {
    const { name, element, shape, data } = output;
    const title = `${colors.bold(name)} ${colors.dim(extents(shape))}`;
    if (element !== 'f32') return [title, ...integerLines(output, width)];
    const distribution = distributions.includes(output);
    const better = distributions.some((other) => other.data.length === data.length);
    if (shape.length === 0) return [`${colors.bold(name)} ${short(data[0])}`];
    if (better && !distribution) return [`${title} ${rangeText(output)}`];
    if (!isVector(output)) {
      const rows = rowLines(output, short, width);
      return rows === undefined ? [`${title} ${rangeText(output)}`] : [title, ...rows];
    }
    const linesOf = distribution ? probabilityLines : valueLines;
    if (!isRanked(output, outputs, top)) {
      const shown = entriesInOrder(output);
      const left = data.length - shown.length;
      return [
        title,
        ...linesOf(shown, colors, width),
        ...(left > 0 ? [`${INDENT}and ${grouped(left)} more of ${grouped(data.length)}`] : []),
      ];
    }
    const part =
      top < data.length ? `, the largest ${grouped(top)} of ${grouped(data.length)}` : '';
    return [`${title}${part}`, ...linesOf(topEntries(output, top), colors, width)];
  });
  return lines.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function entriesInOrder({ data, labels }: ShownOutput): Entry[] {
  return Array.from(data.subarray(0, MOST_LINES), (value, index) => ({
    index,
    label: labels?.[index] ?? null,
    value,
  }));
}

/** Behind the name of a class and two spaces: ` 97.3 %` and a bar. */
const PROBABILITY_WIDTH = 7 + 2 + BAR_WIDTH;

function probabilityLines(entries: readonly Entry[], colors: Colors, width: number): string[] {
  const names = namesOf(entries, width - PROBABILITY_WIDTH);
  const largest = Math.max(...entries.map(({ value }) => value));
  return entries.map(({ value }, place) => {
    const percent = `${(value * 100).toFixed(1)} %`.padStart(7);
    const line = `${names[place]}${percent}  `;
    const drawn = bar(value, BAR_WIDTH);
    return value === largest ? colors.bold(line) + colors.green(drawn) : (line + drawn).trimEnd();
  });
}

/** The longest number that `short` writes. */
const NUMBER_WIDTH = 12;

function valueLines(entries: readonly Entry[], _: Colors, width: number): string[] {
  const names = namesOf(entries, width - NUMBER_WIDTH);
  return entries.map((entry, place) => `${names[place]}${short(entry.value)}`);
}

/** Names of classes to the right, with two spaces on either side, in at most `width` columns if that is many. */
function namesOf(entries: readonly Entry[], width: number): string[] {
  const names = entries.map((entry) => cut(nameOf(entry), Math.max(LEAST_NAME, width - 2 * 2)));
  const widest = Math.max(...names.map(widthOf));
  return names.map((name) => `  ${' '.repeat(widest - widthOf(name))}${name}  `);
}

/** What a name needs at least to say something. */
const LEAST_NAME = 8;

function nameOf({ index, label }: Entry): string {
  return label ?? `${index}`;
}

function rangeText(output: ShownOutput): string {
  let low = Infinity;
  let high = -Infinity;
  let broken = 0;
  for (const value of output.data) {
    if (Number.isNaN(value)) broken++;
    low = Math.min(low, Number.isNaN(value) ? low : value);
    high = Math.max(high, Number.isNaN(value) ? high : value);
  }
  const range = low <= high ? `from ${short(low)} to ${short(high)}` : 'without values';
  return broken === 0 ? range : `${range}, ${broken} not a number`;
}

/** A number of at most five digits. */
export function short(value: number): string {
  return `${Number(value.toPrecision(5))}`;
}
