import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readFile,
  readdir,
  readlink,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { createReadStream, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../cli/context.js';
import { createContext } from '../../cli/context.js';
import { openBytes } from '../../cli/files/read.js';
import { temporaryFolder as ownTemporaryFolder } from '../../cli/files/temporaries.js';
import type { OutputChunk } from '../../cli/files/write.js';
import { writeFiles } from '../../cli/files/write.js';
import { temporaryFolder } from '../support/bundles.js';

const sink = { write: () => undefined, isTerminal: false, columns: 80 };
const contextIn = (cwd: string): Context =>
  createContext({
    cwd,
    env: {},
    stdout: sink,
    stderr: sink,
    now: () => 0,
    readStdin: () => Promise.resolve(''),
  });
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const isRoot = process.geteuid?.() === 0;
const NOBODY = 65534;

/** Root may write anywhere, so that it has to step down for a test of permissions. */
async function asOrdinaryUser(body: () => Promise<void>): Promise<void> {
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await body();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('writing files', () => {
  it('puts the pieces of each file together and makes folders', async () => {
    const cwd = await temporaryFolder();
    const chunks = [
      { path: 'a/b/one', bytes: bytes(1, 2) },
      { path: 'a/b/one', bytes: bytes(3) },
      { path: 'two', bytes: bytes() },
    ];
    expect(await writeFiles(contextIn(cwd), chunks)).toEqual([
      { path: 'a/b/one', bytes: 3, kind: 'file' },
      { path: 'two', bytes: 0, kind: 'file' },
    ]);
    expect([...(await readFile(join(cwd, 'a/b/one')))]).toEqual([1, 2, 3]);
    expect(await readdir(join(cwd, 'a/b'))).toEqual(['one']);
  });

  it('gives a file that is called after its contents its name in the end', async () => {
    const cwd = await temporaryFolder();
    // What is called like the unfinished file is another one.
    await mkdir(join(cwd, 'out/sum'), { recursive: true });
    let finalPath = '';
    function* chunks(): Generator<OutputChunk> {
      yield { path: 'out/sum', bytes: bytes(1), finalPath: () => finalPath };
      yield { path: 'out/sum', bytes: bytes(2), finalPath: () => finalPath };
      finalPath = 'out/sum-3';
      yield { path: 'out/module', bytes: bytes(9) };
    }
    expect(await writeFiles(contextIn(cwd), chunks(), { last: 'out/module' })).toEqual([
      { path: 'out/sum-3', bytes: 2, kind: 'file' },
      { path: 'out/module', bytes: 1, kind: 'file' },
    ]);
    expect((await readdir(join(cwd, 'out'))).sort()).toEqual(['module', 'sum', 'sum-3']);
    expect([...(await readFile(join(cwd, 'out/sum-3')))]).toEqual([1, 2]);
  });

  it('lets none of them stand in the place of something else', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'sum-3'));
    await writeFile(join(cwd, 'source'), 'old');
    const write = (finalPath: string): Promise<unknown> =>
      writeFiles(
        contextIn(cwd),
        [
          { path: 'other', bytes: bytes(7) },
          { path: 'sum', bytes: bytes(3), finalPath: () => finalPath },
        ],
        { sources: ['source'] },
      );
    await expect(write('sum-3')).rejects.toThrow('file/directory: sum-3 is a directory');
    await expect(write('source')).rejects.toThrow('file/overwrites-source');
    expect((await readdir(cwd)).sort()).toEqual(['source', 'sum-3']);
    expect(await readFile(join(cwd, 'source'), 'utf8')).toBe('old');
  });

  it('changes nothing when a later piece fails, and leaves no folders', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'one'), 'old');
    function* chunks(): Generator<OutputChunk> {
      yield { path: 'one', bytes: bytes(1) };
      yield { path: 'new/folder/two', bytes: bytes(2) };
      throw new Error('weights could not be read');
    }
    await expect(writeFiles(contextIn(cwd), chunks())).rejects.toThrow('weights could not be read');
    expect(await readdir(cwd)).toEqual(['one']);
    expect(await readFile(join(cwd, 'one'), 'utf8')).toBe('old');
  });

  it('makes the file that others are found by appear last', async () => {
    const cwd = await temporaryFolder();
    const chunks = ['module.js', 'weights', 'more'].map((path) => ({ path, bytes: bytes(1) }));
    await writeFiles(contextIn(cwd), chunks, { last: 'module.js' });
    const changed = await Promise.all(
      chunks.map(async ({ path }) => (await stat(join(cwd, path), { bigint: true })).ctimeNs),
    );
    expect(changed[0]).toBe(changed.reduce((a, b) => (b > a ? b : a)));
  });

  it('takes back what it has replaced when the rest cannot follow', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'a'), 'old');
    async function* chunks(): AsyncGenerator<OutputChunk> {
      for (const path of ['a', 'b', 'c']) yield { path, bytes: bytes(1) };
      // It appears after everything has been looked at.
      await mkdir(join(cwd, 'c/occupied'), { recursive: true });
    }
    await expect(writeFiles(contextIn(cwd), chunks())).rejects.toThrow('file/');
    expect(await readdir(cwd)).toEqual(['a', 'c']);
    expect(await readFile(join(cwd, 'a'), 'utf8')).toBe('old');
  });

  it('never overwrites a source, however it is spelled', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'source'), 'old');
    await symlink('source', join(cwd, 'link'));
    for (const path of ['source', './x/../source', 'link', join(cwd, 'source')]) {
      await expect(
        writeFiles(contextIn(cwd), [{ path, bytes: bytes(1) }], { sources: ['source'] }),
      ).rejects.toThrow(/file\/overwrites-source: writing .* would overwrite source/);
    }
    expect(await readFile(join(cwd, 'source'), 'utf8')).toBe('old');
  });

  it('refuses to write one file twice, whatever it is called', async () => {
    const cwd = await temporaryFolder();
    await symlink('one', join(cwd, 'link'));
    const twice = (a: string, b: string): Promise<unknown> =>
      writeFiles(contextIn(cwd), [
        { path: a, bytes: bytes(1) },
        { path: 'between', bytes: bytes() },
        { path: b, bytes: bytes(2) },
      ]);
    await expect(twice('one', 'one')).rejects.toThrow('file/twice: one would be written twice');
    await expect(twice('one', './link')).rejects.toThrow('one and ./link are the same file');
    expect(await readdir(cwd)).toEqual(['link']);
  });

  it.each(['', '.', '..', './', 'folder', 'folder/', 'new/', 'new/.', '/'])(
    'refuses %j, which is no file',
    async (path) => {
      const cwd = await temporaryFolder();
      await mkdir(join(cwd, 'folder'));
      await expect(writeFiles(contextIn(cwd), [{ path, bytes: bytes(1) }])).rejects.toThrow(
        `file/directory: ${path} is a directory, not a file`,
      );
      expect(await readdir(cwd)).toEqual(['folder']);
    },
  );
});

describe('a file that is replaced', () => {
  it('keeps its mode, its owner and its group', async () => {
    const cwd = await temporaryFolder();
    for (const mode of [0o640, 0o755, 0o600, 0o4755]) {
      const file = join(cwd, `${mode}`);
      await writeFile(file, 'old');
      if (isRoot) await chown(file, NOBODY, NOBODY);
      await chmod(file, mode);
      await writeFiles(contextIn(cwd), [{ path: `${mode}`, bytes: bytes(1) }]);
      const { uid, gid, mode: after, size } = await stat(file);
      expect({ size, mode: after & 0o7777 }).toEqual({ size: 1, mode });
      if (isRoot) expect({ uid, gid }).toEqual({ uid: NOBODY, gid: NOBODY });
    }
  });

  it('is made as the umask says where there was none', async () => {
    const cwd = await temporaryFolder();
    const before = process.umask(0o027);
    try {
      await writeFiles(contextIn(cwd), [{ path: 'f/new', bytes: bytes(1) }]);
    } finally {
      process.umask(before);
    }
    expect((await stat(join(cwd, 'f/new'))).mode & 0o7777).toBe(0o640);
    expect((await stat(join(cwd, 'f'))).mode & 0o777).toBe(0o750);
  });

  it('is what the links lead to, of whatever length, across folders, or to nothing yet', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'real/deep'), { recursive: true });
    await writeFile(join(cwd, 'real/file'), 'old');
    await symlink('real/deep', join(cwd, 'folder'));
    // From real/deep, where the link really lies, not from folder.
    await symlink('../file', join(cwd, 'real/deep/link'));
    await symlink('folder/link', join(cwd, 'chain'));
    await symlink('real/later', join(cwd, 'dangling'));
    await symlink('made/on/the/way', join(cwd, 'nowhere'));
    for (const path of ['chain', 'dangling', 'nowhere/file']) {
      await writeFiles(contextIn(cwd), [{ path, bytes: bytes(7) }]);
    }
    for (const file of ['real/file', 'real/later', 'made/on/the/way/file']) {
      expect([...(await readFile(join(cwd, file)))]).toEqual([7]);
    }
    expect(await readlink(join(cwd, 'chain'))).toBe('folder/link');
    expect(await readlink(join(cwd, 'real/deep/link'))).toBe('../file');
    expect(await readlink(join(cwd, 'dangling'))).toBe('real/later');
  });

  it('is this name only, where the file has several', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'one'), 'old');
    await link(join(cwd, 'one'), join(cwd, 'other'));
    await writeFiles(contextIn(cwd), [{ path: 'one', bytes: bytes(1) }]);
    expect(await readFile(join(cwd, 'other'), 'utf8')).toBe('old');
    expect((await stat(join(cwd, 'other'))).nlink).toBe(1);
  });

  it('may be written, and so may its folder', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'read-only'), 'old');
    await writeFile(join(cwd, 'writable'), 'old');
    await chmod(join(cwd, 'read-only'), 0o444);
    await chmod(join(cwd, 'writable'), 0o666);
    await chmod(cwd, 0o777);
    const write = (path: string): Promise<unknown> =>
      writeFiles(contextIn(cwd), [{ path, bytes: bytes(1) }]);
    await asOrdinaryUser(async () => {
      await expect(write('read-only')).rejects.toThrow(
        /^file\/permission: read-only: permission denied$/,
      );
    });
    await chmod(cwd, 0o555);
    await asOrdinaryUser(async () => {
      for (const path of ['new', 'writable', 'folder/new']) {
        await expect(write(path)).rejects.toThrow(
          `file/permission: ${path}: permission denied in the folder ${cwd}`,
        );
      }
    });
    expect(await readdir(cwd)).toEqual(['read-only', 'writable']);
  });
});

describe('what is no regular file', () => {
  const pipe = async (): Promise<string> => {
    const cwd = await temporaryFolder();
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    return cwd;
  };

  it('is written into: a pipe', async () => {
    const cwd = await pipe();
    await symlink('pipe', join(cwd, 'link'));
    const reader = text(createReadStream(join(cwd, 'pipe'), 'latin1'));
    const chunks = [65, 66].map((letter) => ({ path: 'link', bytes: bytes(letter) }));
    expect(await writeFiles(contextIn(cwd), chunks)).toEqual([
      { path: 'link', bytes: 2, kind: 'stream' },
    ]);
    expect(await reader).toBe('AB');
    expect((await lstat(join(cwd, 'pipe'))).isFIFO()).toBe(true);
    expect(await readdir(cwd)).toEqual(['link', 'pipe']);
  });

  it('gets nothing when a later piece fails', async () => {
    const cwd = await pipe();
    function* chunks(): Generator<OutputChunk> {
      yield { path: 'pipe', bytes: bytes(1) };
      throw new Error('weights could not be read');
    }
    // Nobody reads: it would wait for ever if it were opened.
    await expect(writeFiles(contextIn(cwd), chunks())).rejects.toThrow('weights');
  });

  it('is written into: a device', async () => {
    const cwd = await temporaryFolder();
    const write = (path: string): Promise<unknown> =>
      writeFiles(contextIn(cwd), [{ path, bytes: bytes(1) }]);
    expect(await write('/dev/null')).toEqual([{ path: '/dev/null', bytes: 1, kind: 'stream' }]);
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
    await expect(write('/dev/full')).rejects.toThrow(
      'file/space: /dev/full: no space is left on the device',
    );
  });

  it('is written into: standard output, which then has nothing else', async () => {
    const written: (string | Uint8Array)[] = [];
    const context = contextIn(await temporaryFolder());
    const io = {
      ...context.io,
      stdout: { ...sink, write: (data: string | Uint8Array) => void written.push(data) },
    };
    const own = { ...context, io, results: io.stdout };
    await writeFiles(own, [{ path: '/dev/stdout', bytes: bytes(1, 2) }]);
    expect(written).toEqual([bytes(1, 2)]);
    expect(own.results).toBe(io.stderr);
  });
});

describe('leftovers of a run that was killed', () => {
  /** The name of a temporary of this machine, by another process. */
  function nameBy(pid: number, begin = '1'): string {
    const own = ownTemporaryFolder();
    const [, machine] = /netloom-(\w+)-/.exec(own) ?? [];
    return `.netloom-${machine}-${pid}-${begin}-0.tmp`;
  }
  const write = (cwd: string): Promise<unknown> =>
    writeFiles(contextIn(cwd), [{ path: 'file', bytes: bytes(1) }]);
  /** Larger than any process has. */
  const NO_PROCESS = 2 ** 22 + 1;

  it('are removed by the next that writes there, whoever lives stays', async () => {
    const cwd = await temporaryFolder();
    const dead = nameBy(NO_PROCESS);
    const reused = nameBy(process.pid);
    const elsewhere = '.netloom-00000000-1-1-0.tmp';
    const old = '.netloom-00000000-1-1-1.tmp';
    const others = ['.netloom.tmp', '.netloom-x.tmp', `${dead}.bak`, 'netloom'];
    for (const name of [dead, reused, elsewhere, old, ...others]) {
      writeFileSync(join(cwd, name), 'x');
    }
    utimesSync(join(cwd, old), 0, 0);
    await write(cwd);
    expect(await readdir(cwd)).toEqual([elsewhere, ...others, 'file'].sort());
  });

  it('are its own business while it runs', async () => {
    const cwd = await temporaryFolder();
    async function* chunks(): AsyncGenerator<OutputChunk> {
      yield { path: 'slow', bytes: bytes(1) };
      await write(cwd);
      expect((await readdir(cwd)).some((name) => name.endsWith('.tmp'))).toBe(true);
    }
    await writeFiles(contextIn(cwd), chunks());
    expect(await readdir(cwd)).toEqual(['file', 'slow']);
  });

  it('are left to their owner', async () => {
    if (!isRoot) return;
    const cwd = await temporaryFolder();
    const name = nameBy(NO_PROCESS);
    await writeFile(join(cwd, name), '');
    await chown(join(cwd, name), NOBODY, NOBODY);
    await write(cwd);
    expect(await readdir(cwd)).toEqual([name, 'file']);
  });

  it('are removed among the temporary folders of the system too', async () => {
    const name = nameBy(NO_PROCESS).replace(/^\.(.*)0\.tmp$/, '$1abcdef');
    const folder = join(tmpdir(), name);
    await mkdir(join(folder, 'weights'), { recursive: true });
    const next = ownTemporaryFolder();
    expect(await readdir(tmpdir())).not.toContain(name);
    expect((await stat(next)).isDirectory()).toBe(true);
  });
});

describe('reading a file piece by piece', () => {
  it('gives exactly the bytes asked for', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'w'), bytes(1, 2, 3, 4, 5));
    const source = openBytes(contextIn(cwd).io, 'w');
    expect(source).toMatchObject({ name: 'w', byteLength: 5 });
    expect([...source.read(1, 3)]).toEqual([2, 3, 4]);
    await writeFile(join(cwd, 'w'), bytes(1));
    expect(() => source.read(1, 3)).toThrow('file/changed: w shrank while it was read');
  });
});
