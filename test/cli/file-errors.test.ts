import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as FileSystem from 'node:fs';
import type { Attempt } from '../../cli/files/errors.js';
import { failFile } from '../../cli/files/errors.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';

/** What the file system is to say when it is asked to write. */
const fails = vi.hoisted(() => ({ call: '', code: '' }));

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof FileSystem>();
  const failing = Object.fromEntries(
    (['openSync', 'mkdirSync', 'writeSync', 'fsyncSync', 'renameSync'] as const).map((name) => [
      name,
      (...args: unknown[]): unknown => {
        if (name === fails.call && !(name === 'openSync' && args[1] === 'r')) throw systemError();
        return (original[name] as (...all: unknown[]) => unknown)(...args);
      },
    ]),
  );
  return { ...original, ...failing };
});

function systemError(code = fails.code): Error {
  const errno = (constants.errno as Readonly<Record<string, number>>)[code];
  return Object.assign(new Error(`${code}: what Node says, open '/x/y'`), {
    code,
    errno: -errno,
  });
}

afterEach(() => {
  fails.call = '';
});

function said(code: string, attempt: Attempt, path = '/nowhere/at/all', shown = 'all'): string {
  try {
    return failFile(systemError(code), path, shown, attempt);
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a file system that refuses', () => {
  it.each([
    ['ENOENT', 'file/missing: all does not exist'],
    ['EACCES', 'file/permission: all: permission denied'],
    ['EPERM', 'file/permission: all: permission denied'],
    ['EROFS', 'file/read-only: all lies on a file system that can only be read'],
    ['EISDIR', 'file/directory: all is a directory, not a file'],
    ['ENOTDIR', 'file/not-directory: all: a part of this path is a file'],
    ['ENOSPC', 'file/space: all: no space is left on the device'],
    ['EDQUOT', 'file/space: all: your quota of the disk is used up'],
    ['EFBIG', 'file/size: all: the file is larger than its file system takes'],
    ['ENAMETOOLONG', 'file/name: all: the name is too long for a file'],
    ['ELOOP', 'file/link: all: its symbolic links lead in a circle'],
    ['EMFILE', 'file/limit: all: too many files are open'],
    ['ENFILE', 'file/limit: all: too many files are open'],
    ['ENOMEM', 'file/limit: all: there is not enough memory'],
    ['EBUSY', 'file/busy: all is in use and cannot be replaced, as a mount point cannot'],
    ['ETXTBSY', 'file/busy: all is a program that runs just now'],
    ['EXDEV', 'file/busy: all lies on another file system than its folder'],
    ['EIO', 'file/device: all: the device reports an error'],
    ['ENXIO', 'file/device: all: there is no such device, or nobody at its other end'],
    ['ENODEV', 'file/device: all: there is no such device'],
    ['EPIPE', 'file/pipe: all: nobody reads it any more'],
    ['EBADF', 'file/closed: all is not open for it'],
    ['ESTALE', 'file/error: all: '],
    ['EINVAL', 'file/error: all: invalid argument'],
    ['EAGAIN', 'file/error: all: resource temporarily unavailable'],
  ])('with %s is quoted by its reason', (code, title) => {
    expect(said(code, 'read')).toBe(
      code === 'ESTALE' ? `${title}ESTALE: what Node says, open '/x/y'` : title,
    );
  });

  it('does not call missing what could not be made', () => {
    expect(said('ENOENT', 'create', '/proc/x', 'x')).toBe(
      'file/folder: x cannot be made: the folder /proc takes no files',
    );
  });

  it('says which link leads nowhere, and of which folder the name is wrong', async () => {
    const cwd = await temporaryFolder();
    await symlink('gone', join(cwd, 'link'));
    await mkdir(join(cwd, 'examples'));
    await writeFile(join(cwd, 'examples/one.net'), '');
    const error = async (path: string): Promise<string> =>
      (await netloom(['check', path], { cwd })).stderr;
    expect(await error('link')).toBe(
      'error[file/missing]: link is a link to gone, which does not exist\n',
    );
    expect(await error('exmaples/one.net')).toContain('hint: did you mean examples?\n');
    expect(await error('examples/on.net')).toContain('hint: did you mean one.net?\n');
  });

  const NETWORK = 'network n {\n  input x: tensor(1, 2)\n  output y = relu(x)\n}\n';

  it.each(['EROFS', 'ENOSPC', 'EACCES', 'EDQUOT', 'EMFILE', 'EIO', 'EBUSY'])(
    'with %s at any moment leaves what was there, and nothing else',
    async (code) => {
      const cwd = await temporaryFolder();
      await writeFile(join(cwd, 'n.net'), NETWORK);
      await mkdir(join(cwd, 'out'));
      await writeFile(join(cwd, 'out/n.js'), 'old');
      const [, title] = said(code, 'write', join(cwd, 'x'), '').split(': ');
      for (const [call, folder] of [
        ['openSync', 'out'],
        ['writeSync', 'out'],
        ['fsyncSync', 'out'],
        ['renameSync', 'out'],
        ['mkdirSync', 'new/folder'],
      ]) {
        fails.call = call;
        fails.code = code;
        const { code: status, stderr } = await netloom(['compile', 'n.net', '-o', folder], { cwd });
        expect(stderr).toContain(title.trim());
        expect({ call, status }).toEqual({ call, status: 1 });
        expect(stderr).not.toContain('internal error');
        expect(await readdir(join(cwd, 'out'))).toEqual(['n.js']);
        expect(await readFile(join(cwd, 'out/n.js'), 'utf8')).toBe('old');
        expect(existsSync(join(cwd, 'new'))).toBe(false);
      }
    },
  );

  it('is told from a file that is not there in an import too', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'n.net'), `import { b } from "./b.net"\n${NETWORK}`);
    const check = async (): Promise<string> => (await netloom(['check', 'n.net'], { cwd })).stderr;
    expect(await check()).toContain('there is no file `b.net`');
    await mkdir(join(cwd, 'b.net'));
    expect(await check()).toMatch(/error\[import\/file\]: b\.net is a directory[^]*n\.net:1:19/);
  });
});
