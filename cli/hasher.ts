import { createHash } from 'node:crypto';
import type { Hasher } from '../compiler/codegen/bundle/recorded-file.js';

/** Node's SHA-256 for the bundle writer. */
export function createHasher(): Hasher {
  const hash = createHash('sha256');
  return { update: (bytes) => hash.update(bytes), hex: () => hash.digest('hex') };
}
