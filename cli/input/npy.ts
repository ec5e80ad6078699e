import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { elementCount } from '../../compiler/ir/types.js';
import type { StoredNumbers } from '../../compiler/weights/index.js';
import type { NumberArray } from './number-array.js';
import { decodeElements, npyType } from './npy-elements.js';

/** The character 0x93 and NUMPY. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads a NumPy `.npy` file of versions 1 to 3, in either order of axes, of any real numbers in either
 * order of bytes. Throws a DiagnosticError `npy/…`.
 *
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function decodeNpy(file: string, bytes: Uint8Array): NumberArray {
  const { descr, columnsFirst, shape, begin } = readHeader(file, bytes);
  const type = npyType(file, descr);
  const expected = elementCount(shape) * type.bytes;
  const actual = bytes.length - begin;
  if (actual !== expected) {
    return fail({
      code: 'npy/damaged',
      title:
        `${file}: ${descr} of shape (${shape.join(', ')}) needs ${expected} bytes, ` +
        `but the file has ${actual}`,
    });
  }
  // A copy with a buffer of its own; `slice` of a Buffer would be a view.
  const data = decodeElements(type, new Uint8Array(bytes.subarray(begin)));
  const isOrdered = !columnsFirst || shape.length < 2;
  return { type: type.name, shape, data: isOrdered ? data : rowsFirst(data, shape) };
}

interface Header {
  readonly descr: string;
  /** In Fortran's order the first index changes fastest. */
  readonly columnsFirst: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly begin: number;
}

function readHeader(file: string, bytes: Uint8Array): Header {
  const damaged = (what: string): never => fail({ code: 'npy/damaged', title: `${file}: ${what}` });
  if (bytes.length < 10 || MAGIC.some((byte, at) => byte !== bytes[at])) {
    return damaged('not a NumPy .npy file');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[6] < 1 || bytes[6] > 3) {
    return fail({
      code: 'npy/version',
      title: `${file} has version ${bytes[6]}.${bytes[7]} of the format`,
      hint: 'versions 1 to 3 are known here',
    });
  }
  // Version 1 counts the header in 2 bytes, later ones in 4; version 3 may hold names in UTF-8.
  const lengthBytes = bytes[6] === 1 ? 2 : 4;
  if (bytes.length < 8 + lengthBytes) return damaged('the header is cut off');
  const length = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  const begin = 8 + lengthBytes + length;
  if (begin > bytes.length) return damaged(`the header of ${length} bytes is cut off`);
  const header = new TextDecoder().decode(bytes.subarray(8 + lengthBytes, begin));

  const descr = /['"]descr['"]\s*:\s*(?:(['"])(.*?)\1|[[(])/.exec(header);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(header)?.[1];
  // Python 2 wrote whole numbers with an L.
  const shape = /['"]shape['"]\s*:\s*\(([\d\sL,]*)\)/.exec(header)?.[1];
  if (descr === null || order === undefined || shape === undefined) {
    return damaged(`the header ${header.trim().slice(0, 80)} does not describe an array`);
  }
  return {
    descr: descr[2] ?? 'a structure',
    columnsFirst: order === 'True',
    shape: [...shape.matchAll(/\d+/g)].map(Number),
    begin,
  };
}

/** Elements of Fortran's order in that of C, where the last index changes fastest. */
function rowsFirst(data: StoredNumbers, shape: readonly number[]): StoredNumbers {
  const result = data.slice();
  const elements: Record<number, number | bigint> = result;
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    elements[to] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]++;
      from += strides[axis];
      if (index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}
