import type { FileRecord } from '../../../runtime/manifest.js';

/** A SHA-256 in the making. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  /** Ends the message and returns its hash in hexadecimal. */
  hex(): string;
}

/** The chunks of a file, measured and hashed as they go by. Iterate once, then ask for the record. */
export class RecordedFile {
  #bytes = 0;

  constructor(
    readonly file: string,
    private readonly contents: Iterable<Uint8Array>,
    private readonly hash: Hasher,
  ) {}

  *chunks(): Generator<Uint8Array> {
    for (const chunk of this.contents) {
      this.hash.update(chunk);
      this.#bytes += chunk.length;
      yield chunk;
    }
  }

  record(): FileRecord {
    return { file: this.file, bytes: this.#bytes, sha256: this.hash.hex() };
  }
}
