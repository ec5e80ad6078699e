import { describe, expect, it } from 'vitest';
import { printKernel } from '../../../compiler/lower/loops/print-loops.js';
import { constantsOf } from '../../../compiler/codegen/schedule/placement/place.js';
import type { PlacedNode } from '../../../compiler/codegen/schedule/placement/placed-node.js';
import type { MachineName } from '../../../compiler/codegen/schedule/steps.js';
import { MACHINES, STEPS } from '../../../compiler/codegen/schedule/steps.js';
import { traceSteps } from '../../../compiler/codegen/schedule/trace-steps.js';
import { computingNodes } from '../../../compiler/ir/computing-nodes.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { exampleGraph } from '../../support/example.js';
import {
  choosePlan,
  cpuKernel,
  gpuKernels,
  placeForGpu,
  placeNode,
  threadedKernel,
  USUAL_MACHINES,
} from '../../support/usual-machines.js';

const network = exampleGraph('lenet5/lenet5.net');

const KERNELS: Record<MachineName, (placed: PlacedNode) => string> = {
  'one core': (placed) => printKernel(cpuKernel(placed)),
  threads: (placed) => printKernel(threadedKernel(placed)),
  GPU: (placed) => gpuKernels(placed).map(printKernel).join('\n'),
};

describe.each(MACHINES)('the steps for %s', (machine) => {
  const graph = runPipeline(network, { target: machine === 'GPU' ? 'webgpu' : 'wasm' });
  const constants = constantsOf(graph);

  it('end with the loops that are emitted, and their text', () => {
    for (const node of computingNodes(graph)) {
      const steps = traceSteps(node, constants, USUAL_MACHINES[machine], choosePlan, 'simd');
      const placed = machine === 'GPU' ? placeForGpu(node, constants) : placeNode(node, constants);
      expect(steps.at(-2)?.text).toBe(KERNELS[machine](placed).trimEnd());
      expect(steps.at(-1)?.text).toMatch(
        machine === 'GPU' ? /^\/\/ \w+: workgroups/ : /^\(func \$/,
      );
    }
  });

  it('are told one by one, each with what there is after it', () => {
    const [node] = computingNodes(graph);
    const steps = traceSteps(node, constants, USUAL_MACHINES[machine], choosePlan, 'simd');
    expect(steps.map(({ step }) => step)).toEqual(
      STEPS.filter(({ on }) => on.includes(machine)).map(({ name }) => name),
    );
    for (const { text } of steps) expect(text).not.toBe('');
  });
});

describe('the list of steps', () => {
  it('has formulas before loops and loops before text, and names that tell them apart', () => {
    const order = STEPS.map(({ of }) => of);
    expect(order).toEqual(
      (['node', 'compute', 'loops', 'text'] as const).flatMap((of) =>
        order.filter((each) => each === of),
      ),
    );
    expect(new Set(STEPS.map(({ name }) => name)).size).toBe(STEPS.length);
  });
});
