import type { FileRecord } from '../../../runtime/manifest.js';
import { Sha256 } from '../../../runtime/sha256.js';

/** The chunks of a file, measured and hashed as they go by. Iterate once, then ask for the record. */
export class RecordedFile {
  readonly #hash = new Sha256();
  #bytes = 0;

  constructor(
    readonly file: string,
    private readonly contents: Iterable<Uint8Array>,
  ) {}

  *chunks(): Generator<Uint8Array> {
    for (const chunk of this.contents) {
      this.#hash.update(chunk);
      this.#bytes += chunk.length;
      yield chunk;
    }
  }

  record(): FileRecord {
    return { file: this.file, bytes: this.#bytes, sha256: this.#hash.hex() };
  }
}
