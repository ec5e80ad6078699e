import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { NetworkFiles } from '../peers/runtime.js';

/** The files whose paths begin with `base`. */
export function diskFiles(base: string): NetworkFiles {
  return {
    read: (file) => readFile(base + file),
    importModule: (file) => import(pathToFileURL(base + file).href),
  };
}
