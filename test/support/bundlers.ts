import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { rollup } from 'rollup';
import { minify } from 'terser';
import { build as viteBuild, createServer } from 'vite';
import webpack from 'webpack';
import type { Answer, TestServer } from './server.js';
import { serve, strictPolicy } from './server.js';

/**
 * Bundlers as people use them: no plugin, no loader for what they do not know, minified, and split where
 * a module is imported by `import()`. Each takes the pages of a folder, `index.html` with `page.js` and
 * the worker that this starts, and serves what it makes of them under a strict policy.
 */
export const bundlers = {
  async 'Vite, built'(folder) {
    await viteBuild({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: { target: 'es2022' },
      worker: { format: 'es' },
    });
    return serveFolder(join(folder, 'dist'));
  },

  async 'Vite, while developing'(folder) {
    const server = await createServer({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      server: { host: '127.0.0.1', port: 0, hmr: false, ws: false },
    });
    await server.listen();
    const { port } = server.httpServer?.address() as { port: number };
    return {
      url: `http://127.0.0.1:${port}/`,
      requests: [],
      abandoned: [],
      close: () => server.close(),
    };
  },

  async webpack(folder) {
    const compiler = webpack({
      mode: 'production',
      context: folder,
      entry: './page.js',
      output: { path: join(folder, 'dist'), filename: 'page.js' },
    });
    await new Promise<void>((resolve, reject) => {
      compiler.run((error, stats) => {
        const problem = error ?? (stats?.hasErrors() ? new Error(stats.toString()) : undefined);
        compiler.close(() => {
          if (problem) reject(problem);
          else resolve();
        });
      });
    });
    return serveFolder(join(folder, 'dist'), folder);
  },

  async esbuild(folder) {
    await esbuild({
      absWorkingDir: folder,
      entryPoints: ['page.js', 'worker.js'],
      outdir: 'dist',
      bundle: true,
      minify: true,
      splitting: true,
      format: 'esm',
      logLevel: 'error',
    });
    return serveFolder(join(folder, 'dist'), folder);
  },

  async Rollup(folder) {
    const bundle = await rollup({
      input: [join(folder, 'page.js'), join(folder, 'worker.js')],
      onwarn(warning) {
        throw new Error(warning.message);
      },
      plugins: {
        name: 'minify',
        renderChunk: async (code) => (await minify(code, { module: true })).code ?? null,
      },
    });
    await bundle.write({ dir: join(folder, 'dist'), format: 'es' });
    await bundle.close();
    return serveFolder(join(folder, 'dist'), folder);
  },
} satisfies Readonly<Record<string, (folder: string) => Promise<TestServer>>>;

export type Bundler = keyof typeof bundlers;

/** The files of a folder, and `index.html` of another one where that has none. */
async function serveFolder(folder: string, pages = folder): Promise<TestServer> {
  const answers = new Map<string, Answer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    answers.set(path.slice(folder.length + 1), { body: await readFile(path) });
  }
  answers.set('index.html', { body: await readFile(join(pages, 'index.html')) });
  if (!answers.has('index.html')) throw new Error('no page');
  return serve(answers, { policy: strictPolicy });
}
