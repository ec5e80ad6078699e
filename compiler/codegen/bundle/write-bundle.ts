import type { FileRecord } from '../../../runtime/manifest.js';
import { fail } from '../../diagnostics/diagnostic.js';
import type { Program } from '../program.js';
import { base64Array } from './base64.js';
import { declarationText } from './declaration.js';
import { describeProgram, manifestText } from './manifest.js';
import { RecordedFile } from './recorded-file.js';
import { shareLines } from './share-lines.js';
import { netloomVersion, workerText } from './runtime-text.generated.js';
import { runtimeText } from './runtime-text.js';
import { weightChunks } from './weight-chunks.js';

/** The next bytes of one file; the chunks of a file come in order and without others between. */
export interface BundleChunk {
  readonly file: string;
  readonly bytes: Uint8Array;
}

export interface BundleOptions {
  /** Everything in one module, as base64. */
  readonly singleFile?: boolean;
}

/** A JavaScript engine takes a source text of less than 2^29 characters. */
const MOST_SINGLE_FILE_BYTES = 380_000_000;
/** What file systems allow; some count UTF-16 units, of which a name has fewer than bytes. */
const MOST_FILE_NAME_BYTES = 255;

/**
 * The files of a bundle: `NAME.weights`, `NAME.wasm` and `NAME.wgsl` for the targets that `program`
 * was compiled for, `NAME.json`, `NAME.js` and `NAME.d.ts`; as a single file only the last two. One
 * for several threads has `NAME.worker.js` besides. The same program always gives the same bytes.
 * Weights are packed one at a time, as the chunks are taken. Throws a DiagnosticError `bundle/…` at
 * once when the program does not fit into a single file or its name is too long for one.
 */
export function writeBundle(
  program: Program,
  { singleFile = false }: BundleOptions = {},
): Generator<BundleChunk> {
  requireFileName(program.name);
  if (!singleFile) return writeFiles(program);
  requireSingleFile(program);
  return writeSingleFile(program);
}

function requireFileName(name: string): void {
  const longest = `${name}.relaxed.wasm`;
  const bytes = new TextEncoder().encode(longest).length;
  if (bytes <= MOST_FILE_NAME_BYTES) return;
  fail({
    code: 'bundle/name',
    title: `files are called after the network, but a file name of ${bytes} bytes is too long`,
    notes: [`${longest.slice(0, 40)}… would have more than ${MOST_FILE_NAME_BYTES}`],
    hint: 'give the network a shorter name',
  });
}

function requireSingleFile({ name, weights }: Program): void {
  if (weights.byteLength <= MOST_SINGLE_FILE_BYTES) return;
  fail({
    code: 'bundle/single-file-too-large',
    title: `${name} has ${weights.byteLength} bytes of weights, a single file holds at most ${MOST_SINGLE_FILE_BYTES}`,
    hint: 'compile it without --single-file',
  });
}

function* writeFiles(program: Program): Generator<BundleChunk> {
  const sources: string[] = [];
  const records: Partial<Record<Role, FileRecord>> = {};
  for (const part of parts(program, records)) {
    const { file } = part.contents;
    for (const bytes of part.contents.chunks()) yield { file, bytes };
    records[part.role] = part.contents.record();
    sources.push(`${part.role}:new URL(${JSON.stringify(`./${file}`)},import.meta.url)`);
  }
  const worker = `${program.name}.worker.js`;
  if (program.wasm?.threads) yield text(worker, workerText);
  const module = `${program.name}.js`;
  const start = `new Worker(new URL(${JSON.stringify(`./${worker}`)},import.meta.url),{type:"module"})`;
  yield text(
    module,
    `${moduleStart(program)}${sources.join(',')}${moduleEnd(program, records, `Worker=>${start}`)}`,
  );
  yield text(`${program.name}.d.ts`, declarationText(program));
}

function* writeSingleFile(program: Program): Generator<BundleChunk> {
  const file = `${program.name}.js`;
  const records: Partial<Record<Role, FileRecord>> = {};
  yield text(file, moduleStart(program));
  for (const { role, contents } of parts(program, records)) {
    yield text(file, `${role}:`);
    for (const bytes of base64Array(contents.chunks())) yield { file, bytes };
    yield text(file, ',\n');
    records[role] = contents.record();
  }
  yield text(file, moduleEnd(program, records, JSON.stringify(workerText)));
  yield text(`${program.name}.d.ts`, declarationText(program));
}

/** What a file is to the runtime: the keys of its `sources`. */
type Role = 'weights' | 'wasm' | 'relaxed' | 'webgpu' | 'manifest';

interface Part {
  readonly role: Role;
  readonly contents: RecordedFile;
}

/** The files that `load()` reads. The manifest comes last, when `records` has all the others. */
function* parts(program: Program, records: Partial<Record<Role, FileRecord>>): Generator<Part> {
  const { name, weights, wasm, webgpu } = program;
  const encoder = new TextEncoder();
  const part = (role: Role, extension: string, contents: Iterable<Uint8Array>): Part => ({
    role,
    contents: new RecordedFile(`${name}.${extension}`, contents),
  });
  yield part('weights', 'weights', weightChunks(weights));
  if (wasm) yield part('wasm', 'wasm', [wasm.binary]);
  if (wasm?.relaxed) yield part('relaxed', 'relaxed.wasm', [wasm.relaxed]);
  if (webgpu) {
    const text = shareLines(webgpu.shaders.map(({ code }) => code));
    yield part('webgpu', 'wgsl', [encoder.encode(text)]);
  }
  const manifest = encoder.encode(manifestText(describeProgram(program, records)));
  yield part('manifest', 'json', [manifest]);
}

function moduleStart({ name }: Program): string {
  return `/* ${name}, compiled by Netloom ${netloomVersion}. */\nconst NETLOOM={sources:{`;
}

/** `worker` is what starts one: bundlers know the form that a bundle of several files has. */
function moduleEnd(
  program: Program,
  { manifest }: Partial<Record<Role, FileRecord>>,
  worker: string,
): string {
  const threads = program.wasm?.threads ? `,worker:${worker}` : '';
  return `},manifest:${JSON.stringify(manifest)}${threads}};\n${runtimeText(program)}`;
}

function text(file: string, contents: string): BundleChunk {
  return { file, bytes: new TextEncoder().encode(contents) };
}
