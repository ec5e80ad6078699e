import { checksum, checksumText, PIECE_BYTES } from '../../../runtime/checksum.js';
import type { FileRecord } from '../../../runtime/manifest.js';

/** The chunks of a file, measured and hashed as they go by. Iterate once, then ask for the record. */
export class RecordedFile {
  #bytes = 0;
  #checksum = 0;
  /** The piece that is being collected. */
  readonly #piece = new Uint8Array(PIECE_BYTES);

  constructor(
    readonly file: string,
    private readonly contents: Iterable<Uint8Array>,
  ) {}

  *chunks(): Generator<Uint8Array> {
    for (const chunk of this.contents) {
      this.#add(chunk);
      yield chunk;
    }
    const rest = this.#bytes % PIECE_BYTES;
    if (rest > 0) this.#checksum = checksum(this.#piece.subarray(0, rest), this.#checksum);
  }

  record(): FileRecord {
    return { file: this.file, bytes: this.#bytes, xxh32: checksumText(this.#checksum) };
  }

  #add(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.length;) {
      const filled = this.#bytes % PIECE_BYTES;
      const part = chunk.subarray(taken, taken + PIECE_BYTES - filled);
      this.#piece.set(part, filled);
      taken += part.length;
      this.#bytes += part.length;
      if (this.#bytes % PIECE_BYTES === 0) this.#checksum = checksum(this.#piece, this.#checksum);
    }
  }
}
