import { elementCount, typeText } from '../../ir/types.js';
import type { Program, ProgramInput, ProgramOutput } from '../program.js';

/** The TypeScript declaration of a bundle's module, with the network's own names in its types. */
export function declarationText(program: Program): string {
  const targets = [program.webgpu && "'webgpu'", program.wasm && "'wasm'"].filter(Boolean);
  const pixels = program.inputs.some(({ input }) => input.image);
  return `/** ${comment(program.name)}, a neural network compiled by Netloom. */

/** What \`run\` takes. */
export interface Inputs {
${program.inputs.map(inputField).join('\n')}
}

/** What \`run\` gives: arrays of its own, never written again, or those that it was given. */
export interface Outputs {
${program.outputs.map(outputField).join('\n')}
}
${pixels ? pictureText : ''}
export interface LoadOptions {
  /** \`auto\`, the default: WebGPU where it is compiled in and available, else WebAssembly. */
  readonly target?: 'auto' | 'wasm' | 'webgpu';
  /** Where WebGPU comes from when not from \`navigator.gpu\`, e.g. \`create([])\` of npm's \`webgpu\`. */
  readonly gpu?: object;${program.wasm?.threads ? threadsOption : ''}
}

export interface Tensor<Name> {
  readonly name: Name;
  /** Logical axis order. */
  readonly shape: readonly number[];
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
  };
}

export interface OutputTensor extends Tensor<keyof Outputs> {
  /** Class labels along the last axis. */
  readonly labels?: readonly string[];
}

export interface Network {
  readonly name: string;
  /** The target it runs on. */
  readonly target: ${targets.join(' | ')};${program.wasm?.threads ? threadsUsed : ''}
  readonly inputs: readonly InputTensor[];
  readonly outputs: readonly OutputTensor[];
  /**
   * One inference. Inputs are read before it returns its promise. \`outputs\` are arrays to write
   * into, so that a loop leaves no garbage: done when the promise settles. Throws a \`NetloomError\`.
   */
  run(inputs: Inputs, outputs?: Partial<Outputs>): Promise<Outputs>;
  /** Frees memory and GPU buffers; \`run\` is an error afterwards. */
  dispose(): void;
}

/** Loads the network and verifies every file of the bundle. Throws a \`NetloomError\`. */
export function load(options?: LoadOptions): Promise<Network>;

export class NetloomError extends Error {
  /** Stable, for programs, such as \`input/length\` or \`file/hash\`. */
  readonly code: string;
}
`;
}

const threadsUsed = `
  /** How many threads it uses; one on WebGPU, and where a page is not cross-origin isolated. */
  readonly threads: number;`;

const threadsOption = `
  /** How many threads WebAssembly uses where it can: by default half the processors, at most 4. */
  readonly threads?: number;`;

const pictureText = `
/** RGBA pixels such as an \`ImageData\`; alpha is ignored. */
export interface Picture {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}
`;

function inputField({ input: { value, image } }: ProgramInput): string {
  const lines = [
    `\`${typeText(value.type)}\`: ${elementCount(value.type.shape)} elements, row-major.`,
  ];
  if (image) {
    lines.push(
      `Or pixels of ${image.width} x ${image.height}: bytes as grey, RGB or RGBA, or an ImageData.`,
    );
  }
  const type = image ? 'Float32Array | Uint8Array | Uint8ClampedArray | Picture' : 'Float32Array';
  return field(value.name, type, lines);
}

function outputField({ output: { name, value, labels } }: ProgramOutput): string {
  const lines = [
    `\`${typeText(value.type)}\`: ${elementCount(value.type.shape)} elements, row-major.`,
  ];
  if (labels) lines.push(`${labels.length} classes, from ${labels[0]} to ${labels.at(-1) ?? ''}.`);
  return field(name, 'Float32Array', lines);
}

function field(name: string, type: string, lines: readonly string[]): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  return `  /** ${comment(lines.join(' '))} */\n  readonly ${key}: ${type};`;
}

/** Text that cannot end the comment it stands in. */
function comment(text: string): string {
  return text.replaceAll('*/', '* /').replace(/\s+/g, ' ');
}
