import type { Stats } from 'node:fs';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Destination } from './destination.js';
import type { Attempt } from './errors.js';
import { failFile } from './errors.js';
import type { Pending } from './pending.js';
import {
  clearLeftovers,
  discardTemporary,
  nameTemporary,
  releaseTemporary,
} from './temporaries.js';

/** A regular file, under a temporary name beside its own until it is complete. */
export class PendingFile implements Pending {
  bytes = 0;
  private readonly folders: string[] = [];
  private temporary = '';
  private descriptor: number | undefined;
  /** Another name of the file that was replaced. */
  private former: string | undefined;
  private isPublished = false;

  constructor(
    public path: string,
    public destination: Destination & { readonly kind: 'file' },
  ) {}

  open(): void {
    const folder = dirname(this.destination.path);
    const { existing } = this.destination;
    this.attempt('create', () => {
      this.makeFolder(folder);
      clearLeftovers(folder);
      this.temporary = nameTemporary(folder);
      // Nobody may read it meanwhile who may not read the file that it replaces.
      const mode = existing === undefined ? 0o666 : existing.mode & 0o777;
      this.descriptor = openSync(this.temporary, 'wx', mode);
      if (existing !== undefined) liken(this.descriptor, existing);
    });
  }

  write(bytes: Uint8Array): void {
    this.attempt('write', () => {
      let done = 0;
      while (done < bytes.length) done += writeSync(this.descriptor ?? -1, bytes, done);
    });
    this.bytes += bytes.length;
  }

  close(): void {
    const { descriptor } = this;
    if (descriptor === undefined) return;
    this.descriptor = undefined;
    this.attempt('write', () => {
      try {
        // Some file systems notice only now that the disk is full; the former contents are still there.
        if (this.destination.existing !== undefined) fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    });
  }

  publish(): void {
    const { path, existing } = this.destination;
    if (existing !== undefined) this.former = this.linkFormer(path);
    this.attempt('create', () => {
      renameSync(this.temporary, path);
    });
    releaseTemporary(this.temporary);
    this.isPublished = true;
  }

  takeBack(): void {
    const { path } = this.destination;
    this.isPublished = false;
    try {
      if (this.former === undefined) rmSync(path);
      else renameSync(this.former, path);
    } catch {
      // Then the new file stays: it is whole, too.
    }
  }

  discard(): void {
    try {
      this.close();
    } finally {
      discardTemporary(this.temporary);
      if (this.former !== undefined) discardTemporary(this.former);
      if (!this.isPublished) this.removeFolders();
    }
  }

  /** Not every file system has links; without one nothing can be taken back. */
  private linkFormer(path: string): string | undefined {
    const name = nameTemporary(dirname(path));
    try {
      linkSync(path, name);
      return name;
    } catch {
      releaseTemporary(name);
      return undefined;
    }
  }

  /** Makes what is missing of a folder, one by one: made at once, every failure is called ENOENT. */
  private makeFolder(folder: string): void {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found?.isDirectory()) return;
    if (found !== undefined) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
      this.makeFolder(resolve(dirname(folder), readlinkSync(folder)));
      return;
    }
    this.makeFolder(dirname(folder));
    mkdirSync(folder);
    this.folders.push(folder);
  }

  private removeFolders(): void {
    for (const folder of this.folders.toReversed()) {
      try {
        rmdirSync(folder);
      } catch {
        // Something else is in it by now.
        return;
      }
    }
  }

  private attempt(attempt: Attempt, work: () => void): void {
    try {
      work();
    } catch (error) {
      failFile(error, this.destination.path, this.path, attempt);
    }
  }
}

/** Gives a new file the owner, group and mode of the one that it will replace, as far as we may. */
function liken(descriptor: number, { uid, gid, mode }: Stats): void {
  const own = fstatSync(descriptor);
  const isSame = own.uid === uid && own.gid === gid;
  const isKept = isSame || chown(descriptor, uid, gid);
  // Who is not its owner may be in its group.
  if (!isKept) chown(descriptor, own.uid, gid);
  // To run as its owner (set-user-ID) was allowed to another owner.
  fchmodSync(descriptor, mode & (isKept ? 0o7777 : 0o777));
}

function chown(descriptor: number, uid: number, gid: number): boolean {
  try {
    fchownSync(descriptor, uid, gid);
    return true;
  } catch {
    return false;
  }
}
