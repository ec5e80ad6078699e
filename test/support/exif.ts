/** Exif data, which is a TIFF file without a picture, with one entry in its first directory. */
export function tiffWith(
  { tag, type, value }: { tag: number; type: number; value: number },
  littleEndian: boolean,
  rest: Uint8Array = new Uint8Array(0),
): Buffer {
  const tiff = Buffer.alloc(26);
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  tiff.write(littleEndian ? 'II' : 'MM', 'latin1');
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  view.setUint16(8, 1, littleEndian);
  view.setUint16(10, tag, littleEndian);
  view.setUint16(12, type, littleEndian);
  view.setUint32(14, 1, littleEndian);
  if (type === 3) view.setUint16(18, value, littleEndian);
  else view.setUint32(18, value, littleEndian);
  return Buffer.concat([tiff, rest]);
}

/** Exif data that says how a picture is turned. */
export function orientationExif(value: number, littleEndian = false): Buffer {
  return tiffWith({ tag: 0x112, type: 3, value }, littleEndian);
}

/** A JPEG file with a segment behind its first marker. */
export function withSegment(jpeg: Uint8Array, code: number, data: Uint8Array): Buffer {
  const frame = Buffer.from([0xff, code, (data.length + 2) >> 8, (data.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), frame, data, jpeg.subarray(2)]);
}

/** A JPEG file with Exif data. */
export function withExif(jpeg: Uint8Array, tiff: Uint8Array): Buffer {
  return withSegment(jpeg, 0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));
}
