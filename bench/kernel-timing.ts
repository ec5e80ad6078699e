import { isDeepStrictEqual } from 'node:util';
import { computingNodes } from '../compiler/codegen/compile.js';
import { cpuKernel } from '../compiler/codegen/kernels.js';
import { packedConstant } from '../compiler/codegen/packing.js';
import type { PlacedNode, PlacedPart, PlacedStage } from '../compiler/codegen/place.js';
import { constantsOf, placeNode } from '../compiler/codegen/place.js';
import { candidates } from '../compiler/codegen/schedule/candidates.js';
import { choosePlan } from '../compiler/codegen/schedule/choose-plan.js';
import type { Tiling } from '../compiler/codegen/schedule/plan.js';
import { signatureOf } from '../compiler/codegen/schedule/signature.js';
import { tileAxes } from '../compiler/codegen/schedule/tile-axes.js';
import { assemble } from '../compiler/codegen/wasm/assemble.js';
import type { InstructionSet } from '../compiler/codegen/wasm/expressions.js';
import { moduleText } from '../compiler/codegen/wasm/module.js';
import type { Graph, Value } from '../compiler/ir/graph.js';
import { roundUp } from '../compiler/ir/layout.js';
import type { PassOptions } from '../compiler/passes/pipeline.js';
import { runPipeline } from '../compiler/passes/pipeline.js';
import { argumentBytes, macsOf } from './layers/work.js';
import { pseudoRandom } from './statistics.js';

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
const ALIGNMENT = 64;

export interface TimingOptions extends PassOptions {
  readonly relaxedSimd: boolean;
}

/** Times every kernel of a network alone, operands of random numbers warm in the cache. */
export async function* timeKernels(
  graph: Graph,
  { relaxedSimd, ...passes }: TimingOptions,
): AsyncGenerator<KernelTiming> {
  const planned = runPipeline(graph, passes);
  const constants = constantsOf(planned);
  for (const node of computingNodes(planned)) {
    const placed = placeNode(node, constants);
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
function mainPart({ parts, stages }: PlacedNode): PlacedPart {
  const all = parts.length > 0 ? parts : partsIn(stages);
  const sum = all.find(({ placed }) => placed.compute.reductions.length > 0);
  return sum ?? all[0];
}

function partsIn(stages: readonly PlacedStage[]): PlacedPart[] {
  return stages.flatMap((stage) => ('plan' in stage ? [stage] : partsIn(stage.stages)));
}

/** Times the kernels that multiply with every tiling that a schedule could choose. */
export async function* timeTilings(
  graph: Graph,
  { relaxedSimd, ...passes }: TimingOptions,
): AsyncGenerator<TilingTiming> {
  const planned = runPipeline(graph, passes);
  const constants = constantsOf(planned);
  for (const node of computingNodes(planned).filter((each) => macsOf(each) > 0)) {
    const { placed: main, plan: preset } = mainPart(placeNode(node, constants));
    const signature = signatureOf(main);
    for (const tiling of candidates(main, tileAxes(main))) {
      const placed = placeNode(node, constants, (each) =>
        signatureOf(each) === signature ? { ...choosePlan(each), ...tiling } : choosePlan(each),
      );
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
  const kernel = cpuKernel(placed);
  let end = 0;
  const placedAt = new Map<Value, number>();
  const addresses = placed.arguments.map((argument) => {
    const known = argument.kind === 'value' ? placedAt.get(argument.value) : undefined;
    const address = known ?? end;
    if (known === undefined) end += roundUp(argumentBytes(argument), ALIGNMENT);
    if (argument.kind === 'constant') return address;
    placedAt.set(argument.value, address);
    return address + 4 * (argument.elements ?? 0);
  });
  const call = { kernel, addresses, label: placed.name };
  const wat = moduleText('kernel', [kernel], [call], end, { instructions });
  const binary = await assemble(wat, instructions);
  const { instance } = await WebAssembly.instantiate(new Uint8Array(binary));
  const { memory, run } = instance.exports as unknown as {
    memory: WebAssembly.Memory;
    run: () => void;
  };
  new Float32Array(memory.buffer, 0, end / 4).set(pseudoRandom(end / 4, 1));
  placed.arguments.forEach((argument, position) => {
    if (argument.kind === 'value' || argument.data.type.element === 'f32') return;
    const { buffer, byteOffset, byteLength } = packedConstant(argument.data, argument.packing);
    new Uint8Array(memory.buffer).set(
      new Uint8Array(buffer, byteOffset, byteLength),
      addresses[position],
    );
  });
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
