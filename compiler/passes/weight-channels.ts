import type { WeightRole } from '../ir/op.js';
import type { Shape } from '../ir/types.js';
import { elementCount } from '../ir/types.js';

/** Gives the channel of an element of a weight, by the element's index in row-major order. */
export type ChannelOf = (element: number) => number;

/** How many output channels a weight of this shape has. */
export function outputCount({ outputs, groups, acrossGroups }: WeightRole, shape: Shape): number {
  return acrossGroups === 'outputs' ? shape[outputs] : shape[outputs] * groups;
}

/** The output channel that an element contributes to. */
export function outputChannels(role: WeightRole, shape: Shape): ChannelOf {
  const { outputs, inputs, groups, acrossGroups } = role;
  const output = along(outputs, shape);
  if (acrossGroups === 'outputs' || inputs === undefined) return output;
  const input = along(inputs, shape);
  const inputsPerGroup = shape[inputs] / groups;
  return (element) =>
    Math.floor(input(element) / inputsPerGroup) * shape[outputs] + output(element);
}

/** The input channel that an element is multiplied with. */
export function inputChannels(
  { outputs, groups, acrossGroups }: WeightRole,
  inputs: number,
  shape: Shape,
): ChannelOf {
  const input = along(inputs, shape);
  if (acrossGroups === 'inputs') return input;
  const output = along(outputs, shape);
  const outputsPerGroup = shape[outputs] / groups;
  return (element) =>
    Math.floor(output(element) / outputsPerGroup) * shape[inputs] + input(element);
}

/** An element's index along an axis. */
function along(axis: number, shape: Shape): ChannelOf {
  const behind = elementCount(shape.slice(axis + 1));
  return (element) => Math.floor(element / behind) % shape[axis];
}
