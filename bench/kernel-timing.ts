import { computingNodes } from '../compiler/codegen/compile.js';
import { cpuKernel } from '../compiler/codegen/kernels.js';
import { packedConstant } from '../compiler/codegen/packing.js';
import type { PlacedNode, PlacedPart, PlacedStage } from '../compiler/codegen/place.js';
import { constantsOf, placeNode } from '../compiler/codegen/place.js';
import type { Plan } from '../compiler/codegen/schedule/plan.js';
import { planTile } from '../compiler/codegen/schedule/plan.js';
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

/** One kernel with a register tile that need not be the one the schedule chooses. */
export interface TileTiming {
  readonly rows: number;
  readonly channels: number;
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
/** For many tiles in a minute. */
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
    const plan = mainPlan(placed);
    yield {
      value: node.outputs[0].name,
      kernel: placed.name,
      tile: `${plan.tile}×${4 * plan.vectors}`,
      macs: macsOf(node),
      milliseconds: await timeKernel(placed, instructionsOf(relaxedSimd), THOROUGH),
    };
  }
}

/** The tile of what is computed, or of the first sum where that takes stages. */
function mainPlan({ parts, stages }: PlacedNode): Plan {
  const all = parts.length > 0 ? parts : partsIn(stages);
  const sum = all.find(({ placed }) => placed.compute.reductions.length > 0);
  return (sum ?? all[0]).plan;
}

function partsIn(stages: readonly PlacedStage[]): PlacedPart[] {
  return stages.flatMap((stage) => ('plan' in stage ? [stage] : partsIn(stage.stages)));
}

const ROWS = [1, 2, 3, 4, 5, 6];
const VECTORS = [1, 2, 3, 4];

/** Times the kernels that multiply with every register tile that could be thought of. */
export async function* timeTiles(
  graph: Graph,
  { relaxedSimd, ...passes }: TimingOptions,
): AsyncGenerator<TileTiming> {
  const planned = runPipeline(graph, passes);
  const constants = constantsOf(planned);
  for (const node of computingNodes(planned).filter((each) => macsOf(each) > 0)) {
    const preset = mainPlan(placeNode(node, constants));
    for (const rows of preset.tileAxis === undefined ? [1] : ROWS) {
      for (const vectors of VECTORS) {
        const placed = placeNode(node, constants, (compute, output): Plan => {
          const plan = planTile(compute, output);
          const tile = plan.tileAxis === undefined ? 1 : rows;
          return plan.vectorAxis === undefined ? plan : { ...plan, tile, vectors };
        });
        yield {
          rows,
          channels: 4 * vectors,
          chosen: rows === preset.tile && vectors === preset.vectors,
          macs: macsOf(node),
          milliseconds: await timeKernel(placed, instructionsOf(relaxedSimd), QUICK),
        };
      }
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
