import type { OutputImage } from '../../compiler/ir/image.js';
import type { Colors } from '../context.js';
import { bar } from '../text/bar.js';
import { extents } from '../text/units.js';

/** An output of the network with its values, as the bundle gave them. */
export interface ShownOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
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
function topEntries({ shape, data, labels }: ShownOutput, top: number): Entry[] {
  if (data.length !== shape.at(-1)) return [];
  // NaN is smaller than everything, so that it cannot hide the rest.
  const rank = (value: number): number => (Number.isNaN(value) ? -Infinity : value);
  return [...data.keys()]
    .sort((a, b) => rank(data[b]) - rank(data[a]) || a - b)
    .slice(0, top)
    .map((index) => ({ index, label: labels?.[index] ?? null, value: data[index] }));
}

const BAR_WIDTH = 30;

/**
 * Outputs for people: classes with their probabilities as bars where an output is a distribution,
 * the values of other vectors unless a distribution over the same classes says it better, and of
 * everything else the shape and the range.
 */
export function showOutputs(
  outputs: readonly ShownOutput[],
  top: number,
  colors: Colors,
): string[] {
  const distributions = outputs.filter(isDistribution);
  const lines = outputs.map((output): string[] => {
    const { name, shape, data } = output;
    const title = `${colors.bold(name)} ${colors.dim(extents(shape))}`;
    if (distributions.includes(output)) return [title, ...probabilityLines(output, top, colors)];
    if (data.length !== shape.at(-1)) return [`${title} ${rangeText(data)}`];
    const better = distributions.find((other) => other.data.length === data.length);
    if (better !== undefined) return [`${title} ${rangeText(data)}`];
    return [title, ...valueLines(output, top)];
  });
  return lines.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function isDistribution({ shape, data }: ShownOutput): boolean {
  const sum = data.reduce((total, value) => total + value, 0);
  return (
    data.length > 1 &&
    data.length === shape.at(-1) &&
    data.every((value) => value >= 0) &&
    Math.abs(sum - 1) < 1e-3
  );
}

function probabilityLines(output: ShownOutput, top: number, colors: Colors): string[] {
  const entries = topEntries(output, top);
  const width = Math.max(...entries.map((entry) => nameOf(entry).length));
  return entries.map((entry, place) => {
    const percent = `${(entry.value * 100).toFixed(1)} %`.padStart(7);
    const line = `  ${nameOf(entry).padStart(width)}  ${percent}  `;
    const drawn = bar(entry.value, BAR_WIDTH);
    return place === 0 ? colors.bold(line) + colors.green(drawn) : (line + drawn).trimEnd();
  });
}

function valueLines(output: ShownOutput, top: number): string[] {
  const entries = topEntries(output, top);
  const width = Math.max(...entries.map((entry) => nameOf(entry).length));
  return entries.map((entry) => `  ${nameOf(entry).padStart(width)}  ${short(entry.value)}`);
}

function nameOf({ index, label }: Entry): string {
  return label ?? `${index}`;
}

function rangeText(data: Float32Array): string {
  let low = Infinity;
  let high = -Infinity;
  let broken = 0;
  for (const value of data) {
    if (Number.isNaN(value)) broken++;
    low = Math.min(low, Number.isNaN(value) ? low : value);
    high = Math.max(high, Number.isNaN(value) ? high : value);
  }
  const range = low <= high ? `from ${short(low)} to ${short(high)}` : 'without values';
  return broken === 0 ? range : `${range}, ${broken} not a number`;
}

function short(value: number): string {
  return `${Number(value.toPrecision(5))}`;
}
