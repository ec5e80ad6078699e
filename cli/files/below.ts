import { readdirSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Io } from '../io.js';
import { failFile } from './errors.js';

/** Folders that hold what others have written. */
const FOREIGN = 'node_modules';

/**
 * A path to a folder as the files in it and below that have an extension, in the order of their names; any other
 * path as it is. What is hidden, what a link leads to and packages are left out. Throws a DiagnosticError
 * where there are none.
 */
export function filesBelow(io: Io, path: string, extension: string): string[] {
  if (statSync(resolve(io.cwd, path), { throwIfNoEntry: false })?.isDirectory() !== true) {
    return [path];
  }
  const found = filesIn(io, path, extension);
  if (found.length === 0) {
    fail({ code: 'file/none', title: `there are no ${extension} files in ${path} or below` });
  }
  return found;
}

function filesIn(io: Io, folder: string, extension: string): string[] {
  const absolute = resolve(io.cwd, folder);
  try {
    return readdirSync(absolute, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.') && name !== FOREIGN)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesIn(io, path, extension);
        return extname(entry.name) === extension ? [path] : [];
      });
  } catch (error) {
    return failFile(error, absolute, folder);
  }
}
