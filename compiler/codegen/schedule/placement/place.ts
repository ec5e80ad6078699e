import type { ConstantData, Graph, Node, Value } from '../../../ir/graph.js';
import { memoize } from '../../../ir/memoize.js';
import { operandsInPlace } from '../../../ir/memory/parts.js';
import { isOp } from '../../../ir/rewrite.js';
import { numberText } from '../../../ir/text/numbers.js';
import { typeText } from '../../../ir/types.js';
import type { Variable } from '../../index-expr.js';
import type { Buffer } from '../../loop-ir.js';
import { nodeSignature } from '../../../ir/node-signature.js';
import type { Packing } from '../../packing.js';
import type { Slot } from './placing.js';
import { literalOf, placing } from './placing.js';
import type { ChoosePlan } from '../tiling/choose-plan.js';
import { choosePlan } from '../tiling/choose-plan.js';
import type { Plan } from '../tiling/plan.js';
import type { PlacedCompute } from './site.js';

/** A node lowered for scheduling: what to compute, in which tiles, from which memory. */
export interface PlacedNode {
  readonly node: Node;
  readonly name: string;
  /** What it computes, in an order that does not matter. */
  readonly parts: readonly PlacedPart[];
  /** How it is gone about: the parts, or stages that lead through the node's workspace. */
  readonly stages: readonly PlacedStage[];
  /** What each of the kernel's buffers is, in the order of its parameters; the output is last. */
  readonly arguments: readonly Argument[];
}

export interface PlacedPart {
  readonly placed: PlacedCompute;
  readonly plan: Plan;
}

export type PlacedStage =
  | PlacedPart
  | {
      readonly variable: Variable;
      readonly slot?: Variable;
      readonly stages: readonly PlacedStage[];
    };

/** The computations of a stage, in order. */
export function partsIn(stage: PlacedStage): readonly PlacedPart[] {
  return 'plan' in stage ? [stage] : stage.stages.flatMap(partsIn);
}

export type Argument =
  /** What begins `elements` into a value: a tensor of a workspace, or all of it. */
  | {
      readonly kind: 'value';
      readonly buffer: Buffer;
      readonly value: Value;
      readonly elements?: number;
    }
  | {
      readonly kind: 'constant';
      readonly buffer: Buffer;
      readonly data: ConstantData;
      readonly packing: Packing;
    };

/** The contents of every constant in a graph. */
export function constantsOf(graph: Graph): ReadonlyMap<Value, ConstantData> {
  return new Map(
    graph.nodes
      .filter((node) => isOp(node, 'constant'))
      .map((node) => [node.outputs[0], node.attributes.value]),
  );
}

/**
 * Lowers nodes of a graph with layouts and gives every operand a place, once for all nodes that are alike:
 * their `parts` are then the same object. All targets start from this, so that they share the tiles'
 * panels and with them one file of weights, but for outputs so narrow that one core packs them otherwise.
 * Measurements may choose otherwise.
 */
export function nodePlacer(
  constants: ReadonlyMap<Value, ConstantData>,
  choose: ChoosePlan = choosePlan,
): (node: Node) => PlacedNode {
  const placingOf = memoize(
    (node: Node) => placingSignature(node, constants),
    (node) => placing(node, constants, choose),
  );
  return (node) => {
    const { slots, ...alike } = placingOf(node);
    return { ...alike, node, arguments: slots.map((slot) => argumentIn(slot, node, constants)) };
  };
}

/** The same for one node by itself. */
export function placeNode(
  node: Node,
  constants: ReadonlyMap<Value, ConstantData>,
  choose?: ChoosePlan,
): PlacedNode {
  return nodePlacer(constants, choose)(node);
}

/**
 * The same for a GPU, whose tiles have whole vectors of outputs also where there are few: they are
 * shared through memory that has room for them.
 */
export function nodePlacerForGpu(
  constants: ReadonlyMap<Value, ConstantData>,
  choose: ChoosePlan = choosePlan,
): (node: Node) => PlacedNode {
  return nodePlacer(constants, (placed) => {
    const { narrow: _, ...plan } = choose(placed);
    return plan;
  });
}

/** The same for one node by itself. */
export function placeForGpu(
  node: Node,
  constants: ReadonlyMap<Value, ConstantData>,
  choose?: ChoosePlan,
): PlacedNode {
  return nodePlacerForGpu(constants, choose)(node);
}

/** What a buffer of the kernel is in `node`. */
function argumentIn(
  slot: Slot,
  { inputs, outputs, workspace }: Node,
  constants: ReadonlyMap<Value, ConstantData>,
): Argument {
  const { kind, buffer } = slot;
  switch (kind) {
    case 'operand':
      return { kind: 'value', buffer, value: inputs[slot.position] };
    case 'constant': {
      const data = constants.get(inputs[slot.position]);
      if (data === undefined) throw new Error(`${inputs[slot.position].name} is not constant`);
      return { kind, buffer, data, packing: slot.packing };
    }
    case 'workspace': {
      if (workspace === undefined) throw new Error(`${outputs[0].name} has no workspace`);
      return { kind: 'value', buffer, value: workspace, elements: slot.elements };
    }
    case 'result':
      return { kind: 'value', buffer, value: outputs[0] };
  }
}

/** All that `placing` looks at. */
function placingSignature(node: Node, constants: ReadonlyMap<Value, ConstantData>): string {
  const inPlace = operandsInPlace(node);
  const operands = node.inputs.map((input, position) => {
    const data = constants.get(input);
    if (data === undefined) return inPlace[position] ? 'in place' : '';
    const literal = literalOf(data);
    return literal === undefined ? `constant ${typeText(data.type)}` : numberText(literal);
  });
  return `${nodeSignature(node)}, ${operands.join()}`;
}
