import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBytes, readBytes, readText } from '../../cli/files/read.js';
import type { Io } from '../../cli/io.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';

const sink = { write: () => undefined, isTerminal: false, columns: 80 };
let cwd: string;

/** A command's world in which `step` milliseconds pass between two looks at the clock. */
function io(step = 0): Io {
  let time = 0;
  return {
    cwd,
    env: {},
    stdout: sink,
    stderr: sink,
    now: () => (time += step),
    readStdin: () => Promise.resolve(''),
  };
}

function pipe(name: string): string {
  expect(spawnSync('mkfifo', [name], { cwd }).status).toBe(0);
  return name;
}

beforeAll(async () => {
  cwd = await temporaryFolder();
});

describe('reading a file', () => {
  it('takes what tells no size, and what has grown', async () => {
    await writeFile(join(cwd, 'grown'), 'abc');
    expect(Buffer.from(readBytes(io(), 'grown')).toString()).toBe('abc');
    // Files that the kernel makes up say that they have no bytes.
    expect(readText(io(), '/proc/self/status', '.net')).toMatch(/^Name:/);
  });

  it('refuses what is larger than anything it could be, before it is read', async () => {
    await writeFile(join(cwd, 'large'), '');
    await truncate(join(cwd, 'large'), 5e12);
    expect(() => readBytes(io(), 'large')).toThrow(
      'file/size: large has 5.0 TB, but no more than 1.0 GB are read of a file like this',
    );
    expect(() => readText(io(), 'large', '.net')).toThrow('no more than 100 MB are read');
    await writeFile(join(cwd, 'small'), 'abcd');
    expect(readBytes(io(), 'small', 4)).toHaveLength(4);
    expect(() => readBytes(io(), 'small', 3)).toThrow('small has 4 B, but no more than 3 B');
  });

  it('refuses devices, sockets, folders and nothing', async () => {
    for (const device of ['/dev/zero', '/dev/null', '/dev/random']) {
      expect(() => readBytes(io(), device)).toThrow(`file/device: ${device} is a device`);
      expect(() => openBytes(io(), device)).toThrow(`file/device: ${device} is a device`);
    }
    await symlink('/dev/zero', join(cwd, 'zeros'));
    expect(() => readBytes(io(), 'zeros')).toThrow('file/device: zeros is a device, not a file');
    expect(() => readBytes(io(), '.')).toThrow('file/directory: . is a directory, not a file');
    expect(() => openBytes(io(), '.')).toThrow('file/directory: . is a directory, not a file');
    expect(() => readBytes(io(), '')).toThrow('file/name: the name of a file is empty');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(cwd, 'socket'), resolve));
    expect(() => readBytes(io(), 'socket')).toThrow('file/socket: socket is a socket, not a file');
    server.close();
  });
});

describe('reading a pipe', () => {
  it('gives everything until its writer is done', () => {
    const name = pipe('full');
    spawn('sh', ['-c', `{ printf one; sleep 0.05; head -c 200000 /dev/zero; } > ${name}`], { cwd });
    const bytes = readBytes({ ...io(), now: () => performance.now() }, name);
    expect(bytes).toHaveLength(200003);
    expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe('one\0');
  });

  it('ends where there is too much', () => {
    const name = pipe('endless');
    const writer = spawn('sh', ['-c', `cat /dev/zero > ${name}`], { cwd });
    expect(() => readBytes({ ...io(), now: () => performance.now() }, name, 1e6)).toThrow(
      'file/size: endless has more than 1.0 MB, but no more than 1.0 MB are read',
    );
    writer.kill();
  });

  it('does not wait for ever', () => {
    const name = pipe('silent');
    expect(() => readBytes(io(2000), name)).toThrow(
      'file/pipe: silent is a pipe into which nothing was written for 5 seconds',
    );
    const writer = openSync(join(cwd, name), 'r+');
    expect(() => readBytes(io(25_000), name)).toThrow('nothing was written for 60 seconds');
    closeSync(writer);
  });

  it('cannot be done for weights, which are read piece by piece', () => {
    const name = pipe('weights');
    expect(() => openBytes(io(), name)).toThrow(
      'file/pipe: weights is a pipe, but weights are read in an order of their own',
    );
  });
});

describe('an input that never ends', () => {
  it('is an error', async () => {
    await writeFile(
      join(cwd, 'n.net'),
      'network n { input x: tensor(1, 2)\n output y = relu(x) }\n',
    );
    const { code, stderr } = await netloom(['run', 'n.net', '--input', '/dev/zero'], { cwd });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error[file/device]: /dev/zero is a device, not a file\n',
    });
  });
});
