import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { elementCount } from '../../compiler/ir/types.js';

/** The contents of a NumPy file: floats for a tensor, bytes for pixels. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

/** The character 0x93 and NUMPY. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads a NumPy `.npy` file of versions 1 to 3 in C order with elements `<f4`, `<f8` or `|u1`.
 *
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function decodeNpy(name: string, bytes: Uint8Array): NpyArray {
  const damaged = (what: string): never => fail({ code: 'npy/damaged', title: `${name}: ${what}` });
  if (bytes.length < 10 || MAGIC.some((byte, at) => byte !== bytes[at])) {
    return damaged('not a NumPy .npy file');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Version 1 counts the header in 2 bytes, later ones in 4.
  const lengthBytes = bytes[6] === 1 ? 2 : 4;
  if (bytes.length < 8 + lengthBytes) return damaged(`the header is cut off`);
  const length = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  const begin = 8 + lengthBytes + length;
  if (begin > bytes.length) return damaged(`the header of ${length} bytes is cut off`);
  const header = new TextDecoder('latin1').decode(bytes.subarray(8 + lengthBytes, begin));

  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(header)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(header)?.[1];
  const shapeText = /['"]shape['"]\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (order === undefined || shapeText === undefined) {
    return damaged(`the header ${header.trim().slice(0, 80)} does not describe an array`);
  }
  if (order === 'True') {
    fail({
      code: 'npy/order',
      title: `${name} is in Fortran order`,
      hint: 'save it with numpy.save(path, numpy.ascontiguousarray(array))',
    });
  }
  const shape = [...shapeText.matchAll(/\d+/g)].map(Number);
  return { shape, data: elements(name, descr ?? 'a structure', shape, bytes.slice(begin)) };
}

function elements(
  name: string,
  descr: string,
  shape: readonly number[],
  bytes: Uint8Array,
): Float32Array | Uint8Array {
  const size = { '<f4': 4, '<f8': 8, '|u1': 1 }[descr];
  if (size === undefined) {
    return fail({
      code: 'npy/dtype',
      title: `${name} holds elements of type ${descr}`,
      hint: 'save it as float32, float64, or uint8 for pixels: array.astype("float32")',
    });
  }
  const expected = elementCount(shape) * size;
  if (bytes.length !== expected) {
    return fail({
      code: 'npy/damaged',
      title:
        `${name}: ${descr} of shape (${shape.join(', ')}) needs ${expected} bytes, ` +
        `but the file has ${bytes.length}`,
    });
  }
  const { buffer } = new Uint8Array(bytes);
  if (size === 1) return new Uint8Array(buffer);
  return size === 4 ? new Float32Array(buffer) : Float32Array.from(new Float64Array(buffer));
}
