import type { Value } from '../../../compiler/ir/graph.js';
import { sliceRanges } from '../../../compiler/ir/ops/slice.js';
import type { Adapter } from '../adapter.js';
import { channelsLastAxes, channelsLastShape, logicalAxes } from '../channels-last.js';
import { list } from '../list.js';
import type { ProgramWriter } from '../writer.js';
import { Unsupported } from '../writer.js';

export const concat: Adapter<'concat'> = ({ inputs, attributes }, writer) => {
  const rank = inputs[0].type.shape.length;
  const axis = channelsLastAxes(rank).indexOf((attributes.axis + rank) % rank);
  return `tf.concat([${inputs.map((input) => writer.operand(input)).join(', ')}], ${axis})`;
};

/** Elements keep their logical order: a picture is turned to N, C, H, W before it is regrouped. */
export const reshape: Adapter<'reshape' | 'flatten'> = ({ inputs: [x], outputs: [y] }, writer) => {
  const { shape } = y.type;
  const regrouped = `tf.reshape(${logical(x, writer)}, ${list(shape)})`;
  return mixesAxes(shape)
    ? `tf.transpose(${regrouped}, ${list(channelsLastAxes(shape.length))})`
    : regrouped;
};

export const transpose: Adapter<'transpose'> = ({ inputs: [x], attributes }, writer) => {
  const rank = x.type.shape.length;
  const place = logicalAxes(rank);
  const axes = channelsLastAxes(rank).map((axis) => place[attributes.permutation[axis]]);
  return `tf.transpose(${writer.operand(x)}, ${list(axes)})`;
};

export const pad: Adapter<'pad'> = ({ inputs: [x], attributes }, writer) =>
  `tf.pad(${writer.operand(x)}, ${borders(x, attributes.pads)}, ${attributes.value})`;

export const reflectionPad: Adapter<'reflection_pad'> = ({ inputs: [x], attributes }, writer) =>
  `tf.mirrorPad(${writer.operand(x)}, ${borders(x, attributes.pads)}, 'reflect')`;

/** Elements before and after each axis, in pairs. */
function borders({ type }: Value, pads: readonly number[]): string {
  const rank = type.shape.length;
  return `[${channelsLastAxes(rank)
    .map((axis) => list([pads[axis], pads[axis + rank]]))
    .join(', ')}]`;
}

export const slice: Adapter<'slice'> = ({ inputs: [x], attributes }, writer) => {
  const { shape } = x.type;
  const begin = shape.map(() => 0);
  const size = [...shape];
  for (const { axis, start, length, step } of sliceRanges(shape, attributes)) {
    if (step !== 1) throw new Unsupported(`a slice in steps of ${step}`);
    begin[axis] = start;
    size[axis] = length;
  }
  return `tf.slice(${writer.operand(x)}, ${list(channelsLastShape(begin))}, ${list(channelsLastShape(size))})`;
};

function logical(value: Value, writer: ProgramWriter): string {
  const { shape } = value.type;
  const operand = writer.operand(value);
  return mixesAxes(shape)
    ? `tf.transpose(${operand}, ${list(logicalAxes(shape.length))})`
    : operand;
}

/** Whether channels last is another order of the elements, and not only of the axes. */
function mixesAxes(shape: readonly number[]): boolean {
  return shape.length === 4 && shape[1] > 1 && shape[2] * shape[3] > 1;
}
