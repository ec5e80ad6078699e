import { argumentBytes } from '../../compiler/codegen/argument-bytes.js';
import type {
  Argument,
  PlacedNode,
} from '../../compiler/codegen/schedule/placement/placed-node.js';
import type { Node } from '../../compiler/ir/graph.js';
import { rootOf } from '../../compiler/ir/kernel.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import type { WinogradAttributes } from '../../compiler/ir/ops/shared/winograd.js';
import { winogradProducts } from '../../compiler/ir/ops/shared/winograd.js';
import { winogradForm } from '../../compiler/ir/ops/winograd_conv2d.js';
import type { WinogradConvTranspose2dAttributes } from '../../compiler/ir/ops/winograd_conv_transpose2d.js';
import { transposedProducts } from '../../compiler/ir/ops/winograd_conv_transpose2d.js';

/** Multiply-accumulates of the root: the tail is not counted, as in the literature. */
export function macsOf(node: Node): number {
  const { op, inputs, outputs, attributes } = rootOf(node);
  const types = (values: Node['inputs']) => values.map(({ type }) => type);
  return opDefinition(op).macs?.(types(inputs), attributes, types(outputs)) ?? 0;
}

/** As `macsOf`, but what is really multiplied: a Winograd convolution has fewer. */
export function multiplicationsOf(node: Node): number {
  const { op, inputs, outputs, attributes } = rootOf(node);
  const types = { inputs: inputs.map(({ type }) => type), output: outputs[0].type };
  if (op === 'winograd_conv2d') {
    return winogradProducts(
      winogradForm({ ...types, attributes: attributes as WinogradAttributes }),
    );
  }
  if (op === 'winograd_conv_transpose2d') {
    return transposedProducts({
      ...types,
      attributes: attributes as WinogradConvTranspose2dAttributes,
    });
  }
  return macsOf(node);
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
  const { op, inputs } = rootOf(node);
  const weight = inputs.at(1)?.type.shape ?? [];
  if (op === 'conv2d') {
    const pointwise = weight.slice(2).every((extent) => extent === 1);
    return pointwise && Math.min(...weight.slice(0, 2)) >= WIDE;
  }
  return (op === 'linear' || op === 'matmul') && Math.min(...weight.slice(-2)) >= WIDE;
}
