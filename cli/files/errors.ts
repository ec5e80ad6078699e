import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { DiagnosticError, fail } from '../../compiler/diagnostics/diagnostic.js';
import { nearestName } from '../../compiler/diagnostics/nearest.js';

/** Turns what `node:fs` threw about `path` into a diagnostic; `shown` is what the user typed. */
export function failFile(error: unknown, path: string, shown: string): never {
  if (error instanceof DiagnosticError) throw error;
  const { code, message } = error as NodeJS.ErrnoException;
  const diagnostic = code === undefined ? undefined : explain(code, path, shown);
  return fail(diagnostic ?? { code: 'file/error', title: `${shown}: ${message}` });
}

function explain(
  code: string,
  path: string,
  shown: string,
): Omit<Diagnostic, 'severity'> | undefined {
  switch (code) {
    case 'ENOENT': {
      const near = sibling(path);
      return {
        code: 'file/missing',
        title: `${shown} does not exist`,
        ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
      };
    }
    case 'EISDIR':
      return { code: 'file/directory', title: `${shown} is a directory, not a file` };
    case 'ENOTDIR':
    case 'EEXIST':
      return { code: 'file/not-directory', title: `${shown}: a part of this path is a file` };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { code: 'file/permission', title: `${shown}: permission denied` };
    case 'ENAMETOOLONG':
      return { code: 'file/name', title: `${shown}: the name is too long for a file` };
    case 'ELOOP':
      return { code: 'file/link', title: `${shown}: its symbolic links lead in a circle` };
    case 'ENOSPC':
      return { code: 'file/space', title: `${shown}: no space is left on the device` };
    default:
      return undefined;
  }
}

/** The file beside `path` whose name is nearest. */
function sibling(path: string): string | undefined {
  try {
    return nearestName(basename(path), readdirSync(dirname(path)));
  } catch {
    return undefined;
  }
}
