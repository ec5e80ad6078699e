/**
 * Bytes that can be read piece by piece: a file, an array, a part of a download. The compiler does
 * no I/O of its own, so whoever opens the file hands in one of these.
 */
export interface ByteSource {
  /** What to call it in messages, usually the file's name. */
  readonly name: string;
  readonly byteLength: number;
  /** Exactly `length` bytes from `offset`; both lie within `byteLength`. */
  read(offset: number, length: number): Uint8Array;
}

/** A source over bytes that are already in memory. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    byteLength: bytes.byteLength,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
