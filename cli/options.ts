import type { WeightType } from '../compiler/ir/types.js';
import { WEIGHT_TYPES } from '../compiler/ir/types.js';
import type { Settings, Threads } from '../compiler/settings.js';
import { settingsOf } from '../compiler/settings.js';
import type { Target } from '../compiler/target/machine.js';
import { THREADS } from '../compiler/target/threads.js';
import { InvalidArgumentError, Option } from 'commander';

/** Options that several commands share, with one spelling and one meaning. */

export interface NetworkOptions {
  /** Which of several networks in the file. */
  readonly network?: string;
  /** Values for network parameters by name. */
  readonly set: Readonly<Record<string, string>>;
  readonly weights?: string;
  readonly weightsPrefix?: string;
  readonly allowUnused?: boolean;
}

/** What becomes settings, with the same flags in every command that makes kernels. */
export interface SettingOptions {
  readonly weightsAs: WeightType;
  readonly winograd: 'off' | '2' | '4';
  /** A tuning log. */
  readonly tuned?: string;
  readonly relaxedSimd: boolean;
  readonly threads: Threads;
}

/** Settings as the flags say; who reads tuning logs adds what is in them. */
export function chosenSettings(
  targets: readonly Target[],
  { weightsAs, winograd, threads, relaxedSimd }: SettingOptions,
): Settings {
  return settingsOf({
    targets,
    weightsAs,
    winograd: winograd === '2' ? 2 : winograd === '4' ? 4 : 'off',
    threads,
    relaxedSimd,
  });
}

export const networkOption = (): Option =>
  new Option('--network <name>', 'which network, where the file holds several');

export const weightsOption = (): Option =>
  new Option(
    '--weights <file|random:SEED>',
    'safetensors file, or numbers drawn at random (default: the file named in the source)',
  );

export const weightsPrefixOption = (): Option =>
  new Option(
    '--weights-prefix <text>',
    'what names in the weights file begin with, such as module. (default: as the source says)',
  );

export const allowUnusedOption = (): Option =>
  new Option(
    '--allow-unused',
    'let the weights file hold tensors that the network does not use',
  ).default(false);

export const weightsAsOption = (): Option =>
  new Option(
    '--weights-as <type>',
    'how weights of convolutions and linear layers and tables of embeddings are stored and shipped',
  )
    .choices(WEIGHT_TYPES)
    .default('f32');

export const winogradOption = (): Option =>
  new Option(
    '--winograd <tile>',
    'largest tile of Winograd convolutions; a larger one is faster and rounds more',
  )
    .choices(['off', '2', '4'])
    .default('4');

export const tunedOption = (): Option =>
  new Option('--tuned <log>', 'tile kernels on wasm as a log of compile --tune says');

export const singleFileOption = (): Option =>
  new Option('--single-file', 'put everything into one JavaScript module').default(false);

export const relaxedSimdOption = (): Option =>
  new Option(
    '--relaxed-simd',
    'add a second WebAssembly module, for engines that have relaxed SIMD',
  ).default(false);

export const threadsOption = (): Option =>
  new Option(
    '--threads [n|auto]',
    'let n threads run the WebAssembly; auto is half the processors, at most 4',
  )
    .preset('auto')
    .argParser<Threads>(threadCount)
    .default(1);

export const setOption = (): Option =>
  new Option('--set <name=value>', 'set a parameter of the network; may be repeated')
    .argParser<Record<string, string>>(assignment)
    .default({}, 'none');

export const jsonOption = (): Option =>
  new Option('--json', 'print the result, or the diagnostics, as JSON').default(false);

export const inputOption = (): Option =>
  new Option(
    '--input <[name=]file>',
    'a picture (.png, .jpg, .webp, .gif), array (.npy), tensors (.safetensors), or numbers ' +
      'such as 0,1.5 or [[0,1],[2,3]], whole ones for integers; may be repeated: another for the same ' +
      'input, or an axis more in front, is for a further run, which finds the states of the last',
  )
    .argParser<string[]>(collect)
    .default([], 'none');

export const saveOption = (): Option =>
  new Option(
    '--save <name=file>',
    'write an output to a .npy file, or an image to a .png; may be repeated',
  )
    .argParser<string[]>(collect)
    .default([], 'none');

export const targetOption = (choices: readonly string[], preset: string): Option =>
  new Option('--target <target>', 'what to compile for').choices(choices).default(preset);

function assignment(text: string, previous: Record<string, string>): Record<string, string> {
  const split = text.indexOf('=');
  if (split < 1) throw new InvalidArgumentError('Write name=value.');
  const name = text.slice(0, split);
  if (Object.hasOwn(previous, name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return { ...previous, [name]: text.slice(split + 1) };
}

/** Gathers the values of an option that may be given several times. */
function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  }
  return value;
}

function threadCount(text: string): Threads {
  if (text === 'auto') return text;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > THREADS.threads.most) {
    throw new InvalidArgumentError(
      `It must be a whole number from 1 to ${THREADS.threads.most}, or auto; a file stands before it.`,
    );
  }
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('It must be a number above 0.');
  }
  return value;
}

export function targetsOf(choice: Target | 'all'): Target[] {
  return choice === 'all' ? ['wasm', 'webgpu'] : [choice];
}
