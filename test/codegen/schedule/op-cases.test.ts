import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../../compiler/lower/loops/loop-ir.js';
import type { PlacedNode } from '../../../compiler/codegen/schedule/placement/placed-node.js';
import { isVector } from '../../../compiler/lower/loops/loop-ir.js';
import { elementCount } from '../../../compiler/ir/types.js';
import { isParallel, walkStatements } from '../../../compiler/lower/loops/rewrite-loops.js';
import { holdToReference } from '../../support/hold-to-reference.js';
import { opCasesByOp } from '../../support/op-cases.js';
import {
  cpuKernel,
  gpuKernels,
  placeForGpu,
  placeNode,
  threadedKernel,
} from '../../support/usual-machines.js';

/** Below, a kernel may be a few scalars. */
const FEW_ELEMENTS = 16;
/** Their updates go one after another, each to a place of its own. */
const ONE_BY_ONE: readonly string[] = ['scatter_elements', 'scatter_nd'];

/** A kernel for one core, which computes and stores four lanes at a time wherever there are more than a few. */
function kernelInLanes(placed: PlacedNode): Kernel {
  const kernel = cpuKernel(placed);
  const { node } = placed;
  const [output] = node.outputs;
  const isScattered = node.kind === 'op' && ONE_BY_ONE.includes(node.op);
  if (!isScattered && elementCount(output.type.shape) > FEW_ELEMENTS) {
    let vectors = 0;
    walkStatements(kernel.body, (statement) => {
      if (statement.kind === 'store' && statement.lanes > 1) vectors++;
      if (statement.kind === 'set' && isVector(statement.local.type)) vectors++;
    });
    expect(vectors, `${kernel.name} is scalar`).toBeGreaterThan(0);
  }
  return kernel;
}

const SCHEDULES: Record<
  string,
  { place: typeof placeNode; schedule: (node: PlacedNode) => readonly Kernel[] }
> = {
  'one core': { place: placeNode, schedule: (node) => [kernelInLanes(node)] },
  'a GPU': { place: placeForGpu, schedule: gpuKernels },
};

/**
 * Loops are run as they are defined, without a target: what they compute, that they stay inside their
 * operands (a GPU would hide that), and that no two invocations store the same element.
 */
describe.each(Object.keys(SCHEDULES))('loops for %s', (target) => {
  for (const [op, cases] of opCasesByOp()) {
    it(`compute ${op} inside its operands (${cases.length} cases)`, () => {
      const { place, schedule } = SCHEDULES[target];
      for (const each of cases) holdToReference(each, schedule, { place });
    });
  }
});

/** Every so manyth case; the loops are those for one core, and only who runs them differs. */
const STEP = 6;

describe.each([2, 3])('loops divided among %i threads', (threads) => {
  for (const [op, cases] of opCasesByOp()) {
    const some = cases.filter((_, index) => index % STEP === 0);
    it(`compute ${op}, each element by one of them (${some.length} cases)`, () => {
      for (const each of some) {
        holdToReference(each, (node) => [threadedKernel(node, 0)], { threads });
      }
    });
  }

  it('compute conv2d from weights that they decode together', () => {
    let panels = 0;
    const schedule = (node: PlacedNode): Kernel[] => {
      const kernel = threadedKernel(node, 0);
      if (kernel.buffers.some(({ name }) => name === 'panel')) {
        expect(isParallel(kernel.body)).toBe(true);
        panels++;
      }
      return [kernel];
    };
    for (const [index, each] of (opCasesByOp().get('conv2d') ?? []).entries()) {
      if (index % STEP !== 0) continue;
      holdToReference(each, schedule, { threads, weightsAs: 'f16' });
    }
    expect(panels).toBeGreaterThan(1);
  });
});
