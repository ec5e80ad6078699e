import type { Value } from '../../../../compiler/ir/graph.js';
import { elementCount } from '../../../../compiler/ir/types.js';
import { divisors } from '../layer.js';
import type { Step } from '../step.js';
import { someAxis } from '../step.js';

export const flattenStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x !== undefined) sketch.node('flatten', [x], { axis: someAxis(x, choices) }, name);
};

export const reshapeStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices);
  if (x === undefined) return;
  const { shape } = x.type;
  const count = elementCount(shape);
  const factor = choices.of(divisors(count)) ?? 1;
  const forms = [
    [count],
    [factor, count / factor],
    [1, factor, count / factor, 1],
    shape.toReversed(),
  ];
  sketch.node('reshape', [x], { shape: choices.of(forms) ?? [count] }, name);
};

export const transposeStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices);
  if (x === undefined) return;
  const left = x.type.shape.map((_, axis) => axis);
  const permutation: number[] = [];
  while (left.length > 0) permutation.push(...left.splice(choices.below(left.length), 1));
  sketch.node('transpose', [x], { permutation }, name);
};

export const concatStep: Step = (sketch, choices, name) => {
  const first = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (first === undefined) return;
  const axis = someAxis(first, choices);
  const fits = ({ type }: Value): boolean =>
    type.shape.length === first.type.shape.length &&
    type.shape.every((extent, other) => other === axis || extent === first.type.shape[other]);
  const others = Array.from({ length: choices.between(0, 2) }, () => sketch.pick(choices, fits));
  const parts = [first, ...others.filter((value) => value !== undefined)];
  if (choices.below(4) === 3) parts.push(sketch.constant(first.type.shape));
  sketch.node('concat', parts, { axis }, name);
};

export const sliceStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x === undefined) return;
  const axis = someAxis(x, choices);
  const start = choices.below(x.type.shape[axis]);
  const step = choices.of([1, 2, -1]);
  const reach = step > 0 ? x.type.shape[axis] - start : start + 1;
  const length = choices.between(1, Math.ceil(reach / Math.abs(step)));
  const cut = { axes: [axis], starts: [start], lengths: [length], steps: [step] };
  sketch.node('slice', [x], cut, name);
};

/** Into two or three, of which later steps may use any. */
export const splitStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, ({ type: { shape } }) => shape.some((extent) => extent > 1));
  if (x === undefined) return;
  const axis = someAxis(x, choices);
  const extent = x.type.shape[axis];
  if (extent === 1) return;
  // Every other time whole vectors, where there are two.
  const unit = extent > 4 && choices.flag() ? 4 : 1;
  const first = unit * choices.between(1, Math.ceil(extent / unit) - 1);
  const rest = extent - first;
  const sizes = rest > 1 && choices.flag() ? [first, 1, rest - 1] : [first, rest];
  sketch.nodes('split', [x], { axis, sizes }, name);
};

export const constantStep: Step = (sketch, choices) => {
  const like = sketch.pick(choices);
  if (like !== undefined) sketch.offer(sketch.constant(like.type.shape));
};
