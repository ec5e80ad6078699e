import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './paths.js';
import type { Target } from './peers/runtime.js';

/** Versions of what is compared and of Node, by name. */
export function runtimeVersions(target: Target): Readonly<Record<string, string>> {
  return {
    netloom: packageVersion('.'),
    'onnxruntime-web': packageVersion('node_modules/onnxruntime-web'),
    [`tfjs-${target}`]: packageVersion(`node_modules/@tensorflow/tfjs-backend-${target}`),
    node: process.versions.node,
  };
}

function packageVersion(folder: string): string {
  const text = readFileSync(join(projectRoot, folder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
