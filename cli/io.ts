import { fstatSync } from 'node:fs';
import { failFile } from './files/errors.js';
import { decodeText } from './files/read.js';

/** What a command sees of the world outside: `main` runs on any of these, the tests on their own. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Milliseconds since some moment. */
  now(): number;
  /** Everything on standard input as text. */
  readStdin(): Promise<string>;
}

export interface Sink {
  write(data: string | Uint8Array): void;
  /** Colours, and lines that are drawn over, make sense only here. */
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** The process itself. */
export interface ProcessIo extends Io {
  readonly stdout: ProcessSink;
  readonly stderr: ProcessSink;
}

export interface ProcessSink extends Sink {
  /** Waits until all is written; gives the first error, unless it says that nobody reads any more. */
  flush(): Promise<Error | undefined>;
}

export function processIo(): ProcessIo {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    now: () => performance.now(),
    async readStdin() {
      const chunks: Buffer[] = [];
      try {
        // As a stream it would seem to be empty.
        if (fstatSync(0).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
        for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      } catch (error) {
        failFile(error, '/dev/stdin', 'standard input');
      }
      return decodeText(Buffer.concat(chunks), 'standard input');
    },
  };
}

/** What `COLUMNS` says, for pipes and files. */
function columnsOf({ COLUMNS = '' }: Io['env']): number {
  return /^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : 80;
}

function sink(stream: NodeJS.WriteStream): ProcessSink {
  let failure: NodeJS.ErrnoException | undefined;
  const failed = (error: NodeJS.ErrnoException): void => {
    failure ??= error;
  };
  // A pipe says later that it failed, a file or device at once.
  stream.on('error', failed);
  return {
    write(data) {
      if (failure !== undefined) return;
      try {
        stream.write(data);
      } catch (error) {
        failed(error as NodeJS.ErrnoException);
      }
    },
    async flush() {
      await new Promise<void>((resolve) => {
        if (failure === undefined) {
          stream.write('', () => {
            resolve();
          });
        } else {
          resolve();
        }
      });
      // A reader that has seen enough, such as `head`, closes the pipe: no reason to complain.
      return failure?.code === 'EPIPE' ? undefined : failure;
    },
    // Node leaves it undefined where there is none.
    isTerminal: stream.isTTY ?? false,
    columns: stream.columns ?? columnsOf(process.env),
  };
}
