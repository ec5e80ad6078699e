import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fail } from '../compiler/diagnostics/diagnostic.js';
import { importModel } from '../compiler/onnx/import/import-model.js';
import { readModel } from '../compiler/onnx/import/read-model.js';
import type { Context } from './context.js';
import { openBytes } from './files/read.js';
import type { NetworkFile } from './network.js';
import type { NetworkOptions } from './options.js';
import { useless } from './usage/require-use.js';

/** Whether a network is read as ONNX: by the end of its name. */
export function isOnnx(file: string): boolean {
  return /\.onnx$/i.test(file);
}

/**
 * Reads an ONNX file, and what lies beside it of its weights. `--set batch=1` gives the extents that it leaves
 * open. Throws a DiagnosticError when it is damaged or has what is not imported.
 */
export function readOnnx(
  context: Context,
  file: string,
  { network, set }: Pick<NetworkOptions, 'network' | 'set'>,
): NetworkFile {
  if (network !== undefined) {
    const circumstance = { text: 'for an ONNX file', hint: 'leave it out' };
    throw useless('--network', circumstance, 'the file holds one network');
  }
  const files = [file];
  const model = readModel(openBytes(context.io, file), (name) => {
    const path = join(dirname(file), name);
    if (!existsSync(resolve(context.io.cwd, path))) return undefined;
    if (!files.includes(path)) files.push(path);
    return openBytes(context.io, path);
  });
  const extents = Object.entries(set).map(([name, text]) => [name, extentOf(name, text)] as const);
  const graph = importModel(model, Object.fromEntries(extents));
  return { graph, blocks: new Map(), isBound: true, files };
}

function extentOf(name: string, text: string): number {
  const extent = Number(text);
  if (Number.isSafeInteger(extent) && extent > 0) return extent;
  return fail({
    code: 'onnx/extent',
    title: `--set ${name}=${text} gives no extent: it must be a whole number above 0`,
  });
}
