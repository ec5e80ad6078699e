import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { ElementType, Shape } from '../../compiler/ir/types.js';

/** Numbers written on the command line, such as `0,1.5` or `[[0,1],[2,3]]`. */
export interface WrittenNumbers {
  /** What brackets say; undefined for a plain list, which has whatever shape takes as many. */
  readonly shape?: Shape;
  /** As f64 for a type of integers, which holds all of them. */
  readonly data: Float32Array | Float64Array;
}

const ALPHABET = /^(?:[-+.,\d[\]\s]|e(?=[-+\d])|nan|inf(?:inity)?)+$/i;
const SOMETHING = /\d|nan|inf/i;
const NUMBER = /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?|nan)$/i;

/** No tensor has as many. */
const MOST_AXES = 16;

/**
 * Whether a text means numbers rather than a file, which its characters alone decide: a file whose name
 * could be numbers is reached with `./` in front.
 */
export function meansNumbers(text: string): boolean {
  return ALPHABET.test(text) && SOMETHING.test(text);
}

/**
 * Reads a text that means numbers, for an input of `element`; whether integers are such is not looked
 * at. Throws a DiagnosticError `input/numbers` that says what is wrong with it.
 */
export function readNumbers(text: string, element: ElementType = 'f32'): WrittenNumbers {
  const compact = text.replace(/\s/g, '');
  const data: number[] = [];
  const refuse = (what: string): never =>
    fail({
      code: 'input/numbers',
      title: `${text} is no list of numbers: ${what}`,
      hint: `numbers are written 0,1.5,-2e3 or [[0,1],[2,3]]; a file of this name is ./${text}`,
    });
  const toElement = (word: string): number => {
    const number = toNumber(word, refuse);
    if (element !== 'f32' || !/\d/.test(word)) return number;
    const value = Math.fround(number);
    return Number.isFinite(value) ? value : refuse(`${word} is larger than any f32`);
  };
  const array = (): WrittenNumbers['data'] =>
    element === 'f32' ? Float32Array.from(data) : Float64Array.from(data);
  if (!compact.includes('[')) {
    for (const word of compact.split(',')) data.push(toElement(word));
    return { data: array() };
  }
  let rest = compact;
  const take = (mark: string): boolean => {
    if (!rest.startsWith(mark)) return false;
    rest = rest.slice(mark.length);
    return true;
  };
  /** Reads a number or a list in brackets, and gives its shape. */
  const readValue = (depth: number): number[] => {
    if (depth > MOST_AXES) refuse(`it has more than ${MOST_AXES} brackets in each other`);
    if (!take('[')) {
      const word = /^[^,[\]]*/.exec(rest)?.[0] ?? '';
      take(word);
      data.push(toElement(word));
      return [];
    }
    const inner: number[][] = [];
    do inner.push(readValue(depth + 1));
    while (take(','));
    if (!take(']')) refuse('a bracket is not closed');
    const [first] = inner;
    const other = inner.find((shape) => shape.join() !== first.join());
    if (other !== undefined) {
      refuse(`a row of shape [${first.join(',')}] stands beside one of [${other.join(',')}]`);
    }
    return [inner.length, ...first];
  };
  const shape = readValue(0);
  if (rest !== '') refuse(`${rest} is left over`);
  return { shape, data: array() };
}

function toNumber(word: string, refuse: (what: string) => never): number {
  if (word === '') return refuse('a number is missing');
  if (!NUMBER.test(word)) return refuse(`${word} is no number`);
  if (/nan/i.test(word)) return NaN;
  if (/inf/i.test(word)) return word.startsWith('-') ? -Infinity : Infinity;
  return Number(word);
}
