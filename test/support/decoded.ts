import { readFileSync, readdirSync } from 'node:fs';
import { decodePicture } from '../../cli/input/decoders/index.js';
import { requireFormat } from '../../cli/input/format.js';
import type { Picture } from '../../cli/input/picture.js';
import { projectRoot } from './paths.js';

const folder = `${projectRoot}test/fixtures/pictures/`;

/** The pictures of test/fixtures/pictures by name. */
export const fixturePictures: readonly string[] = readdirSync(folder).filter((name) =>
  /\.(jpg|webp|gif)$/.test(name),
);

export function fixturePicture(name: string): Buffer {
  return readFileSync(folder + name);
}

/** Decodes a file as the command line does. */
export async function decoded(name: string, bytes: Uint8Array): Promise<Picture> {
  const format = requireFormat(name, bytes);
  if (format === 'npy' || format === 'safetensors') throw new Error(`${name} is no picture`);
  return decodePicture(name, format, bytes);
}
