/**
 * Bundles what editors run: the language server, and the client of the extension for VS Code. Each is one
 * file, so that neither the package nor the extension brings the libraries of the protocol along. Run by
 * itself it writes both into the folder that is named, by default that of the extension.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes the language server, a program for Node, to `outfile`. */
export function bundleServer(outfile) {
  return bundle('editor/server/main.ts', outfile);
}

/** Writes the client, which VS Code loads, to `outfile`. */
export function bundleClient(outfile) {
  return bundle('editor/client/client.ts', outfile, ['vscode']);
}

function bundle(entry, outfile, external = []) {
  return build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    metafile: true,
    external,
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? join(root, 'editor/vscode/dist');
  await bundleServer(join(folder, 'server.cjs'));
  await bundleClient(join(folder, 'client.cjs'));
}
