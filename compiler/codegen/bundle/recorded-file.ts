import { checksum, checksumText, PIECE_BYTES } from '../../../runtime/checksum.js';
import type { Checksum } from '../../../runtime/checksum.js';
import type { FileRecord } from '../../../runtime/manifest.js';
import type { BundleFile } from './bundle-file.js';
import { pieceChecksum } from './piece-checksum.js';

/** A file that is called after its contents, measured and hashed as its chunks go by. */
export class RecordedFile implements BundleFile {
  readonly isNamedLast = true;
  #bytes = 0;
  #checksum = 0;
  #isComplete = false;
  /** The piece that is being collected. */
  readonly #piece = new Uint8Array(PIECE_BYTES);
  /** Made for the first whole piece: most files are smaller. */
  #checksumOfWhole: Checksum | undefined;

  constructor(
    /** What its name begins with. */
    private readonly network: string,
    /** What its name ends with, without the dot before. */
    private readonly extension: string,
    private readonly contents: Iterable<Uint8Array>,
  ) {}

  get name(): string {
    const version = this.#isComplete ? `-${checksumText(this.#checksum)}` : '';
    return `${this.network}${version}.${this.extension}`;
  }

  *chunks(): Generator<Uint8Array> {
    for (const view of this.views()) yield view.slice();
  }

  *views(): Generator<Uint8Array> {
    for (const chunk of this.contents) {
      this.#add(chunk);
      yield chunk;
    }
    const rest = this.#bytes % PIECE_BYTES;
    if (rest > 0) this.#checksum = checksum(this.#piece.subarray(0, rest), this.#checksum);
    this.#isComplete = true;
  }

  /** What the runtime holds it to. */
  record(): Omit<FileRecord, 'at'> {
    if (!this.#isComplete) throw new Error(`the chunks of ${this.name} were not taken`);
    return { file: this.name, bytes: this.#bytes };
  }

  #add(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.length;) {
      const filled = this.#bytes % PIECE_BYTES;
      const part = chunk.subarray(taken, taken + PIECE_BYTES - filled);
      this.#piece.set(part, filled);
      taken += part.length;
      this.#bytes += part.length;
      if (this.#bytes % PIECE_BYTES > 0) continue;
      this.#checksumOfWhole ??= pieceChecksum();
      this.#checksum = this.#checksumOfWhole(this.#piece, this.#checksum);
    }
  }
}
