import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { DiagnosticError, fail } from '../../compiler/diagnostics/diagnostic.js';
import { nearestName } from '../../compiler/diagnostics/nearest.js';
import type { GraphInput } from '../../compiler/ir/graph.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import type { Shape } from '../../compiler/ir/types.js';
import { elementCount } from '../../compiler/ir/types.js';
import { bytesSource, isInteger, openSafetensors } from '../../compiler/weights/index.js';
import { readBytes } from '../files/read.js';
import type { Io } from '../io.js';
import { decodePicture } from './decoders/index.js';
import { describeInput, sourceText } from './describe-input.js';
import { requireFormat } from './format.js';
import { failFloats, toIntegers } from './integers.js';
import { decodeNpy } from './npy.js';
import type { NumberArray } from './number-array.js';
import { isFloat, toFloats } from './number-array.js';
import { meansNumbers, readNumbers } from './numbers.js';
import type { Picture } from './picture.js';
import { failCount, pictureTensor } from './picture-tensor.js';

export interface LoadedInputs {
  /** The tensors, preprocessed. */
  readonly values: Record<string, Elements>;
  /** The files they were read from, if any. */
  readonly files: readonly string[];
  /** What was done to make the files fit, such as resizing. */
  readonly notes: readonly string[];
}

/**
 * Reads the files given with `--input` for the network's inputs. Throws a DiagnosticError that lists
 * every input that is missing, unknown, given twice or does not fit.
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
      const before = files.get(input) ?? [];
      if (before.length > 0 && !takesSeveral(input)) {
        fail({ code: 'input/twice', title: `input ${input.value.name} was given twice` });
      }
      files.set(input, [...before, file]);
    });
  }
  // A file that could not be assigned may be the one that seems to be missing.
  const allAssigned = diagnostics.length === 0;
  const values = new Map<string, Elements>();
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
  // Which makes properties of their own also of names like `__proto__`.
  return { values: Object.fromEntries(values), files: read, notes };
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

/** Pictures that are one input together may each have a file. */
function takesSeveral({ value, image }: GraphInput): boolean {
  return image !== undefined && value.type.shape[0] > 1;
}

async function readFiles(
  io: Io,
  input: GraphInput,
  files: readonly string[],
  notes: string[],
): Promise<Elements> {
  const { value } = input;
  const { shape } = value.type;
  if (files.length === 1) return readInput(io, input, files[0], notes);
  if (files.length !== shape[0]) failCount(input, files.length);
  const type = { ...value.type, shape: [1, ...shape.slice(1)] };
  const one = { ...input, value: { ...value, type } };
  const all = new Float32Array(elementCount(shape));
  for (const [index, file] of files.entries()) {
    all.set(await readInput(io, one, file, notes), index * elementCount(type.shape));
  }
  return all;
}

async function readInput(
  io: Io,
  input: GraphInput,
  file: string,
  notes: string[],
): Promise<Elements> {
  if (meansNumbers(file)) return writtenNumbers(input, file);
  const bytes = readBytes(io, file);
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
      return pictureTensor(input, file, await decodePicture(file, format, bytes), notes);
  }
}

function writtenNumbers(input: GraphInput, text: string): Elements {
  const { element, shape: wanted } = input.value.type;
  const { shape, data } = readNumbers(text, element);
  const count = elementCount(wanted);
  if (shape !== undefined) requireShape(input, text, shape);
  else if (data.length !== count) {
    fail({
      code: 'input/numbers',
      title:
        `input ${describeInput(input)} takes ${count} ${count === 1 ? 'number' : 'numbers'}, ` +
        `but ${sourceText(input, text)} has ${data.length}`,
      hint: countHint(input, data.length),
    });
  }
  return isInteger(element) ? toIntegers(input, element, text, data) : toFloats(data).data;
}

/** What NumPy and safetensors call bytes. */
const BYTES = ['uint8', 'U8'];

/** Bytes are the pixels of an image; other numbers, and those of other inputs, the elements of the tensor. */
function readArray(
  input: GraphInput,
  file: string,
  { shape, data: numbers, type }: NumberArray,
  notes: string[],
): Elements {
  const { element } = input.value.type;
  if (input.image !== undefined) {
    if (numbers instanceof Uint8Array && BYTES.includes(type)) {
      return pictureTensor(input, file, pixelArray(file, shape, numbers, notes), notes);
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
    return toIntegers(input, element, file, numbers);
  }
  const { data, rounded } = toFloats(numbers);
  if (rounded > 0) {
    notes.push(
      `${file}: ${rounded} of ${data.length} elements of type ${type} became ` +
        (isFloat(numbers) ? 'infinite as f32' : 'the nearest f32'),
    );
  }
  requireShape(input, file, shape);
  return data;
}

/** An array of bytes as a picture: [H,W], [H,W,1], [H,W,3] or [H,W,4] with alpha. */
function pixelArray(file: string, shape: Shape, data: Uint8Array, notes: string[]): Picture {
  const [height, width, samples = 1] = shape;
  if (shape.length < 2 || shape.length > 3 || ![1, 3, 4].includes(samples) || data.length === 0) {
    return fail({
      code: 'input/pixels',
      title: `${file} holds bytes of shape (${shape.join(', ')}), which are no pixels`,
      hint: 'pixels are (height, width), (height, width, 3) or (height, width, 4)',
    });
  }
  if (samples !== 4) {
    return { width, height, channels: samples === 1 ? 1 : 3, data, transparent: false };
  }
  const colours = data.filter((_, index) => index % 4 !== 3);
  notes.push(`${file}: its fourth channel, alpha, is left out`);
  return { width, height, channels: 3, data: colours, transparent: false };
}

/** What is to be done about another number of elements than the input takes. */
function countHint({ value: { type } }: GraphInput, given: number): string {
  const count = elementCount(type.shape);
  if (given > count) return `leave ${given - count} out`;
  const sequence = isInteger(type.element) && type.shape.at(-1) === count;
  const padding = sequence ? ', which for a shorter sequence is its padding, often 0' : '';
  return `add ${count - given} more${padding}`;
}

/** The shape has to be the input's; axes of extent 1 in front may be left out. */
function requireShape(input: GraphInput, file: string, shape: Shape): void {
  const wanted = input.value.type.shape;
  const significant = (extents: Shape): string => {
    const first = extents.findIndex((extent) => extent !== 1);
    return first < 0 ? '' : extents.slice(first).join(',');
  };
  if (elementCount(shape) !== elementCount(wanted) || significant(shape) !== significant(wanted)) {
    fail({
      code: 'input/shape',
      title: `input ${describeInput(input)} was given shape [${shape.join(',')}] by ${sourceText(input, file)}`,
      ...(elementCount(shape) === elementCount(wanted)
        ? {}
        : { hint: countHint(input, elementCount(shape)) }),
    });
  }
}
