import { join } from 'node:path';
import type { BundleFile } from '../compiler/codegen/bundle/bundle-file.js';
import { writeBundle } from '../compiler/codegen/bundle/write-bundle.js';
import type { Program } from '../compiler/codegen/program.js';
import type { Size } from '../compiler/compile.js';
import type { Settings } from '../compiler/settings.js';
import { compileSizesWithProgress } from './compile-with-progress.js';
import type { Context } from './context.js';
import type { OutputChunk } from './files/write.js';
import type { NetworkOptions, SettingOptions } from './options.js';
import type { Target } from '../compiler/target/machine.js';

/** What decides about a bundle: `compile` makes it, `check` says whether it could be made. */
export interface BundleOptions extends NetworkOptions, SettingOptions {
  readonly target: Target | 'all';
  readonly singleFile: boolean;
  /** Only what `compile` writes is called differently. */
  readonly mjs?: boolean;
}

/** A file of a bundle that is looked at once, a piece after the other. */
export type ViewedFile = Omit<BundleFile, 'chunks'>;

/** A compiled network, and the files of its bundle, whose weights are read as they are taken. */
export interface Bundle {
  readonly program: Program;
  readonly files: Iterable<ViewedFile>;
}

/** The chunks of a bundle's files, to be written into a folder; each lasts until the next is taken. */
export function* inFolder(folder: string, files: Iterable<ViewedFile>): Generator<OutputChunk> {
  for (const file of files) {
    const path = join(folder, file.name);
    const finalPath = (): string => join(folder, file.name);
    for (const bytes of file.views()) {
      yield { path, bytes, ...(file.isNamedLast && { finalPath }) };
    }
  }
}

/**
 * From a graph, or one for each size, to the files of a bundle, with progress; nothing is written. Whatever is wrong with a
 * network or its weights is a DiagnosticError here or while the files are taken.
 */
export async function makeBundle(
  context: Context,
  sizes: readonly [Size, ...Size[]],
  settings: Settings,
  { singleFile, mjs }: Pick<BundleOptions, 'singleFile' | 'mjs'>,
): Promise<Bundle> {
  const program = await compileSizesWithProgress(context, sizes, settings);
  const files = writeBundle(program, { singleFile, mjs });
  return { program, files: withProgress(context, program, files) };
}

function* withProgress(
  { progress }: Context,
  { weights }: Program,
  files: Iterable<BundleFile>,
): Generator<ViewedFile> {
  for (const file of files) {
    yield {
      isNamedLast: file.isNamedLast,
      get name() {
        return file.name;
      },
      *views() {
        let packed = 0;
        for (const chunk of file.views()) {
          const percent = Math.min(99, Math.floor((100 * packed) / weights.byteLength));
          const isWeights = file.name.endsWith('.weights');
          progress.step(`packing ${file.name}${isWeights ? `, ${percent} %` : ''}`);
          packed += chunk.length;
          yield chunk;
        }
      },
    };
  }
}
