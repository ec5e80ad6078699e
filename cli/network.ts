import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.js';
import type { SizeValues } from '../compiler/codegen/program.js';
import { DiagnosticError, fail } from '../compiler/diagnostics/diagnostic.js';
import type { Block, LoadedNetwork, WeightsDeclaration } from '../compiler/frontend/index.js';
import { loadNetwork } from '../compiler/frontend/index.js';
import { resolvePath } from '../compiler/frontend/paths.js';
import type { Graph, Value } from '../compiler/ir/graph.js';
import type { TensorSelection, WeightSource } from '../compiler/weights/index.js';
import {
  bindWeights,
  openSafetensors,
  parametersOf,
  randomWeights,
} from '../compiler/weights/index.js';
import type { Context } from './context.js';
import { openBytes, readText } from './files/read.js';
import { isOnnx, readOnnx } from './onnx.js';
import type { NetworkOptions } from './options.js';
import type { SizeSet } from './sizes.js';
import { requireOneSize, sizesIn } from './sizes.js';
import { warn } from './report.js';
import { useless } from './usage/require-use.js';

export interface NetworkFile {
  readonly graph: Graph;
  /** The innermost named block that computes each value. */
  readonly blocks: ReadonlyMap<Value, Block>;
  /** The weights that the source names. */
  readonly weights?: WeightsDeclaration;
  /** The graph has its weights: it is of a file that holds both. */
  readonly isBound?: true;
  /** Every file read so far: none of them may be overwritten. */
  readonly files: readonly string[];
}

/**
 * Reads a `.net` file and what it imports. Warnings are printed to standard error; throws a
 * DiagnosticError when there are errors.
 */
export function readNetwork(
  context: Context,
  file: string,
  options: Pick<NetworkOptions, 'network' | 'set'>,
): NetworkFile {
  requireOneSize(options.set);
  context.progress.step(`reading ${file}`);
  if (isOnnx(file)) return readOnnx(context, file, options);
  const { graph, blocks, weights, diagnostics, sources } = loadFile(context, file, options);
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  if (graph === undefined || warnings.length < diagnostics.length) {
    throw new DiagnosticError(diagnostics);
  }
  warn(context, warnings);
  return {
    graph,
    blocks,
    files: [...sources.keys()],
    ...(weights === undefined ? {} : { weights }),
  };
}

function loadFile(
  context: Context,
  file: string,
  { network, set }: Pick<NetworkOptions, 'network' | 'set'>,
): LoadedNetwork {
  const loaded = loadNetwork({
    path: file,
    source: readText(context.io, file, '.net'),
    sets: set,
    ...(network === undefined ? {} : { network }),
    loadSource: (path) =>
      existsSync(resolve(context.io.cwd, path)) ? readText(context.io, path, '.net') : undefined,
  });
  for (const [name, text] of loaded.sources) context.sources.set(name, text);
  return loaded;
}

/** A network at every size that `--set` asks for, connected to its weights as below. */
export function readSizes(
  context: Context,
  file: string,
  options: NetworkOptions,
): readonly [SizedNetwork, ...SizedNetwork[]] {
  const read = ({ set, values }: SizeSet): SizedNetwork => ({
    ...readBoundNetwork(context, file, { ...options, set }),
    set: values,
  });
  const [first, ...others] = sizesIn(options.set);
  return [read(first), ...others.map(read)];
}

/** With the values of its parameters that tell it from the same network at another size. */
export interface SizedNetwork extends NetworkFile {
  readonly set: SizeValues;
}

/** The network with its parameters connected to `--weights`, or to the file that the source names. */
export function readBoundNetwork(
  context: Context,
  file: string,
  options: NetworkOptions,
): NetworkFile {
  return bindNetwork(context, readNetwork(context, file, options), options);
}

/** Whether there are weights for all parameters, be it because there are none. */
export function hasWeights(network: NetworkFile, options: NetworkOptions): boolean {
  if (network.isBound || chosenWeights(network, options) !== undefined) return true;
  return parametersOf(network.graph).length === 0;
}

/** `--weights`, or the file that the source names, as seen from where the command runs. */
export function chosenWeights(
  { weights: declared }: NetworkFile,
  { weights }: NetworkOptions,
): string | undefined {
  return weights ?? (declared && resolvePath(declared.span.file, declared.path));
}

/**
 * Connects the parameters of a network that has been read. Warnings are printed to standard error;
 * throws a DiagnosticError when the weights do not fit.
 */
export function bindNetwork(
  context: Context,
  network: NetworkFile,
  options: NetworkOptions,
): NetworkFile {
  if (network.isBound) {
    requireNoWeights(options);
    return network;
  }
  const chosen = chosenWeights(network, options);
  if (chosen === undefined) {
    if (!hasWeights(network, options)) return failWithoutWeights(network.graph);
    requireNoSelection(options);
    return network;
  }
  const declared = options.weights === undefined ? network.weights : undefined;
  return atDeclaration(declared, () => {
    const source = openWeights(context, chosen);
    const selection = selectionOf(network.weights, options);
    const { graph, diagnostics } = bindWeights(network.graph, source, selection);
    if (diagnostics.some(({ severity }) => severity === 'error')) {
      throw new DiagnosticError(diagnostics);
    }
    warn(context, diagnostics);
    // What is drawn at random is finite.
    const watched = source.tensors ? context.finite.watchParameters(graph, source.name) : graph;
    return { ...network, graph: watched, files: [...network.files, chosen] };
  });
}

/** The options that are about tensors in a file. */
function selectionOptions({ weightsPrefix, allowUnused }: NetworkOptions): string[] {
  return [
    ...(weightsPrefix === undefined ? [] : ['--weights-prefix']),
    ...(allowUnused === true ? ['--allow-unused'] : []),
  ];
}

/** Whether a file of weights has to be there because an option is about its tensors. */
export function needsFile(options: NetworkOptions): boolean {
  return options.weights !== undefined || selectionOptions(options).length > 0;
}

/** Throws a UsageError where weights are given to a file that has them. */
function requireNoWeights(options: NetworkOptions): void {
  const given = [
    ...(options.weights === undefined ? [] : ['--weights']),
    ...selectionOptions(options),
  ];
  for (const option of given) {
    const circumstance = { text: 'for an ONNX file', hint: 'leave it out' };
    throw useless(option, circumstance, 'the file holds its weights');
  }
}

/** Throws a UsageError where there is no file that an option could be about. */
export function requireNoSelection(options: NetworkOptions): void {
  for (const option of selectionOptions(options)) {
    const circumstance = { text: 'without weights', hint: 'leave it out, or add --weights' };
    throw useless(option, circumstance, 'there is no file to read');
  }
}

/** What the source says of names in its file goes for another file, too; options go before it. */
function selectionOf(
  declared: WeightsDeclaration | undefined,
  { weightsPrefix, allowUnused }: NetworkOptions,
): TensorSelection {
  return {
    ...declared,
    ...(weightsPrefix === undefined ? {} : { prefix: { text: weightsPrefix } }),
    ...(allowUnused ? { allowUnused: ['*'] } : {}),
  };
}

/** What is wrong with a file that the source names, without a place of its own, is shown there. */
function atDeclaration<T>(declared: WeightsDeclaration | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiagnosticError) || declared === undefined) throw error;
    const primary = { span: declared.span, message: 'named here' };
    throw new DiagnosticError(
      error.diagnostics.map((diagnostic): Diagnostic => ({ primary, ...diagnostic })),
    );
  }
}

function openWeights(context: Context, chosen: string): WeightSource {
  const random = /^random:(.*)$/s.exec(chosen);
  if (random === null) return openSafetensors(openBytes(context.io, chosen));
  const seed = Number(random[1]);
  if (!/^\d+$/.test(random[1]) || !Number.isSafeInteger(seed)) {
    return fail({
      code: 'weights/seed',
      title: `"${chosen}" has no seed that can be used`,
      hint: 'write random: and a whole number, such as random:1',
    });
  }
  return randomWeights(seed);
}

function failWithoutWeights(graph: Graph): never {
  const parameters = parametersOf(graph);
  const names = parameters.map(({ name }) => name);
  return fail({
    code: 'weights/none',
    title: `${graph.name} has ${names.length} parameters, but no weights were given`,
    notes: [`the first are ${names.slice(0, 4).join(', ')}`],
    hint: 'add --weights FILE.safetensors, or --weights random:1 to try it without',
  });
}
