import type { Value } from '../../../compiler/ir/graph.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import type { Choices, Sketch } from './sketch.js';

/** Adds an op of one kind to a sketch, or leaves it alone when nothing there fits. */
export type Step = (sketch: Sketch, choices: Choices, name?: string) => void;

export function unary(
  op: OpName,
  attributes: (choices: Choices) => Record<string, number> = () => ({}),
): Step {
  return (sketch, choices, name) => {
    onPicked(op)(sketch, choices, name, attributes(choices));
  };
}

/** Applies an op to some value. */
export function onPicked(op: OpName) {
  return (
    sketch: Sketch,
    choices: Choices,
    name?: string,
    attributes: Record<string, number> = {},
  ): Value | undefined => {
    const x = sketch.pick(choices);
    return x === undefined ? undefined : sketch.node(op, [x], attributes, name);
  };
}

/** A pooling window; padding must be smaller. */
export function window(choices: Choices, rank = 2) {
  const kernel = Array.from({ length: rank }, () => choices.between(1, 3));
  const strides = kernel.map(() => choices.between(1, 2));
  const pads = [...kernel, ...kernel].map((size) => choices.below(size));
  return { kernel, strides, pads, ceil_mode: choices.flag() };
}

export function hasRank(rank: number): (value: Value) => boolean {
  return (value) => value.type.shape.length === rank;
}

export function someAxis(value: Value, choices: Choices): number {
  return choices.below(value.type.shape.length);
}
