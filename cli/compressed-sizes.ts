import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { ViewedFile } from './bundle.js';

/** What a page loads besides weights, which hardly compress, is small. */
const MOST_COMPRESSED_BYTES = 4_000_000;

/** Bytes of a file as servers send it. */
interface CompressedSize {
  readonly gzip: number;
  readonly brotli: number;
}

/** Measures the files of a bundle as they go by, on other threads while the next ones are made. */
export class CompressedSizes {
  readonly #sizes = new Map<string, Promise<CompressedSize>>();

  /** The same files, whose names say afterwards what was measured. */
  *measuring(files: Iterable<ViewedFile>): Generator<ViewedFile> {
    for (const file of files) {
      const taken: Uint8Array[] = [];
      let bytes = 0;
      yield {
        isNamedLast: file.isNamedLast,
        get name() {
          return file.name;
        },
        *views() {
          for (const view of file.views()) {
            bytes += view.length;
            if (bytes <= MOST_COMPRESSED_BYTES) taken.push(view.slice());
            yield view;
          }
        },
      };
      if (!file.name.endsWith('.weights') && bytes <= MOST_COMPRESSED_BYTES) {
        this.#sizes.set(file.name, compressedSize(taken));
      }
    }
  }

  /** Undefined for weights, for what is too large, and for what was not taken. */
  async of(name: string): Promise<CompressedSize | undefined> {
    return this.#sizes.get(name);
  }
}

async function compressedSize(chunks: readonly Uint8Array[]): Promise<CompressedSize> {
  const contents = Buffer.concat(chunks);
  const [zipped, packed] = await Promise.all([
    promisify(gzip)(contents),
    promisify(brotliCompress)(contents),
  ]);
  return { gzip: zipped.length, brotli: packed.length };
}
