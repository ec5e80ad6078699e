import { namesIn } from '../../cli/inspect/names.js';
import { median } from '../../cli/median.js';
import { writeWeights } from '../../compiler/codegen/bundle/weight-chunks.js';
import { compileGraph, computingNodes } from '../../compiler/codegen/compile.js';
import { constantsOf, placeNode } from '../../compiler/codegen/place.js';
import type { Program, WasmProgram } from '../../compiler/codegen/program.js';
import { elementCount } from '../../compiler/ir/types.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { BenchmarkNetwork } from '../networks.js';
import { boundGraph } from '../prepare.js';
import type { LayerAnalysis } from '../results.js';
import { pseudoRandom } from '../statistics.js';
import { measureBandwidths } from './bandwidth.js';
import { measureRoof } from './roof.js';
import { isWidePointwise, macsOf, multiplicationsOf, trafficOf } from './work.js';

/** Long enough for the engine's optimising compiler to take over. */
const WARM_UP_MILLISECONDS = 600;
const MEASURED_MILLISECONDS = 800;
const FEWEST_INFERENCES = 5;

/**
 * Times every kernel where it stands: whole inferences of the module that the bundle has, with the
 * clock read between two kernels, so that each finds the caches as the one before left them. The
 * roof and the bandwidths are measured in the same process, the roof before and after.
 */
export async function measureLayers(network: BenchmarkNetwork): Promise<LayerAnalysis> {
  const roofBefore = await measureRoof();
  const bandwidths = await measureBandwidths();
  const planned = runPipeline(boundGraph(network));
  const nodes = computingNodes(planned);
  const constants = constantsOf(planned);
  const nameOf = namesIn(planned);
  const program = await compileGraph(planned, { targets: ['wasm'], steps: true });
  if (program.wasm === undefined) throw new Error(`${network.name} has no module`);
  const times = timeSteps(await instantiate(program, program.wasm, nodes.length));
  const layers = nodes.map((node, index) => {
    const placed = placeNode(node, constants);
    return {
      value: nameOf(node.outputs[0]),
      kernel: placed.name,
      widePointwise: isWidePointwise(node),
      macs: macsOf(node),
      multiplications: multiplicationsOf(node),
      ...trafficOf(placed),
      milliseconds: times[index],
    };
  });
  return {
    roof: Math.max(roofBefore, await measureRoof()),
    bandwidths,
    footprintBytes: program.weights.byteLength + program.arenaBytes,
    layers,
  };
}

type Step = () => void;

interface Instance {
  readonly steps: readonly Step[];
  /** The memory of an input may hold something else after an inference. */
  readonly writeInputs: () => void;
}

async function instantiate(program: Program, wasm: WasmProgram, count: number): Promise<Instance> {
  const { instance } = await WebAssembly.instantiate(new Uint8Array(wasm.binary));
  const { memory, ...functions } = instance.exports;
  const { buffer } = memory as WebAssembly.Memory;
  writeWeights(program.weights, new Uint8Array(buffer));
  const inputs = program.inputs.map(({ input, offset }, index) => ({
    address: wasm.arenaBase + offset,
    data: pseudoRandom(elementCount(input.value.type.shape), index + 1),
  }));
  return {
    steps: Array.from({ length: count }, (_, index) => functions[`step${index}`] as Step),
    writeInputs: () => {
      for (const { address, data } of inputs) {
        new Float32Array(buffer, address, data.length).set(data);
      }
    },
  };
}

/** The median milliseconds of each step over whole inferences. */
function timeSteps(instance: Instance): number[] {
  inferences(instance, WARM_UP_MILLISECONDS, 1);
  const measured = inferences(instance, MEASURED_MILLISECONDS, FEWEST_INFERENCES);
  return instance.steps.map((_, index) => median(measured.map((times) => times[index])));
}

/** The milliseconds of each step, inference by inference. */
function inferences({ steps, writeInputs }: Instance, budget: number, fewest: number): number[][] {
  const measured: number[][] = [];
  const end = performance.now() + budget;
  while (measured.length < fewest || performance.now() < end) {
    writeInputs();
    let before = performance.now();
    measured.push(
      steps.map((step) => {
        step();
        const now = performance.now();
        const elapsed = now - before;
        before = now;
        return elapsed;
      }),
    );
  }
  return measured;
}
