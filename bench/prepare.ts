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
import type { RuntimeName, Setting } from './peers/runtime.js';
import type { Compilation } from './results.js';
import { tfjsProgram } from './tfjs/program.js';
import { Unsupported } from './tfjs/writer.js';

/** One for all networks: each listens to the process's streams. */
const io = processIo();

/** What `netloom compile --json` says. */
interface CompileReport extends Omit<Compilation, 'weightsBytes'> {
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
}

/** One network in the form that each runtime loads. */
export interface PreparedNetwork {
  readonly name: string;
  readonly folder: string;
  readonly compilation?: Compilation;
  /** Why a runtime has nothing to load. */
  readonly failures: Readonly<Partial<Record<RuntimeName, string>>>;
}

/**
 * Makes the bundle and the ONNX file with the command line, as a user would, and the tfjs program.
 * All have the same weights. The bundle is for the target alone, and for threads when there is more
 * than one. Remove `folder`
 * afterwards: it may hold gigabytes.
 */
export async function prepareNetwork(
  network: BenchmarkNetwork,
  { target, threads, relaxedSimd }: Setting,
): Promise<PreparedNetwork> {
  const { name, file } = network;
  const folder = join(projectRoot, 'out/bench/networks', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const chosen = [
    '--network',
    name,
    ...(network.weights === undefined ? [] : ['--weights', network.weights]),
  ];
  const failures: Partial<Record<RuntimeName, string>> = {};
  const attempt = async <Result>(
    runtime: RuntimeName,
    work: () => Result | Promise<Result>,
  ): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      failures[runtime] = reasonOf(error);
      return undefined;
    }
  };
  const compilation = await attempt('netloom', async () => {
    const bundle = ['--target', target, '-o', join(folder, 'bundle')];
    const code = [
      ...(threads > 1 ? ['--threads'] : []),
      ...(relaxedSimd ? ['--relaxed-simd'] : []),
    ];
    return compilationOf(await netloom(['compile', file, ...bundle, ...code, ...chosen]));
  });
  await attempt('ort-web', () =>
    netloom(['export', '--onnx', file, ...chosen, '-o', join(folder, `${name}.onnx`)]),
  );
  await attempt(`tfjs-${target}`, () => {
    writeTfjsProgram(boundGraph(network), join(folder, name));
  });
  return { name, folder, failures, ...(compilation === undefined ? {} : { compilation }) };
}

function compilationOf(report: string): Compilation {
  const { files, ...figures } = JSON.parse(report) as CompileReport;
  const { parameters, macs, arenaBytes, arenaLowerBound, milliseconds } = figures;
  const weightsBytes = files.find(({ file }) => file.endsWith('.weights'))?.bytes ?? 0;
  return { parameters, macs, weightsBytes, arenaBytes, arenaLowerBound, milliseconds };
}

function reasonOf(error: unknown): string {
  if (error instanceof Unsupported) return `cannot run ${error.message}`;
  return error instanceof Error ? error.message : String(error);
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
export function boundGraph({ name, file, weights }: BenchmarkNetwork): Graph {
  const options = { network: name, set: {}, ...(weights === undefined ? {} : { weights }) };
  return readBoundNetwork(createContext(io), file, options).graph;
}

/** Runs the command line and returns what it prints as JSON. */
export async function netloom(args: readonly string[]): Promise<string> {
  const command = join(projectRoot, 'dist/cli/main.js');
  const options = { cwd: projectRoot, maxBuffer: 2 ** 28 };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [command, ...args, '--json'],
    options,
  );
  return stdout;
}
