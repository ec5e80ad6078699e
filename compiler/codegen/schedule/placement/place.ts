import type { ConstantData, Graph, Node, Value } from '../../../ir/graph.js';
import { memoize } from '../../../ir/memoize.js';
import { operandsInPlace } from '../../../ir/memory/parts.js';
import { isOp } from '../../../ir/rewrite.js';
import { numberText } from '../../../ir/text/numbers.js';
import { typeText } from '../../../ir/types.js';
import { nodeSignature } from '../../../ir/node-signature.js';
import type { Argument, PlacedNode } from './placed-node.js';
import type { Placement, PlacingOptions, Slot } from './placement.js';
import { literalOf, placementOf } from './placement.js';

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
 * their `computes` are then the same object. With one `choose` all targets start from this, so that they
 * share the tiles' panels and with them one file of weights, but for outputs so narrow that one core packs
 * them otherwise.
 */
export function nodePlacer(
  constants: ReadonlyMap<Value, ConstantData>,
  options: PlacingOptions,
): (node: Node) => PlacedNode {
  const placingOf = memoize(
    (node: Node) => placingSignature(node, constants),
    (node) => placementOf(node, constants, options),
  );
  return (node) => placedIn(placingOf(node), node, constants);
}

/** The same for one node by itself. */
export function placeNode(
  node: Node,
  constants: ReadonlyMap<Value, ConstantData>,
  options: PlacingOptions,
): PlacedNode {
  return placedIn(placementOf(node, constants, options), node, constants);
}

function placedIn(
  { slots, ...alike }: Placement,
  node: Node,
  constants: ReadonlyMap<Value, ConstantData>,
): PlacedNode {
  return { ...alike, node, arguments: slots.map((slot) => argumentIn(slot, node, constants)) };
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
      return { kind: 'value', buffer, value: outputs[slot.position] };
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
