import type { Elements } from '../tensor.js';
import { elementsOf, isElement } from '../tensor.js';
import type { ElementType } from '../types.js';

/**
 * Numbers of the text form. Doubles are printed as JavaScript prints them, which reads back exactly;
 * 32-bit floats as the shortest decimal that rounds to the same bits.
 */

const CANONICAL_NAN = 0x7fc00000;

/** The text of an attribute: `0.1`, `-0`, `inf`, `-inf`, `nan`. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The text of every element of a constant. */
export function elementTexts(data: Elements): string[] {
  return Array.from(data, (value, index) =>
    data instanceof Float32Array ? float32Text(data, index) : String(value),
  );
}

/** The elements that `elementTexts` printed; `undefined` for text that is no number of the type. */
export function parseElements(
  element: ElementType,
  texts: readonly string[],
): Elements | undefined {
  if (element === 'f32') return parseFloat32s(texts);
  const numbers = texts.map((text) => parseNumber(text) ?? NaN);
  const fits = numbers.every((value) => isElement(element, value));
  return fits ? elementsOf(element, numbers) : undefined;
}

/** The text of element `index`, NaN payloads included (`nan(0x7fc00001)`). */
function float32Text(data: Float32Array, index: number): string {
  const value = data[index];
  if (Number.isNaN(value)) {
    const payload = new Uint32Array(data.buffer, data.byteOffset + 4 * index, 1)[0];
    return payload === CANONICAL_NAN ? 'nan' : `nan(0x${payload.toString(16)})`;
  }
  if (!Number.isFinite(value) || value === 0) return numberText(value);
  for (let digits = 1; digits <= 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
}

/** The elements that `float32Text` printed; `undefined` for text that is not a number. */
function parseFloat32s(texts: readonly string[]): Float32Array | undefined {
  const data = new Float32Array(texts.length);
  const words = new Uint32Array(data.buffer);
  for (const [index, text] of texts.entries()) {
    const payload = /^nan\(0x([0-9a-f]{1,8})\)$/.exec(text);
    const value = parseNumber(text);
    if (payload !== null) words[index] = Number.parseInt(payload[1], 16);
    else if (value === undefined) return undefined;
    else if (Number.isNaN(value)) words[index] = CANONICAL_NAN;
    else data[index] = value;
  }
  return data;
}

/** The number that `numberText` printed; `undefined` for other text. */
export function parseNumber(text: string): number | undefined {
  if (text === 'nan') return NaN;
  if (text === 'inf') return Infinity;
  if (text === '-inf') return -Infinity;
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
