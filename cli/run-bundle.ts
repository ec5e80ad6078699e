import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeBundle } from '../compiler/codegen/bundle/write-bundle.js';
import type { Program } from '../compiler/codegen/program.js';
import { fail } from '../compiler/diagnostics/diagnostic.js';
import type { Elements } from '../compiler/ir/tensor.js';
import type { LoadOptions, Network } from '../runtime/load.js';
import { arraysFor } from '../runtime/outputs.js';
import { hasRelaxedSimd } from '../runtime/parts/relaxed.js';
import { inFolder } from './bundle.js';
import type { Context } from './context.js';
import { requireGpu } from './gpu.js';
import { discardTemporary, temporaryFolder } from './files/temporaries.js';
import { writeFiles } from './files/write.js';
import type { Written } from './files/write.js';
import type { Settings } from '../compiler/settings.js';
import { note } from './report.js';

/** A bundle that is written, loaded and ready to run. */
export interface RunningBundle {
  readonly network: Network<Elements>;
  /** One inference: all outputs as numbers, also what a page would get as an image. */
  readonly run: (inputs: Readonly<Record<string, Elements>>) => Promise<Record<string, Elements>>;
  /** Its files with their sizes. */
  readonly files: Written;
  readonly loadMilliseconds: number;
}

/** What a bundle's module exports. */
interface BundleModule {
  load(options: LoadOptions): Promise<Network<Elements>>;
}

/** Says when this engine has no use for the module that `--relaxed-simd` adds. */
export function noteMissing(context: Context, { relaxedSimd }: Settings): void {
  if (!relaxedSimd || hasRelaxedSimd()) return;
  note(context, `Node ${process.version} has no relaxed SIMD, so that the module without it runs`);
}

/**
 * Writes the bundle of a program for one target into a temporary folder, loads it as programs do, and
 * hands it to `use`; afterwards both are gone.
 */
export async function withBundle<T>(
  context: Context,
  program: Program,
  use: (bundle: RunningBundle) => Promise<T>,
): Promise<T> {
  const { progress } = context;
  const folder = temporaryFolder();
  try {
    progress.step('writing the bundle');
    const files = await writeFiles(context, inFolder(folder, writeBundle(program)));
    progress.step('loading the bundle');
    const started = performance.now();
    const address = pathToFileURL(join(folder, `${program.name}.js`)).href;
    const bundle = (await import(address)) as BundleModule;
    const gpu = program.webgpu && (await requireGpu());
    const network = await bundle.load({
      target: program.webgpu ? 'webgpu' : 'wasm',
      ...(gpu && { gpu }),
    });
    try {
      return await use({
        network,
        run: (inputs) => network.run(inputs, arraysFor(network.outputs)),
        files,
        loadMilliseconds: performance.now() - started,
      });
    } finally {
      network.dispose();
    }
  } catch (error) {
    return failBundle(error);
  } finally {
    discardTemporary(folder);
  }
}

/** What a bundle refuses on purpose is about the input, not about us. */
function failBundle(error: unknown): never {
  if (error instanceof Error && error.name === 'NetloomError' && 'code' in error) {
    fail({ code: `bundle/${String(error.code)}`, title: error.message });
  }
  throw error;
}
