import { fail } from '../../diagnostics/diagnostic.js';
import type { Program } from '../program.js';
import { base64Array } from './base64.js';
import type { BundleFile } from './bundle-file.js';
import { declarationText } from './declaration.js';
import { literal, properties } from './literal.js';
import {
  describeInterface,
  describeNetwork,
  describeRelaxed,
  describeWasm,
  describeWebGpu,
  webGpuText,
} from './manifest.js';
import { RecordedFile } from './recorded-file.js';
import { netloomVersion, workerText } from './runtime-text.generated.js';
import { runtimeText } from './runtime-text.js';
import { weightChunks } from './weight-chunks.js';

export interface BundleOptions {
  /** Everything in one module, as base64. */
  readonly singleFile?: boolean;
  /** Calls the module `NAME.mjs`: for Node, a `.js` in a package of CommonJS is none. */
  readonly mjs?: boolean;
}

/** A JavaScript engine takes a source text of less than 2^29 characters. */
const MOST_SINGLE_FILE_BYTES = 380_000_000;
/** What file systems allow; some count UTF-16 units, of which a name has fewer than bytes. */
const MOST_FILE_NAME_BYTES = 255;

/**
 * The files of a bundle: the code for the targets that `program` was compiled for, and the weights, as
 * `NAME-CHECKSUM.wasm`, `….relaxed.wasm`, `….wgsl`, `….weights` and `….worker.js`; then `NAME.js`,
 * which knows them, and `NAME.d.ts`; or `NAME.mjs` and `NAME.d.mts`. A single file is only the last two. The same program always gives
 * the same bytes. Weights are packed one at a time, as the chunks are taken. Throws a DiagnosticError
 * `bundle/…` at once when the program does not fit into a single file or its name is too long for one.
 */
export function writeBundle(
  program: Program,
  { singleFile = false, mjs = false }: BundleOptions = {},
): Generator<BundleFile> {
  requireFileName(program.name);
  const language = mjs ? 'm' : '';
  if (!singleFile) return writeFiles(program, language);
  requireSingleFile(program);
  return writeSingleFile(program, language);
}

/**
 * The files that a module of Netloom's is loaded with, by the beginning of its text; none when it is no
 * such module.
 */
export function filesOfModule(text: string): string[] {
  if (!/^\/\* .*, compiled by Netloom /.test(text)) return [];
  return Array.from(
    text.matchAll(/new URL\("\.\/([^"/]+-[0-9a-f]{8}\.[^"/]+)"/g),
    ([, file]) => file,
  );
}

function requireFileName(name: string): void {
  const longest = `${name}-00000000.relaxed.wasm`;
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

/** What comes before the `js` and `ts` of a file name. */
type Language = '' | 'm';

function* writeFiles(program: Program, language: Language): Generator<BundleFile> {
  const entries: string[] = [];
  function* write(parts: Iterable<Part>, into: string[]): Generator<BundleFile> {
    for (const { role, file, facts } of parts) {
      yield file;
      into.push(`${role}:{${properties(file.record())},at:()=>${address(file)},${facts}}`);
    }
  }
  yield* write(codeOf(program), entries);
  const sizes: string[] = [];
  for (const other of program.others ?? []) {
    const own = [sizeStart(other)];
    yield* write(codeOf(other), own);
    sizes.push(`{${own.join()}}`);
  }
  if (sizes.length > 0) entries.push(`sizes:[${sizes.join(',\n')}]`);
  // Last, because they take longest: meanwhile the others can be looked at.
  yield* write([weightsOf(program)], entries);
  if (program.wasm?.threads) {
    const file = new RecordedFile(program.name, 'worker.js', [bytesOf(workerText)]);
    yield file;
    // Bundlers know this form.
    entries.push(`worker:Worker=>new Worker(${address(file)},{type:"module"})`);
  }
  yield textFile(`${program.name}.${language}js`, [
    bytesOf(`${moduleStart(program)}${entries.join(',\n')},\n${moduleEnd(program)}`),
  ]);
  yield textFile(`${program.name}.d.${language}ts`, [bytesOf(declarationText(program))]);
}

function* writeSingleFile(program: Program, language: Language): Generator<BundleFile> {
  yield textFile(`${program.name}.${language}js`, singleFileChunks(program));
  yield textFile(`${program.name}.d.${language}ts`, [bytesOf(declarationText(program))]);
}

function* singleFileChunks(program: Program): Generator<Uint8Array> {
  yield bytesOf(moduleStart(program));
  yield* entriesOf(codeOf(program));
  if (program.others) yield bytesOf('sizes:[');
  for (const other of program.others ?? []) {
    yield bytesOf(`{${sizeStart(other)},\n`);
    yield* entriesOf(codeOf(other));
    yield bytesOf('},\n');
  }
  if (program.others) yield bytesOf('],\n');
  yield* entriesOf([weightsOf(program)]);
  if (program.wasm?.threads) yield bytesOf(`worker:${literal(workerText)},\n`);
  yield bytesOf(moduleEnd(program));
}

/** Entries of the manifest with the files inside, each with a comma behind it. */
function* entriesOf(parts: Iterable<Part>): Generator<Uint8Array> {
  for (const { role, file, facts } of parts) {
    yield bytesOf(`${role}:{at:`);
    yield* base64Array(file.views());
    yield bytesOf(`,${properties(file.record())},${facts}},\n`);
  }
}

/** A file that `load()` reads: the entry `role` of the manifest. */
interface Part {
  readonly role: 'weights' | 'wasm' | 'relaxed' | 'webgpu';
  readonly file: RecordedFile;
  /** What the entry says beyond the file, as properties of a literal. */
  readonly facts: string;
}

/** The files of code of one size. */
function* codeOf(program: Program): Generator<Part> {
  const { wasm, webgpu } = program;
  if (wasm) yield part(program, 'wasm', 'wasm', [wasm.binary], describeWasm(program, wasm));
  if (wasm?.relaxed) {
    const { relaxed } = wasm;
    yield part(program, 'relaxed', 'relaxed.wasm', [relaxed], describeRelaxed(wasm, relaxed));
  }
  if (webgpu) {
    const text = bytesOf(webGpuText(webgpu));
    yield part(program, 'webgpu', 'wgsl', [text], describeWebGpu(program, webgpu));
  }
}

function weightsOf(program: Program): Part {
  return part(program, 'weights', 'weights', weightChunks(program.weights), {});
}

function part(
  { name }: Program,
  role: Part['role'],
  extension: string,
  contents: Iterable<Uint8Array>,
  facts: object,
): Part {
  return { role, file: new RecordedFile(name, extension, contents), facts: properties(facts) };
}

/** What the entry of another size begins with. */
function sizeStart({ set, ...program }: Program): string {
  return properties({ set, ...describeInterface(program) });
}

/** Where a module finds a file beside it. Bundlers that know this form take the file along. */
function address({ name }: BundleFile): string {
  return `new URL(${literal(`./${name}`)},import.meta.url)`;
}

function moduleStart({ name }: Program): string {
  return `/* ${name}, compiled by Netloom ${netloomVersion}. */\nconst NETLOOM={`;
}

function moduleEnd(program: Program): string {
  return `${properties(describeNetwork(program))}};\n${runtimeText(program)}`;
}

function textFile(name: string, chunks: Iterable<Uint8Array>): BundleFile {
  return { name, isNamedLast: false, chunks: () => chunks, views: () => chunks };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
