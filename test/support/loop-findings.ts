import type { Kernel } from '../../compiler/codegen/loop-ir.js';
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
import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Settings } from '../../compiler/settings.js';

/**
 * What the verifier of loops finds in all kernels of a network, for one core, for threads and for a GPU.
 * `leastWork` is what threads divide.
 */
export function loopFindings(
  network: Graph,
  settings: Partial<Settings> = {},
  leastWork?: number,
): string[] {
  const [forCpu, forGpu] = (['wasm', 'webgpu'] as const).map((target) =>
    runPipeline(network, { ...settings, target }),
  );
  const onCpu = computingNodes(forCpu).map(nodePlacer(constantsOf(forCpu)));
  const onGpu = computingNodes(forGpu).map(nodePlacerForGpu(constantsOf(forGpu)));
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
