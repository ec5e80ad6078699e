import { untilAborted } from './abort.js';
import type { Backend } from './backend.js';
import { fail, reason } from './errors.js';
import type { FileOptions, OpenFile } from './files.js';
import { open } from './files.js';
import type { FileRecord, Manifest, SizeValues } from './manifest.js';
import type { Network } from './network.js';
import { createNetwork } from './network.js';
import type { Parts } from './parts.js';

export type { Network } from './network.js';

export type Target = 'wasm' | 'webgpu';

export interface LoadOptions extends FileOptions {
  /** `auto`, the default: WebGPU where it is compiled in and available, else WebAssembly. */
  readonly target?: 'auto' | Target;
  /** Where WebGPU comes from when not from `navigator.gpu`, e.g. `create([])` of npm's `webgpu`. */
  readonly gpu?: GPU;
  /** How many threads run WebAssembly, in a bundle that was compiled for several. */
  readonly threads?: number;
  /** Of which size the network is to be, in a bundle that was compiled for several: the first that fits. */
  readonly set?: SizeValues;
  /** Ends loading when it is aborted, with its reason as the error. */
  readonly signal?: AbortSignal;
  /** Hears how many bytes of all that are needed there are; fewer again when a file is asked for anew. */
  readonly onProgress?: (progress: Progress) => void;
}

/** In bytes. */
export interface Progress {
  readonly loaded: number;
  readonly total: number;
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

/**
 * Loads a bundle on the first available of its targets. Every file is verified before it is used.
 * Throws `set/unknown`, `threads/…`, `target/…`, `file/…` and `gpu/…`.
 */
export async function loadBundle(
  bundle: Manifest,
  parts: Parts,
  options: LoadOptions = {},
): Promise<Network> {
  const { targets } = parts;
  const manifest = (parts.choose?.(bundle, options) ?? bundle) as ManifestFor<Target>;
  const { target: wanted = 'auto', threads = 1, signal, onProgress } = options;
  signal?.throwIfAborted();
  if (threads > 1 && !manifest.worker) {
    fail('threads/invalid', `threads is ${threads}: compile with --threads to have several.`);
  }
  const candidates = targets.filter(({ target }) => wanted === 'auto' || wanted === target);
  if (candidates.length === 0) failTarget(wanted, targets);
  // Node takes a while to load the class, and does not need it.
  let downloads: AbortController | undefined;
  const ending = (): AbortSignal => (downloads ??= new AbortController()).signal;
  let loaded = 0;
  let total = manifest.weights.bytes;
  const start = (record: FileRecord): OpenFile => {
    let before = 0;
    return open(record, options, ending, (arrived) => {
      loaded += arrived - before;
      before = arrived;
      // What it throws is its caller's, and no fault of the file.
      if (onProgress) {
        queueMicrotask(() => {
          onProgress({ loaded, total });
        });
      }
    });
  };
  const loadFirst = async (): Promise<Network> => {
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
      total += code.record.bytes;
      return createNetwork(manifest, loader.target, await create(code, weights), parts);
    }
    fail('target/unavailable', tried.join(' '));
  };
  try {
    return await untilAborted(loadFirst(), signal);
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
