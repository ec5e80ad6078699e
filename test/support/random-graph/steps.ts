import type { Attributes, Value } from '../../../compiler/ir/graph.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import type { Shape } from '../../../compiler/ir/types.js';
import { ELEMENT_TYPES, elementCount } from '../../../compiler/ir/types.js';
import type { Choices, Sketch } from './sketch.js';
import type { Step } from './step.js';
import { hasRank, onPicked, someAxis, unary, window } from './step.js';

export const reluStep: Step = unary('relu');
export const relu6Step: Step = unary('relu6');
export const clampStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices);
  if (x === undefined) return;
  const [min, max] = [choices.of([0, -1]), choices.of([0.5, 6])].map((bound) =>
    choices.flag()
      ? sketch.number(bound)
      : sketch.constant(broadcastable(x.type.shape, choices), { from: bound, to: bound + 1 }),
  );
  sketch.node('clamp', [x, min, max], {}, name);
};
export const sigmoidStep: Step = unary('sigmoid');
export const tanhStep: Step = unary('tanh');
export const erfStep: Step = unary('erf');
export const negStep: Step = unary('neg');
export const absStep: Step = unary('abs');
export const leakyReluStep: Step = unary('leaky_relu', (choices) => ({
  slope: choices.of([0.01, 0.1, 2]),
}));
export const eluStep: Step = unary('elu', (choices) => ({ alpha: choices.of([1, 0.5]) }));
// e^x of large x leaves the range in which 32-bit floats can be compared.
export const expStep: Step = onBounded('tanh', 'exp');
export const expm1Step: Step = onBounded('tanh', 'expm1');
export const log1pStep: Step = onBounded('sigmoid', 'log1p');
export const logStep: Step = onBounded('exp', 'log');
export const sqrtStep: Step = onBounded('exp', 'sqrt');
export const floorStep: Step = onExact('floor');
export const ceilStep: Step = onExact('ceil');
export const roundStep: Step = onExact('round');
export const signStep: Step = onExact('sign');

export const addStep: Step = binary('add');
export const subStep: Step = binary('sub');
export const maximumStep: Step = binary('maximum');
export const minimumStep: Step = binary('minimum');
export const mulStep: Step = (sketch, choices, name) => {
  const a = sketch.pick(choices);
  const bounded = onPicked('tanh')(sketch, choices);
  if (a !== undefined && bounded !== undefined) sketch.node('mul', [a, bounded], {}, name);
};
export const divStep: Step = (sketch, choices, name) => {
  const a = sketch.pick(choices);
  if (a === undefined) return;
  const b = sketch.constant(broadcastable(a.type.shape, choices), { from: 0.5, to: 2 });
  sketch.node('div', choices.flag() ? [a, b] : [b, b], {}, name);
};

/** Of what is positive, since roundings may make a negative number of a zero. */
export const powStep: Step = (sketch, choices, name) => {
  const bounded = onPicked('tanh')(sketch, choices);
  const base = bounded && sketch.node('exp', [bounded], {});
  if (bounded === undefined || base === undefined) return;
  const number = sketch.number(choices.of([-2, -1, -0.5, 0.5, 1, 2, 2.5, 3, 4]));
  sketch.node('pow', [base, choices.flag() ? bounded : number], {}, name);
};

export const conv2dStep: Step = convolution;
export const conv1dStep: Step = (sketch, choices, name) => {
  spatialConvolution(sketch, choices, 1, name);
};
export const conv3dStep: Step = (sketch, choices, name) => {
  spatialConvolution(sketch, choices, 3, name);
};
export const depthwiseConv2dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const kernel = [choices.between(1, 3), choices.between(1, 3)];
  const shape = [channels * choices.between(1, 2), 1, ...kernel];
  const weights = [
    sketch.weight(shape, elementCount(kernel)),
    ...optionalBias(sketch, choices, shape[0]),
  ];
  sketch.node('depthwise_conv2d', [x, ...weights], geometry(choices), name);
};
export const winogradConv2dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => hasRank(4)(value) && value.type.shape[1] % 4 === 0);
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const kernel = [choices.of([1, 3, 5]), choices.of([2, 3])];
  const weights = [
    sketch.weight([8, channels, ...kernel], channels * elementCount(kernel)),
    ...optionalBias(sketch, choices, 8),
  ];
  const pads = [0, 0, 0, 0].map(() => choices.between(0, 2));
  const tile = kernel.map((taps) => (taps === 1 ? 1 : choices.of([2, 4])));
  const attributes = { pads, tile, strips: 1, blocks: 1, slots: 1 };
  sketch.node('winograd_conv2d', [x, ...weights], attributes, name);
};
export const winogradConvTranspose2dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => hasRank(4)(value) && value.type.shape[1] % 4 === 0);
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const kernel = [choices.between(2, 4), choices.between(2, 4)];
  const weights = [
    sketch.weight([channels, 8, ...kernel], channels * elementCount(kernel)),
    ...optionalBias(sketch, choices, 8),
  ];
  const pads = [0, 0, 0, 0].map(() => choices.between(0, 1));
  const attributes = { pads, strides: [2, 2], output_padding: [0, 0] };
  const tiles = { tile: choices.of([2, 4]), strips: 1, blocks: 1, slots: 1 };
  sketch.node('winograd_conv_transpose2d', [x, ...weights], { ...attributes, ...tiles }, name);
};
export const convTranspose1dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(3));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const groups = choices.of([1, 1, ...divisors(channels)]);
  const shape = [channels, choices.between(1, 4), choices.between(1, 4)];
  const weights = [
    sketch.weight(shape, (channels / groups) * shape[2]),
    ...optionalBias(sketch, choices, groups * shape[1]),
  ];
  const output_padding = [choices.of([0, 0, 1])];
  const attributes = { ...geometry(choices, 1), output_padding, groups };
  sketch.node('conv_transpose1d', [x, ...weights], attributes, name);
};
export const convTranspose2dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const groups = choices.of([1, 1, ...divisors(channels)]);
  const perGroup = choices.between(1, 4);
  const shape = [channels, perGroup, choices.between(1, 4), choices.between(1, 4)];
  const weights = [
    sketch.weight(shape, (channels / groups) * elementCount(shape.slice(2))),
    ...optionalBias(sketch, choices, groups * perGroup),
  ];
  const output_padding = [choices.of([0, 0, 1]), choices.of([0, 0, 1])];
  const attributes = { ...geometry(choices), output_padding, groups };
  sketch.node('conv_transpose2d', [x, ...weights], attributes, name);
};
export const linearStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x === undefined) return;
  const features = x.type.shape[x.type.shape.length - 1];
  const outputs = choices.between(1, 6);
  const weights = [
    sketch.weight([outputs, features], features),
    ...optionalBias(sketch, choices, outputs),
  ];
  sketch.node('linear', [x, ...weights], {}, name);
};
export const matmulStep: Step = (sketch, choices, name) => {
  const a = sketch.pick(choices, (value) => value.type.shape.length >= 2);
  if (a === undefined) return;
  const { shape } = a.type;
  const rank = shape.length;
  if (choices.below(3) > 0) {
    const axis = choices.below(rank);
    const matrix = sketch.weight([shape[axis], choices.between(1, 6)], shape[axis]);
    sketch.node('matmul', [a, matrix], { axis }, name);
    return;
  }
  const swapped = Array.from({ length: rank }, (_, axis) => axis);
  [swapped[rank - 1], swapped[rank - 2]] = [rank - 2, rank - 1];
  const b = sketch.node('transpose', [a], { permutation: swapped });
  if (b !== undefined) sketch.node('matmul', [a, b], { axis: -1 }, name);
};
export const lstmStep = recurrentLayer('lstm', 4, coupledForm);
export const lstmRecurrenceStep = recurrence('lstm_recurrence', 4, coupledForm);
export const gruStep = recurrentLayer('gru', 3, resetForm);
export const gruRecurrenceStep = recurrence('gru_recurrence', 3, resetForm);
export const rnnStep = recurrentLayer('rnn', 1, activationForm);
export const rnnRecurrenceStep = recurrence('rnn_recurrence', 1, activationForm);
export const batchNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length >= 2);
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const around = { from: -1, to: 1 };
  const positive = { from: 0.5, to: 2 };
  const statistics = [positive, around, around, positive].map((range) =>
    sketch.constant([channels], range, 'statistic'),
  );
  sketch.node('batch_norm', [x, ...statistics], { epsilon: 1e-5 }, name);
};
export const instanceNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const affine = affineOf(sketch, [x.type.shape[1]]);
  // A larger epsilon, since the quotient of a nearly constant picture is all rounding.
  sketch.node('instance_norm', [x, ...(choices.flag() ? affine : [])], { epsilon: 0.1 }, name);
};
export const groupNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const groups = choices.of([1, channels % 2 === 0 ? 2 : 1, channels]);
  const affine = choices.flag() ? affineOf(sketch, [channels]) : [];
  sketch.node('group_norm', [x, ...affine], { groups, epsilon: 0.1 }, name);
};
export const layerNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, ({ type }) => type.shape.length >= 1);
  if (x === undefined) return;
  const axis = choices.between(0, x.type.shape.length - 1);
  const affine = choices.flag() ? affineOf(sketch, x.type.shape.slice(axis)) : [];
  sketch.node('layer_norm', [x, ...affine], { axis, epsilon: 0.1 }, name);
};
export const rmsNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, ({ type }) => type.shape.length >= 1);
  if (x === undefined) return;
  const axis = choices.between(0, x.type.shape.length - 1);
  const [weight] = affineOf(sketch, x.type.shape.slice(axis));
  sketch.node('rms_norm', [x, ...(choices.flag() ? [weight] : [])], { axis, epsilon: 0.1 }, name);
};
export const reduceSumStep: Step = reduction('reduce_sum');
export const reduceMeanStep: Step = reduction('reduce_mean');
export const reduceMaxStep: Step = reduction('reduce_max');
export const reduceMinStep: Step = reduction('reduce_min');
export const reduceLogSumExpStep: Step = reduction('reduce_log_sum_exp', 'tanh');
export const reduceL2Step: Step = reduction('reduce_l2');
// Products of many elements leave the range in which 32-bit floats can be compared, and a variance is what
// is left of much larger numbers.
export const reduceProductStep: Step = reduction('reduce_product', 'tanh');
export const reduceVarianceStep: Step = reduction('reduce_variance', 'tanh');
export const biasStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length >= 2);
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const vector =
    sketch.pick(choices, ({ type }) => type.shape.length === 1 && type.shape[0] === channels) ??
    sketch.constant([channels], undefined, 'bias');
  sketch.node('bias', [x, vector], {}, name);
};
export const softmaxStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x !== undefined) sketch.node('softmax', [x], { axis: someAxis(x, choices) }, name);
};

export const logSoftmaxStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x !== undefined) sketch.node('log_softmax', [x], { axis: someAxis(x, choices) }, name);
};
export const preluStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length >= 2);
  if (x === undefined) return;
  const slopes = sketch.constant([choices.flag() ? x.type.shape[1] : 1], undefined, 'weight');
  sketch.node('prelu', [x, slopes], {}, name);
};

export const maxPoolStep: Step = (sketch, choices, name) => {
  const dilations = [choices.of([1, 1, 2]), choices.of([1, 1, 2])];
  const x = sketch.pick(choices, hasRank(4));
  if (x !== undefined) sketch.node('max_pool', [x], { ...window(choices), dilations }, name);
};
export const avgPoolStep: Step = averaging;
export const maxPool1dStep: Step = spatialPooling('max_pool1d', 1);
export const maxPool3dStep: Step = spatialPooling('max_pool3d', 3);
export const avgPool1dStep: Step = spatialPooling('avg_pool1d', 1);
export const avgPool3dStep: Step = spatialPooling('avg_pool3d', 3);
export const globalAvgPoolStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x !== undefined) sketch.node('global_avg_pool', [x], {}, name);
};
export const globalMaxPoolStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x !== undefined) sketch.node('global_max_pool', [x], {}, name);
};

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
export const padStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x === undefined) return;
  const rank = x.type.shape.length;
  const isPicture = rank === 4 && choices.below(3) > 0;
  const pads = Array.from({ length: 2 * rank }, (_, side) =>
    isPicture && side % rank < 2 ? 0 : choices.below(3),
  );
  const padded = sketch.node('pad', [x], { pads, value: choices.of([0, 0, -1.5]) }, name);
  // What follows a padded picture is what passes look at.
  if (isPicture && padded !== undefined) choices.of([convolution, averaging])(sketch, choices);
};
export const reflectionPadStep: Step = border('reflection_pad');
export const replicationPadStep: Step = border('replication_pad');
export const circularPadStep: Step = border('circular_pad');
export const symmetricPadStep: Step = border('symmetric_pad');
export const resizeStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const mode = choices.of(['nearest', 'nearest', 'bilinear', 'bicubic']);
  const factors = x.type.shape.slice(2).flatMap((extent) =>
    choices.of([
      [choices.between(1, 3), 1],
      [choices.between(1, 5), extent],
    ]),
  );
  const coordinates = choices.of(['asymmetric', 'half_pixel', 'align_corners']);
  const attributes = { factors, mode, coordinates, rounding: 'floor', cubic: -0.75 };
  sketch.node('resize', [x], attributes, name);
};
export const pixelShuffleStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => hasRank(4)(value) && value.type.shape[1] % 4 === 0);
  if (x !== undefined) sketch.node('pixel_shuffle', [x], { factor: 2 }, name);
};
export const pixelUnshuffleStep: Step = (sketch, choices, name) => {
  const isEven = (extent: number): boolean => extent % 2 === 0;
  const x = sketch.pick(
    choices,
    (value) => hasRank(4)(value) && value.type.shape.slice(2).every(isEven),
  );
  if (x !== undefined) sketch.node('pixel_unshuffle', [x], { factor: 2 }, name);
};
export const localResponseNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  const size = choices.between(1, 5);
  const attributes = { size, alpha: 0.1, beta: choices.of([0.75, 1, 0.4]), k: 1 };
  if (x !== undefined) sketch.node('local_response_norm', [x], attributes, name);
};
export const adaptiveAvgPoolStep: Step = adaptive('adaptive_avg_pool');
export const adaptiveMaxPoolStep: Step = adaptive('adaptive_max_pool');
export const constantStep: Step = (sketch, choices) => {
  const like = sketch.pick(choices);
  if (like !== undefined) sketch.offer(sketch.constant(like.type.shape));
};

function adaptive(op: OpName): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(4));
    const size = [choices.between(1, 4), choices.between(1, 4)];
    if (x !== undefined) sketch.node(op, [x], { size }, name);
  };
}

/** An op of what another one leaves of a value; `exp` itself is taken of what tanh leaves. */
function onBounded(bounds: 'tanh' | 'sigmoid' | 'exp', op: OpName): Step {
  return (sketch, choices, name) => {
    const x = onPicked(bounds === 'exp' ? 'tanh' : bounds)(sketch, choices);
    const bounded = bounds === 'exp' && x ? sketch.node('exp', [x], {}) : x;
    if (bounded !== undefined) sketch.node(op, [bounded], {}, name);
  };
}

/** An op that jumps, where no rounding moves a value across. */
function onExact(op: OpName): Step {
  return (sketch, choices, name) => {
    const x = sketch.pickExact(choices, ({ type }) => type.element === 'f32');
    if (x !== undefined) sketch.node(op, [x], {}, name);
  };
}

/** A border around a picture, which zeros around the next op must not be taken for. */
function comparison(
  op: 'equal' | 'not_equal' | 'greater' | 'greater_equal' | 'less' | 'less_equal',
): Step {
  return (sketch, choices, name) => {
    const a = sketch.pickExact(choices);
    const b = a && sketch.pickExact(choices, ({ type }) => type.element === a.type.element);
    if (a && b) sketch.node(op, [a, b], {}, name);
  };
}

function logical(op: 'logical_and' | 'logical_or' | 'logical_xor'): Step {
  return (sketch, choices, name) => {
    const a = sketch.pickExact(choices, ({ type }) => type.element === 'bool');
    const b = sketch.pickExact(choices, ({ type }) => type.element === 'bool');
    if (a && b) sketch.node(op, [a, b], {}, name);
  };
}

function border(op: 'reflection_pad' | 'replication_pad' | 'circular_pad' | 'symmetric_pad'): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(4));
    if (x === undefined) return;
    const pads = Array.from({ length: 8 }, (_, side) => (side % 4 < 2 ? 0 : choices.below(3)));
    sketch.node(op, [x], { pads }, name);
    choices.of([convolution, averaging])(sketch, choices);
  };
}

/** A sum with another value, in either order, or with a constant that broadcasts. */
function binary(op: 'add' | 'sub' | 'maximum' | 'minimum'): Step {
  return (sketch, choices, name) => {
    const a = sketch.pick(choices);
    const b = sketch.pick(choices);
    if (a === undefined || b === undefined) return;
    const isWithConstant = choices.flag() || sketch.node(op, [a, b], {}, name) === undefined;
    if (!isWithConstant) return;
    const constant = sketch.constant(broadcastable(a.type.shape, choices));
    sketch.node(op, choices.flag() ? [a, constant] : [constant, a], {}, name);
  };
}

function convolution(sketch: Sketch, choices: Choices, name?: string): void {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const isPointwise = choices.below(4) === 3;
  const kernel = isPointwise ? [1, 1] : [choices.between(1, 3), choices.between(1, 3)];
  const groups = choices.of([1, 1, ...divisors(channels)]);
  const outputs = groups * choices.between(1, groups === 1 ? 6 : 2);
  const shape = [outputs, channels / groups, ...kernel];
  const weights = [
    sketch.weight(shape, elementCount(shape.slice(1))),
    ...optionalBias(sketch, choices, outputs),
  ];
  const plain = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
  const attributes = { ...(isPointwise ? plain : geometry(choices)), groups };
  sketch.node('conv2d', [x, ...weights], attributes, name);
}

function spatialPooling(
  op: 'max_pool1d' | 'max_pool3d' | 'avg_pool1d' | 'avg_pool3d',
  rank: 1 | 3,
): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(rank + 2));
    if (x === undefined) return;
    const form = window(choices, rank);
    const dilations = form.kernel.map(() => choices.of([1, 1, 2]));
    const count_include_pad = choices.flag();
    const isMaximum = op === 'max_pool1d' || op === 'max_pool3d';
    sketch.node(op, [x], isMaximum ? { ...form, dilations } : { ...form, count_include_pad }, name);
  };
}

/** Of rows or volumes. */
function spatialConvolution(sketch: Sketch, choices: Choices, rank: 1 | 3, name?: string): void {
  const x = sketch.pick(choices, hasRank(rank + 2));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const groups = choices.of([1, 1, ...divisors(channels)]);
  const outputs = groups * choices.between(1, groups === 1 ? 6 : 2);
  const kernel = Array.from({ length: rank }, () => choices.between(1, 3));
  const shape = [outputs, channels / groups, ...kernel];
  const weights = [
    sketch.weight(shape, elementCount(shape.slice(1))),
    ...optionalBias(sketch, choices, outputs),
  ];
  const attributes = { ...geometry(choices, rank), groups };
  sketch.node(rank === 1 ? 'conv1d' : 'conv3d', [x, ...weights], attributes, name);
}

function averaging(sketch: Sketch, choices: Choices, name?: string): void {
  const x = sketch.pick(choices, hasRank(4));
  const count_include_pad = choices.flag();
  if (x !== undefined) {
    sketch.node('avg_pool', [x], { ...window(choices), count_include_pad }, name);
  }
}

function geometry(choices: Choices, rank = 2) {
  const perAxis = (entry: () => number) => Array.from({ length: rank }, entry);
  return {
    strides: perAxis(() => choices.between(1, 2)),
    dilations: perAxis(() => choices.of([1, 1, 2])),
    pads: Array.from({ length: 2 * rank }, () => choices.of([0, 0, 1, 2])),
  };
}

function optionalBias(sketch: Sketch, choices: Choices, channels: number): Value[] {
  return choices.flag() ? [sketch.constant([channels], undefined, 'bias')] : [];
}

/** A shape that broadcasts to `shape`: some leading axes missing, some extents 1. */
function broadcastable(shape: Shape, choices: Choices): number[] {
  const trailing = shape.slice(choices.below(shape.length + 1));
  return trailing.map((extent) => (choices.below(3) === 2 ? 1 : extent));
}

function divisors(number: number): number[] {
  return Array.from({ length: number }, (_, index) => index + 1).filter((n) => number % n === 0);
}

export const castStep: Step = (sketch, choices, name) => {
  const x = sketch.pickExact(choices);
  if (x !== undefined) sketch.node('cast', [x], { to: choices.of(ELEMENT_TYPES) }, name);
};
export const equalStep = comparison('equal');
export const greaterStep = comparison('greater');
export const lessStep = comparison('less');
export const notEqualStep = comparison('not_equal');
export const greaterEqualStep = comparison('greater_equal');
export const lessEqualStep = comparison('less_equal');
export const logicalAndStep = logical('logical_and');
export const logicalOrStep = logical('logical_or');
export const logicalXorStep = logical('logical_xor');
export const logicalNotStep: Step = (sketch, choices, name) => {
  const x = sketch.pickExact(choices, ({ type }) => type.element === 'bool');
  if (x !== undefined) sketch.node('logical_not', [x], {}, name);
};
export const whereStep: Step = (sketch, choices, name) => {
  const condition = sketch.pickExact(choices, ({ type }) => type.element === 'bool');
  const a = sketch.pick(choices);
  const b = sketch.pick(choices);
  if (condition && a && b) sketch.node('where', [condition, a, b], {}, name);
};

/** A weight and a bias of a normalisation. */
function affineOf(sketch: Sketch, shape: Shape): Value[] {
  return [
    { from: 0.5, to: 2 },
    { from: -1, to: 1 },
  ].map((range) => sketch.constant(shape, range, 'affine'));
}

/** Along any axes, of what `bounded` makes of a value where that is given. */
function reduction(op: OpName, bounded?: 'tanh'): Step {
  return (sketch, choices, name) => {
    const x = bounded === undefined ? sketch.pick(choices) : onPicked(bounded)(sketch, choices);
    if (x === undefined || x.type.shape.length < 2) return;
    const axes = x.type.shape.flatMap((_, axis) => (axis > 0 && choices.flag() ? [axis] : []));
    sketch.node(op, [x], { axes, keepdims: choices.flag() }, name);
  };
}

type AttributeForm = (choices: Choices) => Attributes;

function coupledForm(choices: Choices): Attributes {
  return { coupled: choices.flag() };
}

function resetForm(choices: Choices): Attributes {
  return { reset_after: choices.flag() };
}

function activationForm(choices: Choices): Attributes {
  return { activation: choices.of(['tanh', 'relu']) };
}

function recurrentLayer(op: OpName, gates: number, form: AttributeForm): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(3));
    if (x === undefined) return;
    const features = x.type.shape[2];
    const width = choices.between(1, 6);
    const rows = gates * width;
    const biases = choices.flag() ? [[rows], [rows]] : [];
    const weights = [
      sketch.weight([rows, features], features),
      sketch.weight([rows, width], width),
      ...biases.map((shape) => sketch.constant(shape, undefined, 'bias')),
    ];
    const direction = { states: choices.flag(), reverse: choices.flag() };
    sketch.nodes(op, [x, ...weights], { ...direction, ...form(choices) }, name);
  };
}

function recurrence(op: OpName, gates: number, form: AttributeForm): Step {
  return (sketch, choices, name) => {
    const input = sketch.pick(
      choices,
      ({ type: { shape } }) => shape.length === 3 && shape[2] % gates === 0,
    );
    if (input === undefined) return;
    const width = input.type.shape[2] / gates;
    const weight = sketch.weight([gates * width, width], width);
    const direction = { states: choices.flag(), reverse: choices.flag() };
    sketch.nodes(op, [input, weight], { ...direction, ...form(choices) }, name);
  };
}
