import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { median } from '../cli/median.js';
import type { Host, Runner } from './hosts/host.js';
import type { GpuCounts } from './gpu-counts.js';
import { nodeHost } from './hosts/node.js';
import type { SoFar, Turn } from './messages.js';
import type { BenchmarkNetwork } from './networks.js';
import type { RuntimeName, Setting, Target } from './peers/runtime.js';
import { RUNTIMES } from './peers/runtime.js';
import type { PreparedNetwork } from './prepare.js';
import { prepareNetwork } from './prepare.js';
import type { LayerAnalysis, Measured, NetworkResult, RuntimeResult } from './results.js';
import { duration } from '../cli/text/units.js';
import { shipping } from './shipping.js';
import type { Outputs, Spread } from './statistics.js';
import { largestDifference, spread } from './statistics.js';

/** Long enough for the engine's optimising compiler to be done with the runtimes' code. */
const WARM_UP_MILLISECONDS = 1000;
/** Whatever time they take: a software adapter takes seconds for an inference. */
const FEWEST: Readonly<Record<Target, { readonly coldStarts: number; readonly rounds: number }>> = {
  wasm: { coldStarts: 3, rounds: 5 },
  webgpu: { coldStarts: 1, rounds: 1 },
};
const TURN_MILLISECONDS = 150;

/** How often it is measured, and for how long. */
export interface Patience {
  readonly coldStarts: { readonly most: number; readonly seconds: number };
  readonly rounds: { readonly most: number; readonly seconds: number };
}

/** For networks: fresh processes or pages per runtime, the last of which goes on to the rounds. */
const USUAL: Patience = {
  coldStarts: { most: 7, seconds: 8 },
  rounds: { most: 15, seconds: 15 },
};
/** Seconds to the first answer from which on a software adapter is asked no further. */
const LONGEST_COLD_START = 20;

export interface MeasureOptions {
  readonly host: Host;
  readonly setting: Setting;
  readonly patience?: Patience;
  /** Times the kernels of a network one by one. */
  readonly analyse?: (network: BenchmarkNetwork) => Promise<LayerAnalysis>;
  readonly say: (text: string) => void;
}

/** One runtime on the way through the measurement. */
interface Contestant {
  readonly runtime: RuntimeName;
  runner?: Runner;
  outputs?: Outputs;
  gpu?: GpuCounts;
  failure?: string;
  soFar?: SoFar;
  readonly cold: number[];
  readonly turns: Turn[];
}

/**
 * Measures one network in all runtimes, which take turns, each in its own process or page. What
 * fails is said in the result.
 */
export async function measureNetwork(
  network: BenchmarkNetwork,
  options: MeasureOptions,
): Promise<NetworkResult> {
  const { name } = network;
  const measured = { date: new Date().toISOString(), load: loadavg()[0] };
  const { target } = options.setting;
  const contestants = RUNTIMES[target].map((runtime): Contestant => ({
    runtime,
    cold: [],
    turns: [],
  }));
  options.say(`${name}: compiling and exporting`);
  const prepared = await prepareNetwork(network, options.setting);
  const { folder, failures, compilation } = prepared;
  try {
    for (const contestant of contestants) {
      const failure = failures[contestant.runtime];
      if (failure !== undefined) contestant.failure = failure;
    }
    await compete(contestants, prepared, options);
    for (const { runner } of contestants) await runner?.end();
    const reference =
      target === 'wasm' ? outputsOf(contestants, 'ort-web') : await referenceOutputs(prepared);
    const analysis = compilation === undefined ? {} : await analysed(network, options);
    const runtimes = await Promise.all(
      contestants.map(async (each): Promise<RuntimeResult> => {
        if (each.failure !== undefined) {
          const { runtime, failure, soFar } = each;
          return { runtime, failure, ...(soFar && { soFar }) };
        }
        return {
          ...measuredFigures(each, contestants, reference),
          shipping: await shipping(each.runtime, target, folder, name),
        };
      }),
    );
    return {
      name,
      measured,
      ...(compilation === undefined ? {} : { compilation }),
      ...analysis,
      runtimes,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Cold starts, then rounds; as many as fit into the time for them. */
async function compete(
  contestants: readonly Contestant[],
  prepared: PreparedNetwork,
  { host, setting, patience = USUAL, say }: MeasureOptions,
): Promise<void> {
  const { name } = prepared;
  const fewest = FEWEST[setting.target];
  await repeatedly({ ...patience.coldStarts, fewest: fewest.coldStarts }, async (start) => {
    await eachInTurn(contestants, async (contestant) => {
      say(`${name}: cold start ${start} of ${contestant.runtime}`);
      await contestant.runner?.end();
      contestant.runner = await host.start(prepared);
      const { runtime } = contestant;
      const first = await contestant.runner.load({ runtime, name, ...setting });
      contestant.cold.push(first.milliseconds);
      contestant.outputs = first.outputs;
      if (first.gpu !== undefined) contestant.gpu = first.gpu;
      if (host.adapter?.software === true && first.milliseconds > 1000 * LONGEST_COLD_START) {
        throw new Error(
          `took ${duration(first.milliseconds)} to its first answer, too long for more`,
        );
      }
    });
  });
  say(`${name}: warming up`);
  await eachInTurn(contestants, (contestant) => turn(contestant, WARM_UP_MILLISECONDS));
  await repeatedly({ ...patience.rounds, fewest: fewest.rounds }, async (round) => {
    say(`${name}: round ${round} of at most ${patience.rounds.most}`);
    await eachInTurn(contestants, async (contestant) => {
      contestant.turns.push(await turn(contestant, TURN_MILLISECONDS));
    });
  });
}

/** Does it at least `fewest` times, and on to `most` as long as there is time. */
async function repeatedly(
  { fewest, most, seconds }: Patience['rounds'] & { readonly fewest: number },
  work: (turn: number) => Promise<void>,
): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  for (let count = 1; count <= most; count++) {
    if (count > fewest && performance.now() > end) return;
    await work(count);
  }
}

/** One after another; who fails is out of the competition, and the others go on. */
async function eachInTurn(
  contestants: readonly Contestant[],
  work: (contestant: Contestant) => Promise<unknown>,
): Promise<void> {
  for (const contestant of contestants.filter(({ failure }) => failure === undefined)) {
    try {
      await work(contestant);
    } catch (error) {
      contestant.failure = error instanceof Error ? error.message : String(error);
      const soFar = await contestant.runner?.soFar?.().catch(() => undefined);
      if (soFar !== undefined) contestant.soFar = soFar;
      await contestant.runner?.end();
    }
  }
}

function turn({ runner }: Contestant, milliseconds: number): Promise<Turn> {
  if (runner === undefined) throw new Error('it has not been started');
  return runner.turn(milliseconds);
}

/** Without it the rest of the result stands. */
async function analysed(
  network: BenchmarkNetwork,
  { analyse, say }: MeasureOptions,
): Promise<Pick<NetworkResult, 'analysis' | 'analysisFailure'>> {
  if (analyse === undefined) return {};
  say(`${network.name}: timing its kernels`);
  try {
    return { analysis: await analyse(network) };
  } catch (error) {
    return { analysisFailure: error instanceof Error ? error.message : String(error) };
  }
}

/** What a runtime that is still in the competition answered. */
function outputsOf(contestants: readonly Contestant[], wanted: RuntimeName): Outputs | undefined {
  return contestants.find(({ runtime, failure }) => runtime === wanted && failure === undefined)
    ?.outputs;
}

/**
 * ONNX Runtime Web's outputs on the processor, for on a software adapter its WebGPU has been seen to
 * go wrong. Without them the rest of the result stands.
 */
async function referenceOutputs(prepared: PreparedNetwork): Promise<Outputs | undefined> {
  if (prepared.failures['ort-web'] !== undefined) return undefined;
  const runner = await nodeHost.start(prepared);
  try {
    const request = { runtime: 'ort-web', target: 'wasm', threads: 1 } as const;
    return (await runner.load({ ...request, name: prepared.name })).outputs;
  } catch {
    return undefined;
  } finally {
    await runner.end();
  }
}

function measuredFigures(
  { runtime, cold, turns, outputs, gpu }: Contestant,
  contestants: readonly Contestant[],
  reference: Outputs | undefined,
): Omit<Measured, 'shipping'> {
  const netloom = contestants.find(
    (each) => each.runtime === 'netloom' && each.failure === undefined,
  );
  const peaks = turns.flatMap(({ peakBytes }) => peakBytes ?? []);
  const perAnswer = turns.at(-1)?.gpu;
  return {
    runtime,
    milliseconds: median(turns.flatMap((each) => each.milliseconds)),
    ...(netloom === undefined ? {} : { timesNetloom: ratioByRounds(turns, netloom.turns) }),
    coldMilliseconds: median(cold),
    ...(peaks.length === 0 ? {} : { peakBytes: Math.max(...peaks) }),
    wasmBytes: Math.max(...turns.map(({ wasmBytes }) => wasmBytes)),
    ...(reference === undefined || outputs === undefined
      ? {}
      : { difference: largestDifference(outputs, reference) }),
    ...(gpu === undefined || perAnswer === undefined
      ? {}
      : { gpu: { toFirstAnswer: gpu, perAnswer } }),
  };
}

/** What disturbs one round disturbs both, so each round gives a ratio. */
export function ratioByRounds(turns: readonly Turn[], against: readonly Turn[]): Spread {
  return spread(
    turns.map((each, round) => median(each.milliseconds) / median(against[round].milliseconds)),
  );
}
