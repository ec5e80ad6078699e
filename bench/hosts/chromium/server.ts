import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** What lies behind the first part of a path: a folder, or texts by their names. */
export type Served = string | ReadonlyMap<string, string>;

export interface PageServer {
  /** Ends in a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Lets pages have SharedArrayBuffer, and with it threads and a clock that resolves microseconds. */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Serves files on this machine, each path beginning with one of the names of `roots`. */
export async function servePages(roots: ReadonlyMap<string, Served>): Promise<PageServer> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const [, root, ...parts] = normalize(path).split('/');
    void send(response, roots.get(root), parts.join('/'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function send(
  response: ServerResponse,
  root: Served | undefined,
  path: string,
): Promise<void> {
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const found = { ...ISOLATION, 'content-type': type };
  if (typeof root === 'string') {
    const file = join(root, path);
    const size = await stat(file).then(
      (info) => (info.isFile() ? info.size : undefined),
      () => undefined,
    );
    if (size !== undefined) {
      response.writeHead(200, { ...found, 'content-length': size });
      createReadStream(file).pipe(response);
      return;
    }
  }
  const text = typeof root === 'object' ? root.get(path) : undefined;
  if (text === undefined) response.writeHead(404).end();
  else response.writeHead(200, found).end(text);
}
