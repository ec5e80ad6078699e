/** The values of Exif's tag Orientation: where the first row and the first column of a picture belong. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION = 0x112;
const EXIF_DIRECTORY = 0x8769;
const SHORT = 3;
const LONG = 4;
const ENTRY_BYTES = 12;

/**
 * The orientation that Exif data says, which is a TIFF file without a picture: 1 where it says none.
 * Like Chromium, it takes the first directory, and that for cameras, which stands in one of its entries.
 */
export function exifOrientation(tiff: Uint8Array): Orientation {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (tiff.length < 8) return 1;
  const order = view.getUint16(0);
  const little = order === 0x4949;
  if ((!little && order !== 0x4d4d) || view.getUint16(2, little) !== 42) return 1;

  const find = (begin: number, tag: number, type: number): number | undefined => {
    if (begin + 2 > tiff.length) return undefined;
    const count = view.getUint16(begin, little);
    for (let entry = 0; entry < count; entry++) {
      const at = begin + 2 + entry * ENTRY_BYTES;
      if (at + ENTRY_BYTES > tiff.length) return undefined;
      if (view.getUint16(at, little) !== tag || view.getUint16(at + 2, little) !== type) continue;
      if (view.getUint32(at + 4, little) === 1) return at + 8;
    }
    return undefined;
  };
  const first = view.getUint32(4, little);
  const camera = find(first, EXIF_DIRECTORY, LONG);
  const at =
    find(first, ORIENTATION, SHORT) ??
    (camera && find(view.getUint32(camera, little), ORIENTATION, SHORT));
  const value = at === undefined ? 1 : view.getUint16(at, little);
  return value >= 1 && value <= 8 ? (value as Orientation) : 1;
}
