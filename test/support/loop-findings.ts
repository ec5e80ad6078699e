import { computingNodes } from '../../compiler/codegen/compile.js';
import type { Kernel } from '../../compiler/codegen/loop-ir.js';
import { gpuGraph } from '../../compiler/codegen/schedule/gpu/gpu-form.js';
import { cpuKernel, gpuKernels, threadedKernel } from '../../compiler/codegen/schedule/kernels.js';
import type { PlacedNode } from '../../compiler/codegen/schedule/placement/place.js';
import {
  constantsOf,
  nodePlacer,
  nodePlacerForGpu,
} from '../../compiler/codegen/schedule/placement/place.js';
import { findingText } from '../../compiler/codegen/verify-loops/finding.js';
import { regionsOf } from '../../compiler/codegen/verify-loops/region.js';
import { verifyKernel } from '../../compiler/codegen/verify-loops/verify-kernel.js';
import type { Graph } from '../../compiler/ir/graph.js';

/**
 * What the verifier of loops finds in all kernels of a graph that has been through the passes, for one
 * core, for threads and for a GPU. `leastWork` is what threads divide.
 */
export function loopFindings(graph: Graph, leastWork?: number): string[] {
  const constants = constantsOf(graph);
  const onCpu = computingNodes(graph).map(nodePlacer(constants));
  const onGpu = computingNodes(gpuGraph(graph)).map(nodePlacerForGpu(constants));
  const verify = (kernel: Kernel, placed: PlacedNode, target: string): string[] =>
    verifyKernel(kernel, regionsOf(placed)).map((each) => `${target}: ${findingText(each)}`);
  return [
    ...onCpu.flatMap((placed) => [
      ...verify(cpuKernel(placed), placed, 'one core'),
      ...verify(threadedKernel(placed, leastWork), placed, 'threads'),
    ]),
    ...onGpu.flatMap((placed) =>
      gpuKernels(placed).flatMap((kernel) => verify(kernel, placed, 'GPU')),
    ),
  ];
}
