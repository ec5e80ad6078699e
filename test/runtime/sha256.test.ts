import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { Sha256, sha256 } from '../../runtime/sha256.js';

/** OpenSSL's, through Node. */
function reference(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test('hashes the examples of FIPS 180-4', () => {
  const hash = (text: string): string => new Sha256().update(new TextEncoder().encode(text)).hex();
  expect(hash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('agrees with OpenSSL at every length around a block, in one piece or several', () => {
  for (let length = 0; length <= 130; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => 7 * i + length);
    const cut = length >> 1;
    const pieces = new Sha256().update(bytes.subarray(0, cut)).update(bytes.subarray(cut));
    expect(pieces.hex()).toBe(reference(bytes));
  }
});

test('agrees with OpenSSL on any bytes, with and without crypto.subtle', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 1000 }), async (generated) => {
      const bytes = Uint8Array.from(generated);
      vi.unstubAllGlobals();
      expect(await sha256(bytes)).toBe(reference(bytes));
      // A page on plain http has `crypto`, but not its `subtle`.
      vi.stubGlobal('crypto', {});
      expect(await sha256(bytes)).toBe(reference(bytes));
    }),
  );
});
