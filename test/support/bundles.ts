import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import type { BundleOptions } from '../../compiler/codegen/bundle/write-bundle.js';
import { writeBundle } from '../../compiler/codegen/bundle/write-bundle.js';
import type { Program } from '../../compiler/codegen/program.js';
import type { LoadOptions, Network } from '../../runtime/load.js';

/** The files of a bundle by name. */
export type BundleFiles = Map<string, Uint8Array>;

export function bundleFiles(program: Program, options?: BundleOptions): BundleFiles {
  const chunks = new Map<string, Uint8Array[]>();
  for (const { file, bytes } of writeBundle(program, options)) {
    chunks.set(file, [...(chunks.get(file) ?? []), bytes]);
  }
  return new Map([...chunks].map(([file, parts]) => [file, Buffer.concat(parts)]));
}

/** What a bundle's module exports. */
export interface BundleModule {
  readonly load: (options?: LoadOptions) => Promise<Network>;
  readonly NetloomError: typeof Error;
}

const folders: string[] = [];

/** A folder that goes when the test file ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'netloom-'));
  if (folders.length === 0) {
    afterAll(async () => {
      for (const path of folders.splice(0)) await rm(path, { recursive: true });
    });
  }
  folders.push(folder);
  return folder;
}

/** Writes the files into a folder of their own and imports the module, as a program would. */
export async function importBundle(files: BundleFiles): Promise<BundleModule> {
  const folder = await temporaryFolder();
  let module = '';
  for (const [name, bytes] of files) {
    await writeFile(join(folder, name), bytes);
    if (name.endsWith('.js')) module = name;
  }
  return (await import(
    /* @vite-ignore */ pathToFileURL(join(folder, module)).href
  )) as BundleModule;
}
