import type { Backend } from './backend.js';
import { fail, reason } from './errors.js';
import type { OpenFile } from './files.js';
import { open } from './files.js';
import type { FileRecord, InputRecord, Manifest, OutputRecord } from './manifest.js';
import type { OutputValue } from './outputs.js';
import type { Parts } from './parts.js';
import { valuesByName } from './tensors.js';

export type Target = 'wasm' | 'webgpu';

export interface LoadOptions {
  /** `auto`, the default: WebGPU where it is compiled in and available, else WebAssembly. */
  readonly target?: 'auto' | Target;
  /** Where WebGPU comes from when not from `navigator.gpu`, e.g. `create([])` of npm's `webgpu`. */
  readonly gpu?: GPU;
  /** How many threads run WebAssembly, in a bundle that was compiled for several. */
  readonly threads?: number;
}

/** The manifest of a bundle that was compiled for certain targets. */
export type ManifestFor<Compiled extends Target> = Manifest & Required<Pick<Manifest, Compiled>>;

/** A target that a runtime was built with. */
export interface TargetLoader<Compiled extends Target> {
  readonly target: Compiled;
  /** Makes sure that the target is available here; throws `target/unavailable`. */
  prepare(
    manifest: ManifestFor<Compiled>,
    options: LoadOptions,
  ): CreateBackend | Promise<CreateBackend>;
}

export type CreateBackend = (code: OpenFile, weights: OpenFile) => Promise<Backend>;

/** A network that is loaded and verified; its outputs are arrays where none is an image. */
export class Network<Output extends OutputValue = Float32Array> {
  readonly name: string;
  readonly inputs: readonly Pick<InputRecord, 'name' | 'shape' | 'image'>[];
  readonly outputs: readonly Pick<OutputRecord, 'name' | 'shape' | 'image' | 'labels'>[];
  readonly #manifest: Manifest;
  readonly #parts: Parts;
  #backend: Backend | undefined;

  constructor(
    manifest: Manifest,
    /** The target it runs on. */
    readonly target: Target,
    backend: Backend,
    parts: Parts,
  ) {
    this.name = manifest.name;
    this.inputs = manifest.inputs;
    this.outputs = manifest.outputs;
    this.#manifest = manifest;
    this.#backend = backend;
    this.#parts = parts;
  }

  /**
   * One inference: inputs by name in, outputs by name out, each in what `outputs` has for it and else in
   * something fresh. Inputs are read before this returns its promise, but for files, which are decoded
   * first; outputs are written before it settles, and runs finish in the order they were started.
   */
  async run(
    inputs: Readonly<Record<string, unknown>>,
    outputs: Readonly<Record<string, OutputValue | undefined>> = {},
  ): Promise<Record<string, Output>> {
    const backend = this.#backend;
    if (!backend) failDisposed(this.name);
    const manifest = this.#manifest;
    const parts = this.#parts;
    const writers = valuesByName('output', manifest.outputs, outputs).map((value, index) =>
      parts.outputs(manifest.outputs[index], value),
    );
    const decoding = parts.inputs(manifest.inputs, inputs, backend.inputs);
    try {
      if (decoding) await decoding;
      const results = await backend.run(writers);
      return Object.fromEntries(
        manifest.outputs.map(({ name }, index) => [name, results[index] as Output]),
      );
    } catch (error) {
      if (!this.#backend) failDisposed(this.name);
      throw error;
    }
  }

  /** How many threads it uses now, the one that calls included. */
  get threads(): number {
    return this.#backend?.threads ?? 1;
  }

  /** Frees memory and GPU buffers. Running afterwards is an error; disposing again is not. */
  dispose(): void {
    this.#backend?.dispose?.();
    this.#backend = undefined;
  }
}

function failDisposed(name: string): never {
  fail('disposed', `The network '${name}' was disposed of: call load() again.`);
}

/**
 * Loads a bundle on the first available of its targets. Every file is verified before it is used.
 * Throws `threads/…`, `target/…`, `file/…` and `gpu/…`.
 */
export async function loadBundle(
  bundle: Manifest,
  parts: Parts,
  options: LoadOptions = {},
): Promise<Network> {
  const { targets } = parts;
  const manifest = (parts.relaxed?.(bundle) ?? bundle) as ManifestFor<Target>;
  const { target: wanted = 'auto', threads = 1 } = options;
  if (threads > 1 && !manifest.worker) {
    fail(
      'threads/invalid',
      `threads is ${threads}, but this bundle was compiled without --threads.`,
    );
  }
  const candidates = targets.filter(({ target }) => wanted === 'auto' || wanted === target);
  if (candidates.length === 0) failTarget(wanted, targets);
  // Node takes a while to load the class, and does not need it.
  let downloads: AbortController | undefined;
  const start = (record: FileRecord): OpenFile =>
    open(record, () => (downloads ??= new AbortController()));
  try {
    const weights = start(manifest.weights);
    // Which code is wanted is known at once, or when a target is known to be available.
    const only = candidates.length < 2 && start(manifest[candidates[0].target]);
    const tried: string[] = [];
    for (const loader of candidates) {
      let create: CreateBackend;
      try {
        create = await loader.prepare(manifest, options);
      } catch (error) {
        tried.push(reason(error));
        continue;
      }
      const code = only || start(manifest[loader.target]);
      return new Network(manifest, loader.target, await create(code, weights), parts);
    }
    fail('target/unavailable', tried.join(' '));
  } catch (error) {
    downloads?.abort();
    throw error;
  }
}

function failTarget(wanted: string, loaders: readonly { target: Target }[]): never {
  const known = ['auto', ...loaders.map(({ target }) => target)];
  const hint = loaders.length === 1 ? '; compile with --target all to have both' : '';
  fail('target/unknown', `target is ${known.join(' or ')} in this bundle, not ${wanted}${hint}.`);
}
