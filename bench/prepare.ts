import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createContext } from '../cli/context.js';
import { processIo } from '../cli/io.js';
import { readBoundNetwork } from '../cli/network.js';
import type { Graph } from '../compiler/ir/graph.js';
import type { BenchmarkNetwork } from './networks.js';
import { projectRoot } from './paths.js';
import { tfjsProgram } from './tfjs/program.js';
import { Unsupported } from './tfjs/writer.js';

/** What `netloom compile --json` says. */
export interface Compilation {
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
  readonly parameters: number;
  readonly macs: number;
  readonly arenaBytes: number;
  readonly arenaLowerBound: number;
  /** From the source to the written bundle, reading and writing weights included. */
  readonly milliseconds: number;
}

/** One network in the form that each runtime loads. */
export interface PreparedNetwork {
  readonly folder: string;
  readonly compilation: Compilation;
  /** Why there is no tfjs program. */
  readonly withoutTfjs?: string;
}

/**
 * Makes the bundle and the ONNX file with the command line, as a user would, and the tfjs program.
 * All have the same weights. Remove `folder` afterwards: it may hold gigabytes.
 */
export async function prepareNetwork(network: BenchmarkNetwork): Promise<PreparedNetwork> {
  const { name, file } = network;
  const folder = join(projectRoot, 'out/bench/networks', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const weights = network.weights === undefined ? [] : ['--weights', network.weights];
  const bundle = join(folder, 'bundle');
  const compiled = await netloom(['compile', file, '--target', 'wasm', ...weights, '-o', bundle]);
  await netloom(['export', '--onnx', file, ...weights, '-o', join(folder, `${name}.onnx`)]);
  const compilation = JSON.parse(compiled) as Compilation;
  try {
    writeTfjsProgram(boundGraph(network), join(folder, name));
    return { folder, compilation };
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return { folder, compilation, withoutTfjs: `cannot run ${error.message}` };
  }
}

/** Writes `BASE.tfjs.js` and `BASE.tfjs.weights`; throws `Unsupported`. */
export function writeTfjsProgram(graph: Graph, base: string): void {
  const { module, weights } = tfjsProgram(graph);
  const file = openSync(`${base}.tfjs.weights`, 'w');
  try {
    for (const weight of weights) {
      const { buffer, byteOffset, byteLength } = weight.read();
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      let done = 0;
      while (done < byteLength) done += writeSync(file, bytes, done);
    }
  } finally {
    closeSync(file);
  }
  writeFileSync(`${base}.tfjs.js`, module);
}

/** The network with its weights, as the command line reads it. */
export function boundGraph({ file, weights }: BenchmarkNetwork): Graph {
  const options = { set: {}, ...(weights === undefined ? {} : { weights }) };
  return readBoundNetwork(createContext(processIo()), file, options).graph;
}

async function netloom(args: readonly string[]): Promise<string> {
  const command = join(projectRoot, 'dist/cli/main.js');
  const options = { cwd: projectRoot, maxBuffer: 2 ** 28 };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [command, ...args, '--json'],
    options,
  );
  return stdout;
}
