import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { afterAll } from 'vitest';
import type { BundleOptions } from '../../compiler/codegen/bundle/write-bundle.js';
import { writeBundle } from '../../compiler/codegen/bundle/write-bundle.js';
import type { Program } from '../../compiler/codegen/program.js';
import type { LoadOptions, Network } from '../../runtime/load.js';
import type { Manifest } from '../../runtime/manifest.js';

/** The files of a bundle by name. */
export type BundleFiles = Map<string, Uint8Array>;

export function bundleFiles(program: Program, options?: BundleOptions): BundleFiles {
  const files: BundleFiles = new Map();
  for (const file of writeBundle(program, options)) {
    const chunks = Buffer.concat([...file.chunks()]);
    files.set(file.name, chunks);
  }
  return files;
}

/** The name of the file that is called `NETWORK-CHECKSUM.EXTENSION`. */
export function named(files: BundleFiles, extension: string): string {
  const name = [...files.keys()].find(
    (each) => /-[0-9a-f]{8}\.(.*)$/.exec(each)?.[1] === extension,
  );
  if (name === undefined) throw new Error(`no .${extension} in ${[...files.keys()].join(', ')}`);
  return name;
}

/** The name of a bundle's module. */
function moduleOf(files: BundleFiles): string {
  const name = [...files.keys()].find((each) => /^[^.]+\.js$/.test(each));
  if (name === undefined) throw new Error(`no module in ${[...files.keys()].join(', ')}`);
  return name;
}

/** What the module of a bundle knows, read from its text; `url` is where it lies. */
export function manifestOf(files: BundleFiles, url = 'file:///bundle/'): Manifest {
  const text = Buffer.from(files.get(moduleOf(files)) ?? []).toString();
  const literal = text.slice(text.indexOf('NETLOOM=') + 8, text.indexOf('};\n') + 1);
  const located = literal.replaceAll('import.meta.url', JSON.stringify(url));
  return runInThisContext(`(${located})`) as Manifest;
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
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  const address = pathToFileURL(join(folder, moduleOf(files))).href;
  return (await import(/* @vite-ignore */ address)) as BundleModule;
}
