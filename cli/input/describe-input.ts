import type { GraphInput } from '../../compiler/ir/graph.js';
import { typeText } from '../../compiler/ir/types.js';
import { meansNumbers } from './numbers.js';

/** `picture: f32[1,1,4,4]` */
export function describeInput({ value }: GraphInput): string {
  return `${value.name}: ${typeText(value.type)}`;
}

/** Of numbers longer than this the rest is left out. */
const MOST_CHARACTERS = 40;

/** Where an input came from: a file, or numbers as they may stand on the command line. */
export function sourceText({ value }: GraphInput, source: string): string {
  if (!meansNumbers(source)) return source;
  const { length } = source;
  const shown =
    length > MOST_CHARACTERS
      ? `${source.slice(0, source.lastIndexOf(',', MOST_CHARACTERS) + 1)}…`
      : source;
  return `--input ${value.name}=${shown}`;
}
