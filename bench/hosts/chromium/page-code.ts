import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { projectRoot } from '../../paths.js';
import type { RuntimeName } from '../../peers/runtime.js';

/** Bundles for a browser what `stdin` or a file of `bench` says, minified as one would ship it. */
async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles = [] } = await build({
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    logLevel: 'error',
    ...options,
  });
  return outputFiles[0].text;
}

const source = (file: string): string => join(projectRoot, 'bench', file);

/** The script of the page itself. */
export function pageScript(): Promise<string> {
  return bundle({ entryPoints: [source('hosts/chromium/page.ts')] });
}

/** A page around the script, in which ONNX Runtime Web is imported as it is published. */
export function pageText(onnxruntime: string): string {
  const imports = JSON.stringify({ imports: { 'onnxruntime-web': onnxruntime } });
  return [
    '<!doctype html>',
    '<title>benchmark</title>',
    `<script type="importmap">${imports}</script>`,
    '<script type="module" src="page.js"></script>',
    '',
  ].join('\n');
}

/**
 * A module whose `load` loads the network `name` of `folder` in a runtime. TensorFlow.js comes with
 * the program, so that it holds as much of it as the program calls.
 */
export function runtimeCode(
  runtime: RuntimeName,
  folder: string,
  name: string,
  tfjsBinaries: string,
): Promise<string> {
  switch (runtime) {
    case 'netloom':
      return bundle({ entryPoints: [source('peers/netloom.ts')] });
    case 'ort-web':
      return bundle({
        entryPoints: [source('peers/onnxruntime.ts')],
        external: ['onnxruntime-web'],
      });
    case 'tfjs-wasm':
    case 'tfjs-webgpu':
      return bundle({
        stdin: { contents: tfjsEntry(runtime, name, tfjsBinaries), resolveDir: folder },
      });
  }
}

function tfjsEntry(runtime: 'tfjs-wasm' | 'tfjs-webgpu', name: string, binaries: string): string {
  const findBinaries = `
    import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
    setWasmPaths(${JSON.stringify(binaries)});`;
  return `${runtime === 'tfjs-wasm' ? findBinaries : ''}
    import { load as loadProgram } from ${JSON.stringify(source(`peers/${runtime}.ts`))};
    import * as program from './${name}.tfjs.js';
    export const load = (files, name, setting) =>
      loadProgram({ ...files, importModule: async () => program }, name, setting);`;
}
