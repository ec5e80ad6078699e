import type { Kernel } from '../../compiler/lower/loops/loop-ir.js';
import type { PlacedNode } from '../../compiler/codegen/schedule/placement/placed-node.js';
import { constantsOf } from '../../compiler/codegen/schedule/placement/place.js';
import { loopsFor } from '../../compiler/codegen/schedule/run-steps.js';
import type { LoopStep, MachineName } from '../../compiler/codegen/schedule/steps.js';
import { findingText } from '../../compiler/codegen/verify-loops/finding.js';
import { regionsOf } from '../../compiler/codegen/verify-loops/region.js';
import { verifyKernel } from '../../compiler/codegen/verify-loops/verify-kernel.js';
import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Settings } from '../../compiler/settings.js';
import { placerFor, USUAL_MACHINES } from './usual-machines.js';

/**
 * What the verifier of loops finds in all kernels of a network, for one core, for threads and for a GPU,
 * after each step that makes or changes loops. `leastWork` is what threads divide.
 */
export function loopFindings(
  network: Graph,
  settings: Partial<Settings> = {},
  leastWork?: number,
): string[] {
  const found = new Set<string>();
  const verify = (machine: MachineName, placed: PlacedNode): void => {
    const regions = regionsOf(placed);
    let before: readonly Kernel[] = [];
    const observe = ({ name }: LoopStep, kernels: readonly Kernel[]): void => {
      for (const kernel of kernels) {
        if (before.includes(kernel)) continue;
        for (const each of verifyKernel(kernel, regions)) {
          found.add(`${machine}, ${name}: ${findingText(each)}`);
        }
      }
      before = kernels;
    };
    loopsFor(USUAL_MACHINES[machine], placed, {
      observe,
      ...(leastWork !== undefined && { leastWork }),
    });
  };
  const [forCpu, forGpu] = (['wasm', 'webgpu'] as const).map((target) =>
    runPipeline(network, { ...settings, target }),
  );
  for (const placed of computingNodes(forCpu).map(placerFor(constantsOf(forCpu)))) {
    verify('one core', placed);
    verify('threads', placed);
  }
  for (const placed of computingNodes(forGpu).map(
    placerFor(constantsOf(forGpu), USUAL_MACHINES.GPU),
  )) {
    verify('GPU', placed);
  }
  return [...found];
}
