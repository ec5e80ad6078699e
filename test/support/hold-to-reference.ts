import { expect } from 'vitest';
import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import type { Kernel } from '../../compiler/lower/loops/loop-ir.js';
import { pack } from '../../compiler/codegen/packing.js';
import type { PlacedNode } from '../../compiler/codegen/schedule/placement/placed-node.js';
import { constantsOf } from '../../compiler/codegen/schedule/placement/place.js';
import { isParallel } from '../../compiler/lower/loops/rewrite-loops.js';
import type { ChoosePlan } from '../../compiler/codegen/schedule/tiling/choose-plan.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Node, Value } from '../../compiler/ir/graph.js';
import { denseLayout, layoutStrides, physicalElements } from '../../compiler/ir/layout.js';
import { operandsInPlace } from '../../compiler/ir/memory/parts.js';
import type { Elements, Tensor } from '../../compiler/ir/tensor.js';
import { elementsOf as toElements } from '../../compiler/ir/tensor.js';
import { elementCount } from '../../compiler/ir/types.js';
import type { Settings } from '../../compiler/settings.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { expectClose } from './close.js';
import type { OpCase } from './op-cases.js';
import { randomNumbers } from './random-tensor.js';
import { runLoops } from './run-loops.js';
import { placeNode } from './usual-machines.js';

export interface Conditions extends Omit<Partial<Settings>, 'threads'> {
  readonly threads?: number;
  /** Decides about what threads claim, and which of them come first. */
  readonly seed?: number;
  readonly choose?: ChoosePlan;
  /** Where operands lie and how kernels are tiled: as for one core unless told. */
  readonly place?: typeof placeNode;
}

/**
 * Runs the loops of every kernel of a case on what the interpreter computed before it, and compares
 * what they leave. Padding and workspaces hold NaN, so that who reads them is found out.
 */
export function holdToReference(
  { name, graph, inputs }: OpCase,
  schedule: (node: PlacedNode) => readonly Kernel[],
  { threads = 1, seed = 0, choose, place = placeNode, ...options }: Conditions = {},
): void {
  // Winograd convolutions have cases of their own.
  const { nodes: optimised, ...rest } = runPipeline(graph, { ...options, winograd: 'off' });
  const whole = { ...rest, nodes: optimised };
  const constants = constantsOf(whole);
  const observed = new Map<string, Tensor>();
  interpret(whole, inputs, { observe: (value, tensor) => observed.set(value.name, tensor) });
  for (const node of computingNodes(whole)) {
    const placed = place(node, constants, choose);
    const memory: Record<string, Float32Array | Int32Array> = {};
    const workspace = new Float32Array(node.workspace ? elementsOf(node.workspace) : 0).fill(NaN);
    for (const argument of placed.arguments) {
      if (argument.kind === 'constant') {
        const packed = pack(argument.packing, argument.data.read());
        memory[argument.buffer.name] =
          packed instanceof Uint8Array ? Int32Array.from(packed) : packed;
      } else if (node.outputs.includes(argument.value)) {
        memory[argument.buffer.name] = withParts(node, argument.value, observed);
      } else if (argument.value === node.workspace) {
        const { name: tensor, element } = argument.buffer;
        const own = workspace.subarray(argument.elements ?? 0);
        memory[tensor] = element === 'i32' ? new Int32Array(own.buffer, own.byteOffset) : own;
      } else {
        memory[argument.buffer.name] = layOut(argument.value, observed);
      }
    }
    for (const kernel of schedule(placed)) {
      const together = threads > 1 && isParallel(kernel.body);
      const random = randomNumbers(`${name} ${kernel.name} ${seed}`);
      runLoops(kernel, memory, together ? { count: threads, random } : undefined);
    }
    for (const argument of placed.arguments) {
      if (argument.kind !== 'value' || !node.outputs.includes(argument.value)) continue;
      const { value, buffer } = argument;
      const expected = requireTensor(value, observed);
      expectClose({ ...expected, data: readBack(value, memory[buffer.name]) }, expected, name);
    }
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
function layOut(value: Value, observed: ReadonlyMap<string, Tensor>): Memory {
  const memory = memoryFor(value);
  const { data } = requireTensor(value, observed);
  addresses(value).forEach((address, element) => {
    memory[address] = data[element];
  });
  return memory;
}

/** The memory of a node's result: NaN, but for what producers wrote there themselves. */
function withParts(node: Node, result: Value, observed: ReadonlyMap<string, Tensor>): Memory {
  const memory = memoryFor(result);
  for (const [index, isInPlace] of operandsInPlace(node).entries()) {
    if (!isInPlace) continue;
    const part = node.inputs[index];
    const start = ((part.offset ?? 0) - (result.offset ?? 0)) / 4;
    const { data } = requireTensor(part, observed);
    addresses(part).forEach((address, element) => {
      memory[start + address] = data[element];
    });
  }
  return memory;
}

function readBack(value: Value, memory: Memory): Elements {
  const numbers = addresses(value).map((address) => memory[address]);
  return toElements(value.type.element, numbers);
}

type Memory = Float32Array | Int32Array;

/** Of integers nothing says that nobody has set them, but these stand out. */
const UNSET = 0x7fc0_0bad;

function memoryFor(value: Value): Memory {
  const length = elementsOf(value);
  return value.type.element === 'f32'
    ? new Float32Array(length).fill(NaN)
    : new Int32Array(length).fill(UNSET);
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
