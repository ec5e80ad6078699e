import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { filesOfModule } from '../../compiler/codegen/bundle/write-bundle.js';
import type { Io } from '../io.js';
import { failFile } from './errors.js';

/** Where a module names its files: before anything that is long. */
const START_BYTES = 16_384;

/** The files beside a bundle's module that it is loaded with; none where there is no such module. */
export function filesOfBundle(io: Io, module: string): string[] {
  const path = resolve(io.cwd, module);
  try {
    if (!statSync(path).isFile()) return [];
    const file = openSync(path, 'r');
    const start = Buffer.alloc(START_BYTES);
    const length = readSync(file, start);
    closeSync(file);
    const text = start.toString('utf8', 0, length);
    return filesOfModule(text).map((name) => join(dirname(module), name));
  } catch {
    // What is wrong with the path is said when the module is written there.
    return [];
  }
}

/** Removes the files of `before` that `now` does not have, and says which those are. */
export function removeOthers(io: Io, before: readonly string[], now: readonly string[]): string[] {
  const others = before.filter((path) => !now.includes(path));
  for (const path of others) {
    const absolute = resolve(io.cwd, path);
    try {
      rmSync(absolute, { force: true });
    } catch (error) {
      failFile(error, absolute, path, 'write');
    }
  }
  return others;
}
