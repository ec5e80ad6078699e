import type { ByteSource } from '../../weights/index.js';
import { MalformedMessage } from './read.js';

/** Where something lies in a file: from `offset`, so many bytes. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** A field where it lies, not read: a whole tensor may be in it. */
export interface FoundField extends Range {
  readonly number: number;
  readonly wireType: number;
}

/** No varint is longer, in bytes. */
const LONGEST_VARINT = 10;
const FIXED = new Map([
  [1, 8],
  [5, 4],
]);

/**
 * The fields of a message that lies in a file, one after another, without reading what is in them: so a
 * file of any size takes the memory of what is picked out of it. Throws a MalformedMessage.
 */
export function* fieldsIn(source: ByteSource, { offset, length }: Range): Generator<FoundField> {
  const end = offset + length;
  let at = offset;
  const varint = (): number => {
    const bytes = source.read(at, Math.min(LONGEST_VARINT, end - at));
    let value = 0;
    for (const [index, byte] of bytes.entries()) {
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) {
        at += index + 1;
        return value;
      }
    }
    throw new MalformedMessage(`what begins at byte ${at} is no number`);
  };
  while (at < end) {
    const begin = at;
    const tag = varint();
    const wireType = tag % 8;
    const number = Math.floor(tag / 8);
    const fixed = FIXED.get(wireType);
    const valueAt = at;
    if (wireType === 0) {
      varint();
      yield { number, wireType, offset: valueAt, length: at - valueAt };
      continue;
    }
    const size = wireType === 2 ? varint() : fixed;
    if (number === 0 || size === undefined || at + size > end) {
      throw new MalformedMessage(`what begins at byte ${begin} is no field of a message`);
    }
    yield { number, wireType, offset: at, length: size };
    at += size;
  }
}
