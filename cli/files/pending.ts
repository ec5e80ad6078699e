import type { Destination } from './destination.js';

/** A file on its way to where it belongs. */
export interface Pending {
  /** As the user typed it. */
  readonly path: string;
  readonly destination: Destination;
  /** How many it has so far. */
  readonly bytes: number;
  open(): void;
  write(bytes: Uint8Array): void;
  /** No more bytes come. */
  close(): void;
  /** Puts it in its place. */
  publish(): void | Promise<void>;
  /** Puts back what was there before; what went into a stream stays there. */
  takeBack(): void;
  /** Removes all that is left of making it. */
  discard(): void;
}
