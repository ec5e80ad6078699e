import { namesIn } from '../../cli/inspect/names.js';
import { median } from '../../cli/median.js';
import { generateProgram } from '../../compiler/codegen/generate.js';
import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import { constantsOf, placeNode } from '../../compiler/codegen/schedule/placement/place.js';
import { planChooser } from '../../compiler/codegen/schedule/tiling/choose-plan.js';
import { machinesFor } from '../../compiler/settings.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { BenchmarkNetwork } from '../networks.js';
import { boundGraph } from '../prepare.js';
import type { LayerAnalysis } from '../results.js';
import { measureBandwidths } from './bandwidth.js';
import { measureRoof } from './roof.js';
import type { SteppedNetwork } from './stepped-network.js';
import { instantiateSteps } from './stepped-network.js';
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
  const machines = machinesFor({ threads: 1 });
  const planned = runPipeline(boundGraph(network));
  const nodes = computingNodes(planned);
  const constants = constantsOf(planned);
  const nameOf = namesIn(planned);
  const placing = { machine: machines.wasm, choose: planChooser(machines.wasm) };
  const program = await generateProgram({ wasm: planned }, machines, { steps: true });
  const times = timeSteps(await instantiateSteps(program, nodes.length));
  const layers = nodes.map((node, index) => {
    const placed = placeNode(node, constants, placing);
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

/** The median milliseconds of each step over whole inferences. */
function timeSteps(network: SteppedNetwork): number[] {
  inferences(network, WARM_UP_MILLISECONDS, 1);
  const measured = inferences(network, MEASURED_MILLISECONDS, FEWEST_INFERENCES);
  return measured[0].map((_, index) => median(measured.map((times) => times[index])));
}

/** The milliseconds of each step, inference by inference. */
function inferences(network: SteppedNetwork, budget: number, fewest: number): number[][] {
  const measured: number[][] = [];
  const end = performance.now() + budget;
  while (measured.length < fewest || performance.now() < end) measured.push(network.inference());
  return measured;
}
