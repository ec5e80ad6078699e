import { argumentBytes } from '../../compiler/codegen/argument-bytes.js';
import type {
  Argument,
  PlacedNode,
} from '../../compiler/codegen/schedule/placement/placed-node.js';
import type { Node } from '../../compiler/ir/graph.js';
import { rootOf } from '../../compiler/ir/kernel.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import { weightRole } from '../../compiler/ir/traits.js';

/** Multiply-accumulates of the root: the tail is not counted, as in the literature. */
export function macsOf(node: Node): number {
  return countOf(node, 'macs') ?? 0;
}

/** As `macsOf`, but what is really multiplied: a Winograd convolution has fewer. */
export function multiplicationsOf(node: Node): number {
  return countOf(node, 'products') ?? macsOf(node);
}

function countOf(node: Node, what: 'macs' | 'products'): number | undefined {
  const { op, inputs, outputs, attributes } = rootOf(node);
  const types = (values: Node['inputs']) => values.map(({ type }) => type);
  return opDefinition(op)[what]?.(types(inputs), attributes, types(outputs));
}

/** Bytes that a kernel has to read and write when it touches everything once, its workspace aside. */
export interface Traffic {
  readonly weightBytes: number;
  readonly activationBytes: number;
}

export function trafficOf(placed: PlacedNode): Traffic {
  const sum = (kind: Argument['kind']): number =>
    placed.arguments
      .filter((argument) => argument.kind === kind && !isWorkspace(argument))
      .reduce((bytes, argument) => bytes + argumentBytes(argument), 0);
  return { weightBytes: sum('constant'), activationBytes: sum('value') };
}

function isWorkspace(argument: Argument): boolean {
  return argument.kind === 'value' && argument.elements !== undefined;
}

/** Channels from which on a matrix product has enough work for any register tile. */
const WIDE = 64;

/** Whether this is a 1×1 convolution or a dense layer with at least 64 channels on both sides. */
export function isWidePointwise(node: Node): boolean {
  const root = rootOf(node);
  const role = weightRole(root);
  if (role?.inputs === undefined) return false;
  const { shape } = root.inputs[role.operand].type;
  const channels = [role.outputs, role.inputs];
  return shape.every((extent, axis) => (channels.includes(axis) ? extent >= WIDE : extent === 1));
}
