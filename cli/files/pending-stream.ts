import { constants, write } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Context } from '../context.js';
import type { Destination } from './destination.js';
import { failFile } from './errors.js';
import type { Pending } from './pending.js';

/** A device, a pipe or an open file: written into when all its bytes are there. */
export class PendingStream implements Pending {
  bytes = 0;
  private readonly chunks: Uint8Array[] = [];

  constructor(
    private readonly context: Pick<Context, 'io' | 'results'>,
    readonly path: string,
    readonly destination: Exclude<Destination, { readonly kind: 'file' }>,
  ) {}

  open(): void {
    // What the command says itself would follow on the file otherwise.
    if (this.descriptor === 1) this.context.results = this.context.io.stderr;
  }

  write(bytes: Uint8Array): void {
    this.chunks.push(bytes.slice());
    this.bytes += bytes.length;
  }

  close(): void {
    // It has not been opened.
  }

  async publish(): Promise<void> {
    const { io } = this.context;
    try {
      if (this.descriptor === 1 || this.descriptor === 2) {
        const sink = this.descriptor === 1 ? io.stdout : io.stderr;
        for (const chunk of this.chunks) sink.write(chunk);
      } else if (this.descriptor !== undefined) {
        await this.pour(this.descriptor);
      } else {
        // A pipe opens when somebody reads it: that is waited for without stopping the process.
        const handle = await open(this.destination.path, constants.O_WRONLY);
        try {
          await this.pour(handle.fd);
        } finally {
          await handle.close();
        }
      }
    } catch (error) {
      failFile(error, this.destination.path, this.path, 'write');
    }
  }

  takeBack(): void {
    // What has been read cannot be.
  }

  discard(): void {
    this.chunks.length = 0;
  }

  private get descriptor(): number | undefined {
    return this.destination.kind === 'descriptor' ? this.destination.descriptor : undefined;
  }

  private async pour(descriptor: number): Promise<void> {
    for (const chunk of this.chunks) {
      let done = 0;
      while (done < chunk.length) {
        const { bytesWritten } = await writeTo(descriptor, chunk, done);
        done += bytesWritten;
      }
    }
  }
}

const writeTo = promisify(write);
