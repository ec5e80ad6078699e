import type { TopKAttributes } from '../../ir/ops/top_k.js';
import { TOP_K_TENSORS } from '../../ir/ops/top_k.js';
import type { Compute, Scalar } from '../formulas/compute.js';
import { number, read, result, select, unary } from '../formulas/compute.js';
import type { Index, IndexLike, Variable } from '../formulas/index-expr.js';
import { modulo, subtract, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';

/**
 * One after another: each step takes what comes first of all that comes behind the step before it, in the
 * order in which larger elements come first, NaN before all numbers, and of equal elements the first. The
 * element and then its position are two reductions; what they found is kept for the next step beside the
 * outputs, of which that step needs no more than the latest.
 */
export const topK: LoopLowering<TopKAttributes> = {
  kind: 'loops',
  stages: (node) => {
    const t = variable('t', node.attributes.k);
    const frame = frameOf(node);
    return [
      // Behind NaN at position −1 comes everything.
      start('chosen', frame, number(NaN)),
      start('positions', frame, number(-1)),
      { variable: t, stages: [element(t, frame), position(t, frame), ...outputs(t, frame)] },
    ];
  },
  variant: ({ attributes }) => `k${attributes.k}`,
};

type Kept = (typeof TOP_K_TENSORS)[number];

/** The axes of all lines, which of the input's they lie along, and the position there. */
interface Frame {
  readonly lines: readonly Variable[];
  readonly axis: number;
  readonly i: Variable;
}

function frameOf({
  inputs: [{ shape }],
  outputs: [output],
  attributes,
}: LoweringInput<TopKAttributes>): Frame {
  const axis = attributes.axis < 0 ? attributes.axis + shape.length : attributes.axis;
  const lines = outputAxes(output).toSpliced(axis, 1);
  return { lines, axis, i: variable('i', shape[axis]) };
}

/** What a step fills, and what the one before it has filled; `start` fills that of the first. */
const now = (t: Variable): Index => modulo(at(t), 2);
const before = (t: Variable): Index => subtract(1, now(t));
const BEFORE_FIRST = 1;

function start(target: Kept, { lines }: Frame, value: Scalar): Compute {
  const output = [toIndex(BEFORE_FIRST), ...indices(lines)];
  return { axes: lines, output, target, reductions: [], intermediates: [], value };
}

/** The largest of the elements behind the last. */
function element(t: Variable, frame: Frame): Compute {
  const { lines, i } = frame;
  const body = ifBehind(t, frame, elementOf(frame), number(-Infinity));
  return {
    axes: lines,
    output: [now(t), ...indices(lines)],
    target: 'chosen',
    reductions: [{ name: 'largest', axes: [i], combine: 'max', body, domain: [] }],
    intermediates: [],
    value: result('largest'),
  };
}

/** The least position of such an element that has this value. */
function position(t: Variable, frame: Frame): Compute {
  const { lines, i } = frame;
  const x = elementOf(frame);
  const chosen = kept('chosen', now(t), lines);
  const never = number(-Infinity);
  const here = ifBehind(t, frame, unary('neg', positionOf(i)), never);
  const body = ifEqual(x, chosen, here, ifNaN(x, ifNaN(chosen, here, never), never));
  return {
    axes: lines,
    output: [now(t), ...indices(lines)],
    target: 'positions',
    reductions: [{ name: 'first', axes: [i], combine: 'max', body, domain: [] }],
    intermediates: [],
    value: unary('neg', result('first')),
  };
}

/** What has been found becomes the next of the elements and of the positions. */
function outputs(t: Variable, { lines, axis }: Frame): Compute[] {
  const found = [kept('chosen', now(t), lines), unary('to-i32', kept('positions', now(t), lines))];
  return found.map((value, target) => ({
    axes: lines,
    output: indices(lines).toSpliced(axis, 0, at(t)),
    target,
    reductions: [],
    intermediates: [],
    value,
  }));
}

/** `then` where element i comes behind what the step before has taken. */
function ifBehind(t: Variable, frame: Frame, then: Scalar, otherwise: Scalar): Scalar {
  const { lines, i } = frame;
  const x = elementOf(frame);
  const last = kept('chosen', before(t), lines);
  const lastPosition = kept('positions', before(t), lines);
  const ifLater = select('gt', [positionOf(i), lastPosition], then, otherwise);
  const behindNaN = ifNaN(x, ifLater, then);
  const behindNumber = select('lt', [x, last], then, ifEqual(x, last, ifLater, otherwise));
  return ifNaN(last, behindNaN, behindNumber);
}

function ifNaN(x: Scalar, then: Scalar, otherwise: Scalar): Scalar {
  return select('ne', [x, x], then, otherwise);
}

function ifEqual(a: Scalar, b: Scalar, then: Scalar, otherwise: Scalar): Scalar {
  return select('eq', [a, b], then, otherwise);
}

function positionOf(i: Variable): Scalar {
  return { kind: 'integer', value: toIndex(i) };
}

function elementOf({ lines, axis, i }: Frame): Scalar {
  return read(0, indices(lines).toSpliced(axis, 0, toIndex(i)));
}

/** Workspace tensors come behind the input. */
function kept(tensor: Kept, which: IndexLike, lines: readonly Variable[]): Scalar {
  return read(1 + TOP_K_TENSORS.indexOf(tensor), [toIndex(which), ...indices(lines)]);
}

/** A loop of one iteration is none, and what it counts is 0. */
function at(t: Variable): Index {
  return toIndex(t.max === 0 ? 0 : t);
}
