/** One file of a bundle, to be written into the folder of the others. */
export interface BundleFile {
  /** What it is called; its final name has a checksum in it as soon as all chunks have been taken. */
  readonly name: string;
  /** Whether it is called after what is in it. */
  readonly isNamedLast: boolean;
  /** Its bytes, a piece at a time; to be taken once, and before those of the next file. */
  chunks(): Iterable<Uint8Array>;
  /** The same in memory that is used again: a piece lasts until the next is taken. */
  views(): Iterable<Uint8Array>;
}
