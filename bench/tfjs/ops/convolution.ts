import type { Node } from '../../../compiler/ir/graph.js';
import type { Adapter } from '../adapter.js';
import { list } from '../list.js';
import type { ProgramWriter } from '../writer.js';
import { Unsupported } from '../writer.js';

interface Geometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
}

/** With one channel per group it is tfjs's depthwise convolution; other groups it does not know. */
export const conv2d: Adapter<'conv2d'> = (node, writer) => {
  const { groups } = node.attributes;
  const [outputs, inputsPerGroup] = node.inputs[1].type.shape;
  if (groups === 1) {
    // O, I, h, w becomes h, w, I, O.
    const filter = writer.weight(node.inputs[1], [2, 3, 1, 0]);
    return call('conv2d', node, filter, node.attributes, writer);
  }
  if (inputsPerGroup !== 1) {
    throw new Unsupported(`a convolution in ${groups} groups of ${inputsPerGroup} channels`);
  }
  const [, , height, width] = node.inputs[1].type.shape;
  // Output g·m + j reads channel g: h, w, g, m as tfjs has it is our order with the outputs last.
  const shape = [height, width, groups, outputs / groups];
  const filter = writer.weight(node.inputs[1], [2, 3, 0, 1], shape);
  return call('depthwiseConv2d', node, filter, node.attributes, writer);
};

function call(
  name: string,
  node: Node,
  filter: string,
  { strides, dilations, pads }: Geometry,
  writer: ProgramWriter,
): string {
  const [input, , bias] = node.inputs;
  const biasText = bias === undefined ? '' : `, bias: ${writer.operand(bias)}`;
  const geometry = `strides: ${list(strides)}, pad: ${padText(pads)}, dilations: ${list(dilations)}`;
  return (
    `tf.fused.${name}({ x: ${writer.operand(input)}, filter: ${filter}${biasText}, ` +
    `${geometry}${writer.activation(node)} })`
  );
}

/** Top, left, bottom, right as tfjs's list of pairs for N, H, W, C. */
export function padText([top, left, bottom, right]: readonly number[]): string {
  if (top === 0 && left === 0 && bottom === 0 && right === 0) return `'valid'`;
  return `[[0, 0], [${top}, ${bottom}], [${left}, ${right}], [0, 0]]`;
}
