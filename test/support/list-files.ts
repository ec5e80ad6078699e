import { readdirSync } from 'node:fs';

/** Paths, relative to `folder` and with `/`, of the files in and below it that end in `extension`. */
export function listFiles(folder: string, extension: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith(extension))
    .sort();
}
