import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { DiagnosticError, fail } from '../../compiler/diagnostics/diagnostic.js';
import { nearestName } from '../../compiler/diagnostics/nearest.js';
import type { GraphInput } from '../../compiler/ir/graph.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import { elementCount } from '../../compiler/ir/types.js';
import { bytesSource, isInteger, openSafetensors } from '../../compiler/weights/index.js';
import { readBytes } from '../files/read.js';
import type { Io } from '../io.js';
import { decodePicture } from './decoders/index.js';
import { describeInput, sourceText } from './describe-input.js';
import { EXTENSIONS, requireFormat } from './format.js';
import { failFloats, toIntegers } from './integers.js';
import { decodeNpy } from './npy.js';
import type { NumberArray } from './number-array.js';
import { isFloat, toFloats } from './number-array.js';
import { meansNumbers, readNumbers } from './numbers.js';
import { pictureTensor } from './picture-tensor.js';
import { pixelArrays } from './pixel-arrays.js';
import { countHint, pieceOf, requireShape, runsOf, split, together } from './runs.js';

export interface LoadedInputs {
  /** The tensors of each run, preprocessed; at least one run. */
  readonly runs: readonly Record<string, Elements>[];
  /** The files they were read from, if any. */
  readonly files: readonly string[];
  /** What was done to make the files fit, such as resizing. */
  readonly notes: readonly string[];
}

/**
 * Reads the files given with `--input` for the network's inputs: those of one input are for one run after
 * another. Throws a DiagnosticError that lists every input that is missing, unknown or does not fit.
 */
export async function loadInputs(
  io: Io,
  inputs: readonly GraphInput[],
  given: readonly string[],
): Promise<LoadedInputs> {
  const notes: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      diagnostics.push(...error.diagnostics);
      return undefined;
    }
  };
  const files = new Map<GraphInput, string[]>();
  for (const text of given) {
    await attempt(() => {
      const { input, file } = assign(io, inputs, text);
      files.set(input, [...(files.get(input) ?? []), file]);
    });
  }
  // A file that could not be assigned may be the one that seems to be missing.
  const allAssigned = diagnostics.length === 0;
  const values = new Map<string, readonly Elements[]>();
  for (const input of inputs) {
    const given = files.get(input);
    if (given !== undefined) {
      const data = await attempt(() => readFiles(io, input, given, notes));
      if (data !== undefined) values.set(input.value.name, data);
    } else if (allAssigned) {
      await attempt(() => missing(input));
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  const read = [...files.values()].flat().filter((file) => !meansNumbers(file));
  return { runs: runsOf(values), files: read, notes: [...new Set(notes)] };
}

/** `NAME=FILE`, or just `FILE` where the network has one input; numbers may stand in place of a file. */
function assign(
  io: Io,
  inputs: readonly GraphInput[],
  text: string,
): { input: GraphInput; file: string } {
  const split = text.indexOf('=');
  const name = text.slice(0, Math.max(0, split));
  const named = inputs.find(({ value }) => value.name === name);
  if (named !== undefined) return { input: named, file: text.slice(split + 1) };
  const names = inputs.map(({ value }) => value.name);
  // A path may contain an equals sign.
  if (split >= 0 && !existsSync(resolve(io.cwd, text))) {
    const near = nearestName(name, names);
    fail({
      code: 'input/unknown',
      title: `the network has no input named "${name}"`,
      notes: [`its inputs are ${names.join(', ')}`],
      ...(near === undefined
        ? {}
        : { hint: `did you mean --input ${near}=${text.slice(split + 1)}?` }),
    });
  }
  if (inputs.length !== 1) {
    fail({
      code: 'input/unnamed',
      title: `the network has ${inputs.length} inputs: ${names.join(', ')}`,
      hint: `say which one ${text} is for: --input ${names[0] ?? 'NAME'}=${text}`,
    });
  }
  return { input: inputs[0], file: text };
}

/** No more numbers than this are shown in a hint. */
const MOST_SHOWN = 8;
/** Nobody writes more numbers than this on a command line. */
const MOST_WRITTEN = 1000;

function missing(input: GraphInput): never {
  return fail({
    code: 'input/missing',
    title: `nothing was given for input ${describeInput(input)}`,
    hint: `add --input ${input.value.name}=${input.image === undefined ? tensorHint(input) : 'FILE.png'}`,
  });
}

function tensorHint({ value: { name, type } }: GraphInput): string {
  const file = 'FILE, a .npy or .safetensors file';
  const count = elementCount(type.shape);
  if (count > MOST_WRITTEN) return file;
  const zeros = '0,'.repeat(Math.min(count, MOST_SHOWN)).slice(0, -1);
  return count <= MOST_SHOWN
    ? `${file}, or numbers: --input ${name}=${zeros}`
    : `${file}, or ${count} numbers: --input ${name}=${zeros},…`;
}

/** The elements of an input for one run after another. */
async function readFiles(
  io: Io,
  input: GraphInput,
  files: readonly string[],
  notes: string[],
): Promise<Elements[]> {
  const pieces: Elements[] = [];
  for (const file of files) pieces.push(...(await readInput(io, input, file, notes)));
  return together(input, pieces);
}

/** The pieces that a file holds of an input. */
async function readInput(
  io: Io,
  input: GraphInput,
  file: string,
  notes: string[],
): Promise<readonly Elements[]> {
  if (meansNumbers(file)) return writtenNumbers(input, file);
  const bytes = readBytes(io, file, undefined, EXTENSIONS);
  const format = requireFormat(file, bytes);
  switch (format) {
    case 'npy':
      return readArray(input, file, decodeNpy(file, bytes), notes);
    case 'safetensors': {
      const tensors = openSafetensors(bytesSource(file, bytes));
      const names = [...tensors.tensors.keys()];
      const name = names.length === 1 ? names[0] : input.value.name;
      const data = tensors.readNumbers(name);
      const { shape = [], dtype: type = '' } = tensors.tensors.get(name) ?? {};
      return readArray(input, file, { shape, data, type }, notes);
    }
    case 'png':
    case 'jpeg':
    case 'gif':
    case 'webp':
      return [pictureTensor(pieceOf(input), file, await decodePicture(file, format, bytes), notes)];
  }
}

function writtenNumbers(input: GraphInput, text: string): Elements[] {
  const { element, shape: wanted } = input.value.type;
  const { shape, data } = readNumbers(text, element);
  const count = elementCount(wanted);
  if (shape === undefined && data.length !== count) {
    fail({
      code: 'input/numbers',
      title:
        `input ${describeInput(input)} takes ${count} ${count === 1 ? 'number' : 'numbers'}, ` +
        `but ${sourceText(input, text)} has ${data.length}`,
      hint: countHint(input, data.length),
    });
  }
  const given = shape ?? wanted;
  requireShape(input, text, given);
  const elements = isInteger(element)
    ? toIntegers(input, element, text, data, given)
    : toFloats(data).data;
  return split(input, elements);
}

/** What NumPy and safetensors call bytes. */
const BYTES = ['uint8', 'U8'];

/** Bytes are the pixels of an image; other numbers, and those of other inputs, the elements of the tensor. */
function readArray(
  input: GraphInput,
  file: string,
  { shape, data: numbers, type }: NumberArray,
  notes: string[],
): readonly Elements[] {
  const { element } = input.value.type;
  if (input.image !== undefined) {
    if (numbers instanceof Uint8Array && BYTES.includes(type)) {
      return pixelArrays(file, shape, numbers, notes).map((picture) =>
        pictureTensor(pieceOf(input), file, picture, notes),
      );
    }
    if (!isFloat(numbers)) {
      return fail({
        code: 'input/pixels',
        title: `${file} holds ${type}, but input ${describeInput(input)} is an image`,
        hint: 'save pixels as uint8, or the preprocessed tensor as float32',
      });
    }
  }
  if (isInteger(element)) {
    if (isFloat(numbers)) failFloats(input, element, file, type);
    requireShape(input, file, shape);
    return split(input, toIntegers(input, element, file, numbers, shape));
  }
  const { data, rounded } = toFloats(numbers);
  if (rounded > 0) {
    notes.push(
      `${file}: ${rounded} of ${data.length} elements of type ${type} became ` +
        (isFloat(numbers) ? 'infinite as f32' : 'the nearest f32'),
    );
  }
  requireShape(input, file, shape);
  return split(input, data);
}
