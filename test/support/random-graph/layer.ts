import type { Value } from '../../../compiler/ir/graph.js';
import type { Choices, Sketch } from './sketch.js';

/** How the window of a convolution moves, along each axis. */
export function geometry(choices: Choices, rank = 2) {
  const perAxis = (entry: () => number) => Array.from({ length: rank }, entry);
  return {
    strides: perAxis(() => choices.between(1, 2)),
    dilations: perAxis(() => choices.of([1, 1, 2])),
    pads: Array.from({ length: 2 * rank }, () => choices.of([0, 0, 1, 2])),
  };
}

/** A bias every other time, for the end of a layer's operands. */
export function optionalBias(sketch: Sketch, choices: Choices, channels: number): Value[] {
  return choices.flag() ? [sketch.constant([channels], undefined, 'bias')] : [];
}

/** All, from 1 up: the groups that so many channels can be in. */
export function divisors(number: number): number[] {
  return Array.from({ length: number }, (_, index) => index + 1).filter((n) => number % n === 0);
}
