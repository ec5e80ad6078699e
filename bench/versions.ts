import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './paths.js';

/** Versions of what is compared and of Node, by name. */
export function runtimeVersions(): Readonly<Record<string, string>> {
  return {
    netloom: packageVersion('.'),
    'onnxruntime-web': packageVersion('node_modules/onnxruntime-web'),
    'tfjs-wasm': packageVersion('node_modules/@tensorflow/tfjs-backend-wasm'),
    node: process.versions.node,
  };
}

function packageVersion(folder: string): string {
  const text = readFileSync(join(projectRoot, folder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
