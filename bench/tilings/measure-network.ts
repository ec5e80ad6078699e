import { setFlagsFromString } from 'node:v8';
import { machinesFor } from '../../compiler/settings.js';
import { generateProgram } from '../../compiler/codegen/generate.js';
import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import { tilingText } from '../../compiler/codegen/schedule/tiling/plan.js';
import type { Graph } from '../../compiler/ir/graph.js';
import type { SteppedNetwork } from '../layers/stepped-network.js';
import { instantiateSteps } from '../layers/stepped-network.js';
import type { TileableKernel } from './network-kernels.js';
import { plansInTurn } from './network-kernels.js';

const WARM_UP_INFERENCES = 2;
/** Of all variants in turn: processors that share a core take a third of its speed for a second. */
const MEASURED_MILLISECONDS = 12_000;
const FEWEST_ROUNDS = 5;

/** By the text of the tiling: the least milliseconds. */
export type TilingTimes = Readonly<Record<string, number>>;

/**
 * Times every tile of all `kernels` where they stand in the network: as many variants of the whole of
 * it as a kernel can have tiles run in turn, with the clock read between two kernels. Alone, with
 * operands that the run before has left in the caches, other tiles win.
 */
export async function measureNetwork(
  graph: Graph,
  kernels: readonly TileableKernel[],
): Promise<readonly TilingTimes[]> {
  if (kernels.length === 0) return [];
  const shuffled = kernels.map((kernel) => ({ ...kernel, plans: inRandomOrder(kernel.plans) }));
  const variants = await compileVariants(graph, shuffled);
  for (const variant of variants) {
    for (let run = 0; run < WARM_UP_INFERENCES; run++) variant.inference();
  }
  const rounds: number[][][] = [];
  const end = performance.now() + MEASURED_MILLISECONDS;
  while (rounds.length < FEWEST_ROUNDS || performance.now() < end) {
    rounds.push(variants.map((variant) => variant.inference()));
  }
  return shuffled.map((kernel) => timesOf(kernel, rounds));
}

/**
 * A variant whose memory or code lies badly is slow with all the tiles that it happens to have: which
 * these are differs from run to run and from kernel to kernel.
 */
function inRandomOrder<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

async function compileVariants(
  graph: Graph,
  kernels: readonly TileableKernel[],
): Promise<SteppedNetwork[]> {
  const variants: SteppedNetwork[] = [];
  const most = Math.max(...kernels.map(({ plans }) => plans.length));
  // Which functions the engine has optimised by a given moment would be chance.
  setFlagsFromString('--no-liftoff');
  for (let turn = 0; turn < most; turn++) {
    const program = await generateProgram({ wasm: graph }, machinesFor({ threads: 1 }), {
      steps: true,
      choosePlan: plansInTurn(kernels, turn),
    });
    variants.push(await instantiateSteps(program, computingNodes(graph).length));
  }
  setFlagsFromString('--liftoff');
  return variants;
}

/** What the steps that compute the same take on average, each at its best, with each tiling. */
function timesOf(
  { plans, steps }: TileableKernel,
  rounds: readonly (readonly (readonly number[])[])[],
): TilingTimes {
  const times = plans.map((plan, tiling) => {
    const inferences = rounds.flatMap((variants) =>
      variants.filter((_, turn) => turn % plans.length === tiling),
    );
    const least = steps.map((step) => Math.min(...inferences.map((each) => each[step])));
    const sum = least.reduce((all, each) => all + each);
    return [tilingText(plan), Number((sum / steps.length).toPrecision(4))] as const;
  });
  return Object.fromEntries(times);
}
