const alphabet = new TextEncoder().encode(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
);

/** Bytes in one piece: a multiple of 3, so that pieces decode one by one without padding between. */
const PIECE_BYTES = 3 << 16;

/** `bytes` as ASCII base64, RFC 4648 with padding. */
export function base64(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(61); // =
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const rest = bytes.length - from;
    const group =
      (bytes[from] << 16) |
      (rest > 1 ? bytes[from + 1] << 8 : 0) |
      (rest > 2 ? bytes[from + 2] : 0);
    text[to] = alphabet[group >> 18];
    text[to + 1] = alphabet[(group >> 12) & 63];
    if (rest > 1) text[to + 2] = alphabet[(group >> 6) & 63];
    if (rest > 2) text[to + 3] = alphabet[group & 63];
  }
  return text;
}

/** The JavaScript text of an array of base64 strings that together hold `chunks`. */
export function* base64Array(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  const piece = new Uint8Array(PIECE_BYTES);
  let filled = 0;
  yield encoder.encode('[');
  for (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length;) {
      const part = chunk.subarray(taken, taken + PIECE_BYTES - filled);
      piece.set(part, filled);
      filled += part.length;
      taken += part.length;
      if (filled < PIECE_BYTES) continue;
      yield* quoted(base64(piece));
      filled = 0;
    }
  }
  if (filled > 0) yield* quoted(base64(piece.subarray(0, filled)));
  yield encoder.encode(']');

  function* quoted(text: Uint8Array): Generator<Uint8Array> {
    yield encoder.encode('"');
    yield text;
    yield encoder.encode('",\n');
  }
}
