import { isDeepStrictEqual } from 'node:util';
import { instantiateKernels } from '../cli/tune/kernel-module.js';
import { computingNodes } from '../compiler/ir/computing-nodes.js';
import type {
  PlacedNode,
  TiledCompute,
} from '../compiler/codegen/schedule/placement/placed-node.js';
import { computesIn } from '../compiler/codegen/schedule/placement/placed-node.js';
import { constantsOf, placeNode } from '../compiler/codegen/schedule/placement/place.js';
import { candidates } from '../compiler/codegen/schedule/tiling/candidates.js';
import { planChooser } from '../compiler/codegen/schedule/tiling/choose-plan.js';
import type { Tiling } from '../compiler/codegen/schedule/tiling/plan.js';
import { signatureOf } from '../compiler/codegen/schedule/tiling/signature.js';
import { tileAxes } from '../compiler/codegen/schedule/tiling/tile-axes.js';
import type { InstructionSet } from '../compiler/codegen/wasm/expressions.js';
import { ONE_CORE } from '../compiler/target/one-core.js';
import type { Graph } from '../compiler/ir/graph.js';
import { runPipeline } from '../compiler/passes/pipeline.js';
import type { Settings } from '../compiler/settings.js';
import { macsOf } from './layers/work.js';

/** One kernel by itself. */
export interface KernelTiming {
  /** The value it computes. */
  readonly value: string;
  readonly kernel: string;
  /** Register tile: neighbours × channels. */
  readonly tile: string;
  readonly macs: number;
  readonly milliseconds: number;
}

/** One kernel with a tiling that need not be the one the schedule chooses. */
export interface TilingTiming {
  readonly tiling: Tiling;
  readonly chosen: boolean;
  readonly macs: number;
  readonly milliseconds: number;
}

/** How long to run a kernel: first until the engine's optimising compiler has taken over. */
interface Patience {
  readonly warmUp: number;
  readonly measured: number;
}

const THOROUGH: Patience = { warmUp: 300, measured: 500 };
/** For many tilings in a minute. */
const QUICK: Patience = { warmUp: 120, measured: 150 };
/** What the clock tells apart without error that matters; small kernels run several times for it. */
const SAMPLE_MILLISECONDS = 0.2;

export interface TimingOptions extends Partial<Settings> {
  readonly relaxedSimd: boolean;
}

/** Times every kernel of a network alone, operands of random numbers warm in the cache. */
export async function* timeKernels(
  graph: Graph,
  { relaxedSimd, ...passes }: TimingOptions,
): AsyncGenerator<KernelTiming> {
  const planned = runPipeline(graph, passes);
  const constants = constantsOf(planned);
  const choose = planChooser(ONE_CORE);
  for (const node of computingNodes(planned)) {
    const placed = placeNode(node, constants, { machine: ONE_CORE, choose });
    const { plan } = mainPart(placed);
    yield {
      value: node.outputs[0].name,
      kernel: placed.name,
      tile: `${plan.tile}×${4 * plan.vectors}`,
      macs: macsOf(node),
      milliseconds: await timeKernel(placed, instructionsOf(relaxedSimd), THOROUGH),
    };
  }
}

/** What is computed, or the first sum where that takes stages. */
function mainPart({ computes: parts, stages }: PlacedNode): TiledCompute {
  const all = parts.length > 0 ? parts : stages.flatMap(computesIn);
  const sum = all.find(({ placed }) => placed.compute.reductions.length > 0);
  return sum ?? all[0];
}

/** Times the kernels that multiply with every tiling that a schedule could choose. */
export async function* timeTilings(
  graph: Graph,
  { relaxedSimd, ...passes }: TimingOptions,
): AsyncGenerator<TilingTiming> {
  const planned = runPipeline(graph, passes);
  const constants = constantsOf(planned);
  const choose = planChooser(ONE_CORE);
  for (const node of computingNodes(planned).filter((each) => macsOf(each) > 0)) {
    const { placed: main, plan: preset } = mainPart(
      placeNode(node, constants, { machine: ONE_CORE, choose }),
    );
    const signature = signatureOf(main);
    for (const tiling of candidates(main, tileAxes(main), ONE_CORE)) {
      const placed = placeNode(node, constants, {
        machine: ONE_CORE,
        choose: (each) =>
          signatureOf(each) === signature ? { ...choose(each), ...tiling } : choose(each),
      });
      yield {
        tiling,
        chosen: isDeepStrictEqual({ ...preset, ...tiling }, preset),
        macs: macsOf(node),
        milliseconds: await timeKernel(placed, instructionsOf(relaxedSimd), QUICK),
      };
    }
  }
}

function instructionsOf(relaxedSimd: boolean): InstructionSet {
  return relaxedSimd ? 'relaxed' : 'simd';
}

async function timeKernel(
  placed: PlacedNode,
  instructions: InstructionSet,
  patience: Patience,
): Promise<number> {
  const [run] = await instantiateKernels([placed], instructions);
  const about = fastest(repeat(run, 1, patience.warmUp));
  const runs = Math.max(1, Math.ceil(SAMPLE_MILLISECONDS / about));
  return fastest(repeat(run, runs, patience.measured)) / runs;
}

/** As for the roof it is compared with: what disturbs a kernel can only make it slower. */
function fastest(times: readonly number[]): number {
  return times.reduce((least, time) => Math.min(least, time));
}

/** Milliseconds of `runs` runs, again and again. */
function repeat(run: () => void, runs: number, budget: number): number[] {
  const times: number[] = [];
  const end = performance.now() + budget;
  do {
    const started = performance.now();
    for (let count = 0; count < runs; count++) run();
    times.push(performance.now() - started);
  } while (performance.now() < end);
  return times;
}
