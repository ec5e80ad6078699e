import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../compiler/codegen/compile.js';
import { cpuKernel, gpuKernels, threadedKernel } from '../../../compiler/codegen/kernels.js';
import type { Kernel } from '../../../compiler/codegen/loop-ir.js';
import { pack } from '../../../compiler/codegen/packing.js';
import type { PlacedNode } from '../../../compiler/codegen/place.js';
import { constantsOf, placeNode } from '../../../compiler/codegen/place.js';
import { isParallel } from '../../../compiler/codegen/rewrite-loops.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import type { Node, Value } from '../../../compiler/ir/graph.js';
import { denseLayout, layoutStrides, physicalElements } from '../../../compiler/ir/layout.js';
import { liesInPlace } from '../../../compiler/ir/memory/parts.js';
import type { Tensor } from '../../../compiler/ir/tensor.js';
import { elementCount } from '../../../compiler/ir/types.js';
import type { PassOptions } from '../../../compiler/passes/pipeline.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { expectClose } from '../../support/close.js';
import type { OpCase } from '../../support/op-cases.js';
import { opCasesByOp } from '../../support/op-cases.js';
import { runLoops } from '../../support/run-loops.js';

const SCHEDULES: Record<string, (node: PlacedNode) => readonly Kernel[]> = {
  'one core': (node) => [cpuKernel(node)],
  'a GPU': gpuKernels,
};

/**
 * Loops are run as they are defined, without a target: what they compute, that they stay inside their
 * operands (a GPU would hide that), and that no two invocations store the same element.
 */
describe.each(Object.keys(SCHEDULES))('loops for %s', (target) => {
  for (const [op, cases] of opCasesByOp()) {
    it(`compute ${op} inside its operands (${cases.length} cases)`, () => {
      for (const each of cases) holdToReference(each, SCHEDULES[target]);
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

interface Conditions extends PassOptions {
  readonly threads?: number;
}

function holdToReference(
  { name, graph, inputs }: OpCase,
  schedule: (node: PlacedNode) => readonly Kernel[],
  { threads = 1, ...options }: Conditions = {},
): void {
  // Winograd convolutions have cases of their own.
  const { nodes: optimised, ...rest } = runPipeline(graph, { ...options, winograd: 'off' });
  const whole = { ...rest, nodes: optimised };
  const constants = constantsOf(whole);
  const observed = new Map<string, Tensor>();
  interpret(whole, inputs, { observe: (value, tensor) => observed.set(value.name, tensor) });
  for (const node of computingNodes(whole)) {
    const placed = placeNode(node, constants);
    const memory: Record<string, Float32Array> = {};
    for (const argument of placed.arguments) {
      if (argument.kind === 'constant') {
        memory[argument.buffer.name] = pack(argument.packing, argument.data.read());
      } else if (argument.value === node.outputs[0]) {
        memory[argument.buffer.name] = withParts(node, observed);
      } else if (argument.value === node.workspace) {
        const length = elementsOf(argument.value) - (argument.elements ?? 0);
        memory[argument.buffer.name] = new Float32Array(length).fill(NaN);
      } else {
        memory[argument.buffer.name] = layOut(argument.value, observed);
      }
    }
    for (const kernel of schedule(placed)) {
      runLoops(kernel, memory, isParallel(kernel.body) ? threads : 1);
    }
    const [result] = node.outputs;
    const expected = requireTensor(result, observed);
    expectClose({ ...expected, data: readBack(result, memory.output) }, expected, name);
  }
}

function requireTensor(value: Value, observed: ReadonlyMap<string, Tensor>): Tensor {
  const tensor = observed.get(value.name);
  if (tensor === undefined) return expect.fail(`${value.name} was not computed`);
  return tensor;
}

function layoutOf({ layout, type }: Value): ReturnType<typeof denseLayout> {
  return layout ?? denseLayout(type.shape.length);
}

function elementsOf(value: Value): number {
  return physicalElements(value.type.shape, layoutOf(value));
}

/** A value as it lies in memory; NaN where there is only padding. */
function layOut(value: Value, observed: ReadonlyMap<string, Tensor>): Float32Array {
  const memory = new Float32Array(elementsOf(value)).fill(NaN);
  const { data } = requireTensor(value, observed);
  addresses(value).forEach((address, element) => {
    memory[address] = data[element];
  });
  return memory;
}

/** The memory of a node's result: NaN, but for what producers wrote there themselves. */
function withParts(node: Node, observed: ReadonlyMap<string, Tensor>): Float32Array {
  const [result] = node.outputs;
  const memory = new Float32Array(elementsOf(result)).fill(NaN);
  for (const [index, part] of node.inputs.entries()) {
    if (!liesInPlace(node, index)) continue;
    const start = ((part.offset ?? 0) - (result.offset ?? 0)) / 4;
    const { data } = requireTensor(part, observed);
    addresses(part).forEach((address, element) => {
      memory[start + address] = data[element];
    });
  }
  return memory;
}

function readBack(value: Value, memory: Float32Array): Float32Array {
  return Float32Array.from(addresses(value), (address) => memory[address]);
}

/** Where each element lies, in logical order. */
function addresses(value: Value): number[] {
  const { shape } = value.type;
  const strides = layoutStrides(shape, layoutOf(value));
  return Array.from({ length: elementCount(shape) }, (_, element) => {
    let rest = element;
    let address = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      address += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return address;
  });
}
