import { chmod, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBytes } from '../../cli/files/read.js';
import { writeFiles } from '../../cli/files/write.js';
import type { Io } from '../../cli/io.js';
import { temporaryFolder } from '../support/bundles.js';

const sink = { write: () => undefined, isTerminal: false, columns: 80 };
const ioIn = (cwd: string): Io => ({
  cwd,
  env: {},
  stdout: sink,
  stderr: sink,
  now: () => 0,
  readStdin: () => Promise.resolve(''),
});
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Root may write anywhere, so that it has to step down for a test of permissions. */
function asOrdinaryUser(body: () => void): void {
  const user = process.geteuid?.();
  if (user === 0) process.seteuid?.('nobody');
  try {
    body();
  } finally {
    if (user === 0) process.seteuid?.(0);
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
    expect(writeFiles(ioIn(cwd), chunks)).toEqual([
      { path: 'a/b/one', bytes: 3 },
      { path: 'two', bytes: 0 },
    ]);
    expect([...(await readFile(join(cwd, 'a/b/one')))]).toEqual([1, 2, 3]);
    expect(await readdir(join(cwd, 'a/b'))).toEqual(['one']);
  });

  it('changes nothing when a later piece fails', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'one'), 'old');
    function* chunks(): Generator<{ path: string; bytes: Uint8Array }> {
      yield { path: 'one', bytes: bytes(1) };
      yield { path: 'two', bytes: bytes(2) };
      throw new Error('weights could not be read');
    }
    expect(() => writeFiles(ioIn(cwd), chunks())).toThrow('weights could not be read');
    expect(await readdir(cwd)).toEqual(['one']);
    expect(await readFile(join(cwd, 'one'), 'utf8')).toBe('old');
  });

  it('makes the file that others are found by appear last', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'weights'));
    await writeFile(join(cwd, 'weights/occupied'), '');
    const chunks = [
      { path: 'module.js', bytes: bytes(1) },
      { path: 'weights', bytes: bytes(2) },
    ];
    // A folder is in the way of the weights, so the module must not be there either.
    expect(() => writeFiles(ioIn(cwd), chunks, { last: 'module.js' })).toThrow('file/');
    expect(await readdir(cwd)).toEqual(['weights']);
  });

  it('never overwrites a source, however it is spelled', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'source'), 'old');
    await symlink('source', join(cwd, 'link'));
    for (const path of ['source', './x/../source', 'link', join(cwd, 'source')]) {
      expect(() =>
        writeFiles(ioIn(cwd), [{ path, bytes: bytes(1) }], { sources: ['source'] }),
      ).toThrow(/file\/overwrites-source: writing .* would overwrite source/);
    }
    expect(await readFile(join(cwd, 'source'), 'utf8')).toBe('old');
  });

  it('says when permission is denied', async () => {
    const cwd = await temporaryFolder();
    await chmod(cwd, 0o500);
    const write = (): unknown => writeFiles(ioIn(cwd), [{ path: 'one', bytes: bytes(1) }]);
    asOrdinaryUser(() => {
      expect(write).toThrow('file/permission: one: permission denied');
    });
  });
});

describe('reading a file piece by piece', () => {
  it('gives exactly the bytes asked for', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'w'), bytes(1, 2, 3, 4, 5));
    const source = openBytes(ioIn(cwd), 'w');
    expect(source).toMatchObject({ name: 'w', byteLength: 5 });
    expect([...source.read(1, 3)]).toEqual([2, 3, 4]);
    await writeFile(join(cwd, 'w'), bytes(1));
    expect(() => source.read(1, 3)).toThrow('file/changed: w shrank while it was read');
  });
});
