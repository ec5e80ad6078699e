import { checksum, checksumText } from '../runtime/checksum.js';
import type { TuningRecord } from './codegen/tuning/record.js';
import { recordLine } from './codegen/tuning/record.js';
import type { WeightType } from './ir/types.js';
import type { WinogradLimit } from './passes/winograd-choice.js';
import type { Machines, Target } from './target/machine.js';
import { ONE_CORE } from './target/one-core.js';
import { THREADS } from './target/threads.js';
import { GPU } from './target/webgpu.js';

/** All that a user decides about a bundle: the same network and the same settings give the same one. */
export interface Settings {
  readonly targets: readonly Target[];
  /** How the weights of convolutions and linear layers, and tables of embeddings, are stored. */
  readonly weightsAs: WeightType;
  /** The largest tile of a Winograd convolution. */
  readonly winograd: WinogradLimit;
  /**
   * How many threads run WebAssembly unless `load()` is told otherwise; `auto` is half the processors, at
   * most four. With 1 there is no code for more.
   */
  readonly threads: Threads;
  /** Whether there is a second module of WebAssembly, for engines that have relaxed SIMD. */
  readonly relaxedSimd: boolean;
  /** What has been measured of kernels for WebAssembly; of a computation the last record counts. */
  readonly tuning: readonly TuningRecord[];
}

export type Threads = number | 'auto';

const DEFAULTS: Settings = {
  targets: ['wasm', 'webgpu'],
  weightsAs: 'f32',
  winograd: 4,
  threads: 1,
  relaxedSimd: false,
  tuning: [],
};

export function settingsOf(chosen: Partial<Settings>): Settings {
  return { ...DEFAULTS, ...chosen };
}

/** What passes, schedules and emitters are to ask. */
export function machinesFor({ threads }: Pick<Settings, 'threads'>): Machines {
  return { wasm: threads === 1 ? ONE_CORE : THREADS, webgpu: GPU };
}

/**
 * The settings as flags of the command line, always all of them in this order, so that equal settings
 * have equal texts. A tuning log is known by the checksum of its records.
 */
export function settingsText(settings: Settings): string {
  const { targets, weightsAs, winograd, threads, relaxedSimd, tuning } = settings;
  return [
    `--target ${targets.length > 1 ? 'all' : targets.join('')}`,
    `--weights-as ${weightsAs}`,
    `--winograd ${winograd}`,
    `--threads ${threads}`,
    ...(relaxedSimd ? ['--relaxed-simd'] : []),
    ...(tuning.length > 0 ? [`--tuned ${tuningText(tuning)}`] : []),
  ].join(' ');
}

function tuningText(records: readonly TuningRecord[]): string {
  const bytes = new TextEncoder().encode(records.map(recordLine).join(''));
  return checksumText(checksum(bytes, 0));
}
