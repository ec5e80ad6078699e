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
  write(text: string): void;
  /** Colours, and lines that are drawn over, make sense only here. */
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** The process itself. */
export function processIo(): Io {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    now: () => performance.now(),
    async readStdin() {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

function sink(stream: NodeJS.WriteStream): Sink {
  // A reader that has seen enough, such as `head`, closes the pipe: no reason to complain.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    write: (text) => void stream.write(text),
    // Node leaves it undefined where there is none.
    isTerminal: stream.isTTY ?? false,
    columns: stream.columns ?? 80,
  };
}
