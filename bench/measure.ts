import { rmSync } from 'node:fs';
import type { FirstAnswer, Turn } from './messages.js';
import type { BenchmarkNetwork } from './networks.js';
import type { RuntimeName } from './peers/runtime.js';
import { RUNTIMES } from './peers/runtime.js';
import type { PreparedNetwork } from './prepare.js';
import { prepareNetwork } from './prepare.js';
import type { Measured, NetworkResult, RuntimeResult } from './results.js';
import { RuntimeProcess } from './runtime-process.js';
import { shipping } from './shipping.js';
import type { Outputs } from './statistics.js';
import { largestDifference, median } from './statistics.js';

/** Fresh processes per runtime; the last of them goes on to the rounds. */
const COLD_STARTS = 3;
/** Long enough for the engine's optimising compiler to be done with the runtimes' code. */
const WARM_UP_MILLISECONDS = 1000;
const ROUNDS = 9;
const TURN_MILLISECONDS = 150;

/** One runtime on the way through the measurement. */
interface Contestant {
  readonly runtime: RuntimeName;
  process?: RuntimeProcess;
  outputs?: Outputs;
  failure?: string;
  readonly cold: number[];
  readonly turns: Turn[];
}

/** Measures one network in all runtimes, which take turns, each in its own process. */
export async function measureNetwork(
  network: BenchmarkNetwork,
  threads: number,
  say: (text: string) => void,
): Promise<NetworkResult> {
  say(`${network.name}: compiling and exporting`);
  const prepared = await prepareNetwork(network);
  const contestants = RUNTIMES.map((runtime): Contestant => ({ runtime, cold: [], turns: [] }));
  if (prepared.withoutTfjs !== undefined) {
    for (const contestant of contestants) {
      if (contestant.runtime === 'tfjs-wasm') contestant.failure = prepared.withoutTfjs;
    }
  }
  try {
    for (let start = 1; start <= COLD_STARTS; start++) {
      say(`${network.name}: cold start ${start} of ${COLD_STARTS}`);
      await eachInTurn(contestants, async (contestant) => {
        contestant.process?.end();
        contestant.process = new RuntimeProcess();
        const first = await firstAnswer(contestant, prepared, network.name, threads);
        contestant.cold.push(first.milliseconds);
        contestant.outputs = first.outputs;
      });
    }
    say(`${network.name}: warming up`);
    await eachInTurn(contestants, (contestant) => turn(contestant, WARM_UP_MILLISECONDS));
    for (let round = 1; round <= ROUNDS; round++) {
      say(`${network.name}: round ${round} of ${ROUNDS}`);
      await eachInTurn(contestants, async (contestant) => {
        contestant.turns.push(await turn(contestant, TURN_MILLISECONDS));
      });
    }
    return await summary(network, prepared, contestants);
  } finally {
    for (const contestant of contestants) contestant.process?.end();
    rmSync(prepared.folder, { recursive: true, force: true });
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
      contestant.process?.end();
    }
  }
}

function firstAnswer(
  { process, runtime }: Contestant,
  { folder }: PreparedNetwork,
  name: string,
  threads: number,
): Promise<FirstAnswer> {
  return running(process).ask<'load'>({ kind: 'load', runtime, folder, name, threads });
}

function turn({ process }: Contestant, milliseconds: number): Promise<Turn> {
  return running(process).ask<'turn'>({ kind: 'turn', milliseconds });
}

function running(process: RuntimeProcess | undefined): RuntimeProcess {
  if (process === undefined) throw new Error('it has not been started');
  return process;
}

async function summary(
  { name }: BenchmarkNetwork,
  { folder, compilation }: PreparedNetwork,
  contestants: readonly Contestant[],
): Promise<NetworkResult> {
  const { files, parameters, macs, arenaBytes, arenaLowerBound, milliseconds } = compilation;
  const finished = ({ failure }: Contestant): boolean => failure === undefined;
  const outputsOf = (runtime: RuntimeName): Outputs | undefined =>
    contestants.filter(finished).find((each) => each.runtime === runtime)?.outputs;
  const netloom = contestants.find(({ runtime }) => runtime === 'netloom');
  const runtimes: RuntimeResult[] = [];
  for (const { runtime, failure, cold, turns, outputs } of contestants) {
    if (failure !== undefined) {
      runtimes.push({ runtime, failure });
      continue;
    }
    const reference = outputsOf('ort-web');
    runtimes.push({
      runtime,
      milliseconds: median(turns.flatMap((each) => each.milliseconds)),
      timesNetloom: ratioByRounds(turns, netloom?.turns ?? []),
      coldMilliseconds: median(cold),
      peakBytes: Math.max(...turns.map(({ peakBytes }) => peakBytes)),
      wasmBytes: Math.max(...turns.map(({ wasmBytes }) => wasmBytes)),
      shipping: await shipping(runtime, folder, name),
      ...(reference === undefined || outputs === undefined
        ? {}
        : { difference: largestDifference(outputs, reference) }),
    } satisfies Measured);
  }
  return {
    name,
    parameters,
    macs,
    weightsBytes: files.find(({ file }) => file.endsWith('.weights'))?.bytes ?? 0,
    arenaBytes,
    arenaLowerBound,
    compileMilliseconds: milliseconds,
    runtimes,
  };
}

/** What disturbs one round disturbs both, so each round gives a ratio, and the median is theirs. */
export function ratioByRounds(turns: readonly Turn[], against: readonly Turn[]): number {
  const ratios = turns
    .slice(0, against.length)
    .map((each, round) => median(each.milliseconds) / median(against[round].milliseconds));
  return ratios.length === 0 ? NaN : median(ratios);
}
