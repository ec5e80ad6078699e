import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { DiagnosticError, fail } from '../../compiler/diagnostics/diagnostic.js';
import { nearestName } from '../../compiler/diagnostics/nearest.js';

/** What failed: reading a file, writing into it, or making it in its folder. */
export type Attempt = 'read' | 'write' | 'create';

/** Turns what `node:fs` threw about `path` into a diagnostic; `shown` is what the user typed. */
export function failFile(
  error: unknown,
  path: string,
  shown: string,
  attempt: Attempt = 'read',
): never {
  if (error instanceof DiagnosticError) throw error;
  const { code = '', errno = 0, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT')
    return fail(attempt === 'create' ? unmade(path, shown) : missing(path, shown));
  if (code === 'EACCES' || code === 'EPERM') return fail(denied(path, shown, attempt));
  const other = getSystemErrorMap().get(errno)?.[1] ?? message;
  const [kind, says] = CAUSES[code] ?? ['error', other];
  return fail({
    code: `file/${kind}`,
    title: `${shown}${says.startsWith(' ') ? '' : ': '}${says}`,
  });
}

/** The last part of the diagnostic's code, and what follows the path in its title. */
const CAUSES: Readonly<Partial<Record<string, readonly [kind: string, says: string]>>> = {
  EISDIR: ['directory', ' is a directory, not a file'],
  ENOTDIR: ['not-directory', 'a part of this path is a file'],
  EEXIST: ['exists', 'something of this name has appeared there just now'],
  EROFS: ['read-only', ' lies on a file system that can only be read'],
  ENOSPC: ['space', 'no space is left on the device'],
  EDQUOT: ['space', 'your quota of the disk is used up'],
  EFBIG: ['size', 'the file is larger than its file system takes'],
  ERR_FS_FILE_TOO_LARGE: ['size', 'the file is larger than 2 GiB'],
  ENAMETOOLONG: ['name', 'the name is too long for a file'],
  ERR_INVALID_ARG_VALUE: ['name', 'no file name holds such a character'],
  EILSEQ: ['name', 'no file name holds such a character'],
  ELOOP: ['link', 'its symbolic links lead in a circle'],
  EMFILE: ['limit', 'too many files are open'],
  ENFILE: ['limit', 'too many files are open'],
  ENOMEM: ['limit', 'there is not enough memory'],
  EBUSY: ['busy', ' is in use and cannot be replaced, as a mount point cannot'],
  ETXTBSY: ['busy', ' is a program that runs just now'],
  EXDEV: ['busy', ' lies on another file system than its folder'],
  EIO: ['device', 'the device reports an error'],
  ENXIO: ['device', 'there is no such device, or nobody at its other end'],
  ENODEV: ['device', 'there is no such device'],
  EPIPE: ['pipe', 'nobody reads it any more'],
  EBADF: ['closed', ' is not open for it'],
};

function missing(path: string, shown: string): Omit<Diagnostic, 'severity'> {
  const target = linkedTo(path);
  if (target !== undefined) {
    return { code: 'file/missing', title: `${shown} is a link to ${target}, which does not exist` };
  }
  const near = sibling(path);
  return {
    code: 'file/missing',
    title: `${shown} does not exist`,
    ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
  };
}

function denied(path: string, shown: string, attempt: Attempt): Omit<Diagnostic, 'severity'> {
  const title = `${shown}: permission denied`;
  if (attempt !== 'create') return { code: 'file/permission', title };
  return {
    code: 'file/permission',
    title: `${title} in the folder ${existingFolder(path)}`,
    hint: 'a file is made whole beside its name first; /dev/stdout takes it without a folder',
  };
}

/** The innermost folder around `path` that exists. */
function existingFolder(path: string): string {
  const folder = dirname(path);
  return folder === path || existsSync(folder) ? folder : existingFolder(folder);
}

/** Some file systems, such as `/proc`, say so of what they do not want to have in them. */
function unmade(path: string, shown: string): Omit<Diagnostic, 'severity'> {
  const title = `${shown} cannot be made: the folder ${existingFolder(path)} takes no files`;
  return { code: 'file/folder', title };
}

/** Where a link points to; undefined for what is no link. */
function linkedTo(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/** What lies beside the first part of `path` that does not exist and has the nearest name. */
function sibling(path: string): string | undefined {
  const folder = existingFolder(path);
  const [wanted] = relative(folder, path).split(sep);
  try {
    return nearestName(wanted, readdirSync(folder));
  } catch {
    return undefined;
  }
}
