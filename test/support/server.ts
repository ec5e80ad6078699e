import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page's policy may be this strict: the bundle's own origin, and WebAssembly. */
export const strictPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  /** What caches are told; nothing by default. */
  readonly cacheControl?: string;
  readonly body: Uint8Array | string;
  /** Whether more seems to come after the body, and never does. */
  readonly hangs?: boolean;
}

export interface TestServer {
  /** Ends in a slash. */
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
  /** Those of them whose answers nobody waited for to the end. */
  readonly abandoned: readonly string[];
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly policy?: string | null;
  /** Whether pages may share memory with their workers. */
  readonly isolated?: boolean;
  /** Whether pages of other origins may read what there is. */
  readonly shared?: boolean;
}

/** What a page needs to share memory with its workers. */
export const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** A plain static server on this machine; `answers` may change while it runs. */
export async function serve(
  answers: Map<string, Answer>,
  { policy = strictPolicy, isolated = false, shared = false }: ServeOptions = {},
): Promise<TestServer> {
  const requests: string[] = [];
  const abandoned: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
    requests.push(path);
    const { status = 200, type, cacheControl, body, hangs } = answers.get(path) ?? notFound;
    response.on('close', () => {
      if (!response.writableFinished) abandoned.push(path);
    });
    response.writeHead(status, {
      'content-type': type ?? contentType(path),
      ...(cacheControl !== undefined && { 'cache-control': cacheControl }),
      ...(policy !== null && { 'content-security-policy': policy }),
      ...(isolated && isolation),
      ...(shared && { 'access-control-allow-origin': '*' }),
    });
    if (hangs) response.write(body);
    else response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    abandoned,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** The error page of a usual server. */
export const notFound: Answer = {
  status: 404,
  type: 'text/html',
  body: '<!doctype html><title>Not found</title>',
};

function contentType(path: string): string {
  const types: Record<string, string> = {
    js: 'text/javascript',
    html: 'text/html',
    json: 'application/json',
    wasm: 'application/wasm',
    wgsl: 'text/wgsl',
  };
  return types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}
