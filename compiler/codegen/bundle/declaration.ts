import { ERROR_CODES } from '../../../runtime/error-codes.js';
import type { ElementType } from '../../ir/types.js';
import { elementCount, typeText } from '../../ir/types.js';
import type { GraphInput, Value } from '../../ir/graph.js';
import { settingsText } from '../../settings.js';
import type { Program, ProgramOutput, ThreadedWasm } from '../program.js';

/** The TypeScript declaration of a bundle's module, with the network's own names in its types. */
export function declarationText(program: Program): string {
  const targets = [program.webgpu && "'webgpu'", program.wasm && "'wasm'"].filter(Boolean);
  const inputs = program.inputs.map(({ input }) => input);
  const { states } = program;
  const images = program.outputs.some(({ output }) => output.image);
  const anySize = takesAnySize(program);
  const types = [
    inputs.some(({ image }) => image) ? pixelsText : '',
    anySize ? pictureText : '',
    images ? imageText : '',
  ];
  return `${header(program)}

/** What \`run\` takes. */
export interface Inputs {
${inputs.map((input, at) => inputField(input, anySize, elsewhere(program, 'input', at))).join('\n')}
}

/** What \`run\` gives: its own, never written again, or what it was given to write into. */
export interface Outputs {
${program.outputs.map((output, at) => outputField(output, elsewhere(program, 'output', at))).join('\n')}
}

/** What not every host has, as that declares it. */
type Global<Name extends string> = typeof globalThis extends {
  readonly [Each in Name]: { prototype: infer Type };
}
  ? Type
  : never;
${types.join('')}
export interface LoadOptions {
  /** \`auto\`, the default: WebGPU where it is compiled in and available, else WebAssembly. */
  readonly target?: 'auto' | 'wasm' | 'webgpu';
  /** Where WebGPU comes from when not from \`navigator.gpu\`, e.g. \`create([])\` of npm's \`webgpu\`. */
  readonly gpu?: object;${program.wasm?.threads ? threadsOption(program.wasm.threads) : ''}
  /** What addresses of files begin with, up to their names; by default the module's own folder. */
  readonly base?: string | Global<'URL'>;
  /** Fetches an address, as the function of this name does, which is the default. */
  readonly fetch?: (
    address: string,
    init: FetchInit,
  ) => Global<'Response'> | Promise<Global<'Response'>>;
  /** Gives a file by its name, where there is nothing to fetch it from. */
  readonly read?: (file: string, init: FetchInit) => Contents | Promise<Contents>;
${sets(program)}  /** Ends loading when it is aborted, with its reason as the error. */
  readonly signal?: Global<'AbortSignal'>;
  /** Hears in bytes how much there is; \`loaded\` falls when a file has to be asked for once more. */
  readonly onProgress?: (progress: { readonly loaded: number; readonly total: number }) => void;
}

export interface FetchInit {
  /** Is aborted when nobody waits for the file any more. */
  readonly signal: Global<'AbortSignal'>;
  /** Present when the file came wrong the first time: ask past every cache. */
  readonly cache?: 'reload';
}

/** A file's bytes, as they are or in what a page has; of a .wasm also the module compiled from it. */
export type Contents =
  | Uint8Array
  | ArrayBuffer
  | Global<'Response'>
  | Global<'Blob'>
  | (typeof globalThis extends { readonly WebAssembly: { readonly Module: { prototype: infer Type } } }
      ? Type
      : never);

export interface Tensor<Name> {
  readonly name: Name;
  /** Logical axis order. */
  readonly shape: readonly number[];${hasIntegers(program) ? integerType : ''}
}

export interface InputTensor extends Tensor<keyof Inputs> {
  /** Present when the input takes pixels: (pixel * scale - mean) / standardDeviation per channel. */
  readonly image?: {
    readonly width: number;
    readonly height: number;
    readonly channels: 'rgb' | 'bgr' | 'grey';
    readonly scale: number;
    readonly mean: readonly number[];
    readonly standardDeviation: readonly number[];
    /** What is done with a picture of another size; without it, that is an error. */
    readonly fit?: 'stretch' | 'cover' | 'contain';
    readonly resize?: 'nearest' | 'bilinear' | 'bicubic';
    readonly shortSide?: number;
    readonly fill?: readonly number[];
  };
}

export interface OutputTensor extends Tensor<keyof Outputs> {
  /** Present when the output is pixels: (tensor * standardDeviation + mean) / scale per channel. */
  readonly image?: {
    readonly channels: 'rgb' | 'bgr' | 'rgba' | 'grey';
    readonly scale: number;
    readonly mean: readonly number[];
    readonly standardDeviation: readonly number[];
  };
  /** Class labels along the last axis. */
  readonly labels?: readonly string[];
}

export interface Network extends Disposable {
  readonly name: string;
  /** The target it runs on. */
  readonly target: ${targets.join(' | ')};${program.wasm?.threads ? threadsUsed : ''}
  readonly inputs: readonly InputTensor[];
  readonly outputs: readonly OutputTensor[];
  /**
   * One inference. Inputs are read before it returns its promise${anySize ? ', but for a `Blob`' : ''}. \`outputs\` are what to
   * write into, so that a loop leaves no garbage: done when the promise settles. Throws a \`NetloomError\`.
   */
  ${images ? runWithImages : 'run(inputs: Inputs, outputs?: Partial<Outputs>): Promise<Outputs>;'}
${states.length > 0 ? resetText(states) : ''}  /** Frees memory and GPU buffers; \`run\` is an error afterwards. */
  dispose(): void;
}

/** Where there is \`using\`, a network is disposed of at the end of a block. */
type Disposable = SymbolConstructor extends { readonly dispose: infer Key extends symbol }
  ? { [Each in Key]: () => void }
  : {};

/** Loads the network and verifies every file of the bundle. Throws a \`NetloomError\`. */
export function load(options?: LoadOptions): Promise<Network>;

export class NetloomError extends Error {
  /** Stable, for programs. */
  readonly code: ErrorCode;
}

export type ErrorCode =
${ERROR_CODES.map((code) => `  | '${code}'`).join('\n')};
`;
}

const resetText = (
  states: Program['states'],
): string => `  /** The next run begins as the first did: with \`${states.map(({ name }) => name).join('`, `')}\` anew. */
  reset(): void;
`;

/** The option that chooses a size. */
function sets({ set, others = [] }: Program): string {
  if (set === undefined) return '';
  const all = [set, ...others.map((other) => other.set)];
  const values = Object.keys(set).map((name) => {
    const known = [...new Set(all.map((each) => JSON.stringify(each[name])))];
    return `readonly ${propertyName(name)}?: ${known.join(' | ')}`;
  });
  return `  /** Of which size the network is to be: the first that fits, of ${all.map((each) => JSON.stringify(each)).join(', ')}. */
  readonly set?: { ${values.join('; ')} };
`;
}

const threadsUsed = `
  /**
   * How many threads it uses; one on WebGPU, where a page is not cross-origin isolated, and of a network in
   * which no work is worth sharing.
   */
  readonly threads: number;`;

const threadsOption = ({ usual }: ThreadedWasm): string => `
  /** How many threads WebAssembly uses where it can: by default ${usual ?? 'half the processors, at most 4'}. */
  readonly threads?: number;`;

const pixelsText = `
/** RGBA pixels such as an \`ImageData\`; alpha is ignored. */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}
`;

const pictureText = `
/** A picture of any size: of a video its frame, of a \`Blob\` what a browser decodes. */
export type Picture =
  | Pixels
  | Global<'ImageBitmap'>
  | Global<'HTMLImageElement'>
  | Global<'HTMLCanvasElement'>
  | Global<'OffscreenCanvas'>
  | Global<'HTMLVideoElement'>
  | Global<'VideoFrame'>
  | Global<'Blob'>;
`;

const imageText = `
/** An \`ImageData\`, or its form where there is no such class. */
export type Image = [Global<'ImageData'>] extends [never]
  ? {
      readonly data: Uint8ClampedArray;
      readonly width: number;
      readonly height: number;
      readonly colorSpace: string;
    }
  : Global<'ImageData'>;

/** What outputs are written into: an image into a Float32Array, too, as numbers instead of pixels. */
export type Into = { readonly [Name in keyof Outputs]?: Outputs[Name] | Float32Array };

export type Written<Given> = {
  readonly [Name in keyof Outputs]: Given extends { readonly [Each in Name]: Float32Array }
    ? Float32Array
    : Outputs[Name];
};
`;

const runWithImages =
  'run<Given extends Into = {}>(inputs: Inputs, outputs?: Given): Promise<Written<Given>>;';

function header({ name, settings }: Program): string {
  const title = `${comment(name)}, a neural network compiled by Netloom`;
  if (settings === undefined) return `/** ${title}. */`;
  return `/** ${title} with \`${settingsText(settings)}\`. */`;
}

const integerType = `
  /** What the elements are, where not f32. */
  readonly type?: 'i32' | 'u8' | 'bool';`;

function hasIntegers({ inputs, outputs }: Program): boolean {
  const values = [
    ...inputs.map(({ input }) => input.value),
    ...outputs.map(({ output }) => output.value),
  ];
  return values.some(({ type }) => type.element !== 'f32');
}

function takesAnySize({ inputs }: Program): boolean {
  return inputs.some(({ input }) => input.image?.fit);
}

/** What an input or output is at the other sizes, where it is another. */
function elsewhere(
  { others = [], ...program }: Program,
  side: 'input' | 'output',
  at: number,
): readonly string[] {
  const textOf = (each: Pick<Program, 'inputs' | 'outputs'>): string => {
    const value = side === 'input' ? each.inputs[at].input.value : each.outputs[at].output.value;
    return `\`${typeText(value.type)}\``;
  };
  const first = textOf(program);
  const texts = others.map(textOf).filter((text) => text !== first);
  return texts.length === 0 ? [] : [`At other sizes ${texts.join(', ')}.`];
}

function inputField(
  { value, image }: GraphInput,
  anySize: boolean,
  others: readonly string[],
): string {
  const tensor = [tensorText(value), ...others].join(' ');
  if (!image) return field(value.name, ARRAYS[value.type.element], [tensor]);
  const [count] = value.type.shape;
  const size = image.fit ? 'any size' : `${image.width} x ${image.height}`;
  const kind = anySize ? 'Picture' : 'Pixels';
  const one = `Uint8Array | Uint8ClampedArray | ${kind}`;
  const type =
    count === 1 ? one : `Uint8Array | Uint8ClampedArray | readonly (${kind} | Float32Array)[]`;
  const what = anySize ? `a picture of ${size}` : `pixels of ${size}`;
  const several = count === 1 ? what : `a list of ${count}, each ${what}`;
  const line = `Or ${several}: bytes as grey, RGB or RGBA, or ${anySize ? 'what a page has' : 'an ImageData'}.`;
  return field(value.name, `Float32Array | ${type}`, [tensor, line]);
}

function outputField(
  { output: { name, value, image, labels } }: ProgramOutput,
  others: readonly string[],
): string {
  const lines = [tensorText(value), ...others];
  const [count, , height, width] = value.type.shape;
  if (image) {
    const pictures = count === 1 ? 'a picture' : `${count} pictures`;
    lines.push(`As ${pictures} of ${width} x ${height}, unless it is written into a Float32Array.`);
  }
  if (labels) lines.push(`${labels.length} classes, from ${labels[0]} to ${labels.at(-1) ?? ''}.`);
  return field(
    name,
    !image ? ARRAYS[value.type.element] : count === 1 ? 'Image' : 'Image[]',
    lines,
  );
}

/** What holds the elements of a tensor. */
const ARRAYS = {
  f32: 'Float32Array',
  i32: 'Int32Array',
  u8: 'Uint8Array',
  bool: 'Uint8Array',
} as const satisfies Record<ElementType, string>;

function tensorText({ type }: Value): string {
  const flags = type.element === 'bool' ? ', 0 or 1' : '';
  return `\`${typeText(type)}\`: ${elementCount(type.shape)} elements, row-major${flags}.`;
}

function field(name: string, type: string, lines: readonly string[]): string {
  return `  /** ${comment(lines.join(' '))} */\n  readonly ${propertyName(name)}: ${type};`;
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** Text that cannot end the comment it stands in. */
function comment(text: string): string {
  return text.replaceAll('*/', '* /').replace(/\s+/g, ' ');
}
