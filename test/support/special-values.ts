import type { Tensor } from '../../compiler/ir/tensor.js';
import type { OpCase } from './op-cases.js';
import type { Operand } from './op-cases/case.js';
import { opCase, operand, weights } from './op-cases/case.js';

/** Seven elements: a vector and a rest. */
const LINE = operand(7);

/** Ops that choose among values, or bend them by arithmetic alone. */
export function* choosingCases(): Iterable<OpCase> {
  for (const op of ['relu', 'relu6', 'tanh'] as const) yield opCase(op, [LINE]);
  for (const op of ['floor', 'ceil', 'round', 'sign', 'sqrt'] as const) yield opCase(op, [LINE]);
  for (const op of ['log', 'log1p', 'expm1'] as const) yield opCase(op, [LINE]);
  yield opCase('leaky_relu', [LINE], { slope: 0.1 });
  yield opCase('prelu', [operand(1, 5), weights(5)]);
  const bounds = [-0.5, 0.25].map((bound): Operand => ({ ...weights(), values: [bound] }));
  yield opCase('clamp', [LINE, ...bounds]);
  yield opCase('clamp', [LINE, LINE, LINE]);
  for (const op of ['maximum', 'minimum'] as const) {
    yield opCase(op, [LINE, LINE]);
    yield opCase(op, [operand(5, 3), operand(5, 1)]);
  }
}

/** Ops that compare: of equal elements it counts which is the first, and NaN is like none. */
export function* orderCases(): Iterable<OpCase> {
  const ties: Operand = { shape: [9, 2], values: [1, 3, 3, -2, 0] };
  for (const op of ['argmax', 'argmin'] as const) {
    yield opCase(op, [LINE], { axis: 0, keepdims: false });
    for (const axis of [0, 1]) yield opCase(op, [ties], { axis, keepdims: true });
  }
  const form = { capacity: 4, iou_threshold: 0.25, score_threshold: -1 };
  const boxes: Operand = { shape: [1, 5, 4], range: { from: 0, to: 2 } };
  yield opCase('non_max_suppression', [boxes, operand(1, 1, 5)], form);
  yield opCase('top_k', [LINE], { axis: 0, k: 7 });
  yield opCase('top_k', [ties], { axis: 0, k: 4 });
}

/** Ops with an exponential in them. */
export function* exponentialCases(): Iterable<OpCase> {
  for (const op of ['erf', 'exp', 'sigmoid'] as const) yield opCase(op, [LINE]);
  yield opCase('elu', [LINE], { alpha: 1.5 });
}

/** Windows of every kind of loop: rows of taps written out or not, between edges and at them. */
export function* maximumCases(): Iterable<OpCase> {
  const plain = {
    kernel: [2, 2],
    strides: [2, 2],
    pads: [0, 0, 0, 0],
    ceil_mode: false,
    dilations: [1, 1],
  };
  // Five channels are a vector and a part of one.
  for (const form of [
    { kernel: [1, 3], strides: [1, 1] },
    { kernel: [3, 1], strides: [2, 1] },
    {},
    { kernel: [3, 3], strides: [2, 2] },
    { kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] },
    { kernel: [3, 2], pads: [2, 1, 0, 0], ceil_mode: true },
    { strides: [1, 1], dilations: [2, 3] },
    { kernel: [4, 5], strides: [1, 1], pads: [2, 2, 1, 2] },
  ]) {
    yield opCase('max_pool', [operand(1, 5, 5, 5)], { ...plain, ...form });
  }
  yield opCase('max_pool', [operand(1, 1, 5, 6)], plain);
  yield opCase('max_pool', [operand(1, 5, 5, 5)], { ...plain, places: true });
  const along = { strides: [1], pads: [1, 1], ceil_mode: false, dilations: [1] };
  yield opCase('max_pool1d', [operand(1, 5, 9)], { ...along, kernel: [3] });
  const volume = { strides: [2, 1, 1], pads: [0, 1, 0, 1, 0, 1], ceil_mode: false };
  yield opCase('max_pool3d', [operand(1, 5, 3, 3, 3)], {
    ...volume,
    kernel: [2, 2, 2],
    dilations: [1, 1, 1],
  });
  yield opCase('global_max_pool', [operand(1, 5, 3, 4)]);
  yield opCase('adaptive_max_pool', [operand(1, 5, 3, 4)], { size: [2, 3] });
  const boxes: Operand = { shape: [2, 4], values: [0, 1, 2, 2, 1, 0, 3, 1], constant: true };
  yield opCase('roi_pool', [operand(1, 5, 3, 4), boxes], { size: [2, 2], spatial_scale: 1 });
  yield opCase('global_max_pool', [operand(1, 1, 3, 3)]);
}

/** Everything else that mixes elements of its input, in small. */
export function* mixingCases(): Iterable<OpCase> {
  const picture = operand(1, 5, 3, 4);
  const vector = weights(5);
  const window = { kernel: [2, 2], strides: [1, 1], pads: [0, 1, 1, 0], ceil_mode: false };
  const convolution = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1] };
  yield opCase('avg_pool', [picture], { ...window, count_include_pad: false });
  yield opCase('global_avg_pool', [picture]);
  yield opCase('adaptive_avg_pool', [picture], { size: [2, 3] });
  yield opCase('softmax', [operand(2, 7)], { axis: 1 });
  yield opCase('softmax', [operand(7, 3)], { axis: 0 });
  yield opCase('log_softmax', [operand(2, 7)], { axis: 1 });
  yield opCase('batch_norm', [picture, vector, vector, vector, positive(vector)], {
    epsilon: 1e-5,
  });
  yield opCase('instance_norm', [picture, vector, vector], { epsilon: 1e-5 });
  const pairs = operand(1, 4, 3, 2);
  yield opCase('group_norm', [pairs, weights(4), weights(4)], { groups: 2, epsilon: 1e-5 });
  yield opCase('rms_norm', [operand(2, 7), weights(7)], { axis: 1, epsilon: 1e-5 });
  yield opCase('layer_norm', [operand(2, 7), weights(7), weights(7)], { axis: 1, epsilon: 1e-5 });
  const sequence = operand(1, 3, 4);
  const last = { states: true, reverse: false };
  yield opCase('lstm', [sequence, weights(8, 4), weights(8, 2)], last);
  for (const reset_after of [true, false]) {
    const attributes = { ...last, reset_after };
    yield opCase('gru', [sequence, weights(6, 4), weights(6, 2)], attributes);
  }
  for (const activation of ['tanh', 'relu']) {
    const attributes = { ...last, reverse: true, activation };
    yield opCase('rnn', [sequence, weights(2, 4), weights(2, 2)], attributes);
  }
  yield opCase('conv2d', [picture, weights(6, 5, 3, 3)], { ...convolution, groups: 1 });
  yield opCase('depthwise_conv2d', [picture, weights(5, 1, 3, 3)], convolution);
  yield opCase('linear', [operand(2, 5), weights(3, 5)]);
  yield opCase('local_response_norm', [picture], { size: 3, alpha: 0.5, beta: 0.75, k: 1 });
  yield opCase('pixel_shuffle', [operand(1, 8, 1, 2)], { factor: 2 });
  yield opCase('pixel_unshuffle', [operand(1, 3, 2, 2)], { factor: 2 });
  const boxes: Operand = { shape: [2, 4], values: [0.3, 1, 2, 1.6], constant: true };
  const regions = { size: [1, 2], spatial_scale: 1, coordinates: 'half_pixel' };
  for (const mode of ['avg', 'max']) {
    yield opCase('roi_align', [picture, boxes], { ...regions, sampling_ratio: 2, mode });
  }
  const grid: Operand = {
    shape: [1, 1, 3, 2],
    values: [-1.6, 0.1, 0.3, -0.4, 1.2],
    constant: true,
  };
  for (const padding of ['zeros', 'reflection']) {
    const form = { mode: 'bilinear', padding, align_corners: false };
    yield opCase('grid_sample', [picture, grid], form);
  }
  const places = { coordinates: 'half_pixel', rounding: 'floor', cubic: -0.75 };
  for (const mode of ['nearest', 'bilinear', 'bicubic']) {
    yield opCase('resize', [operand(1, 5, 2, 3)], { factors: [2, 1, 4, 3], mode, ...places });
  }
}

function positive(side: Operand): Operand {
  return { ...side, range: { from: 0.5, to: 2 } };
}

/** The inputs with `value` at each place of each of them in turn. */
export function* withEachPlace(
  inputs: Readonly<Record<string, Tensor>>,
  value: number,
): Iterable<{ readonly place: string; readonly inputs: Record<string, Tensor> }> {
  for (const [name, { shape, data }] of Object.entries(inputs)) {
    for (let at = 0; at < data.length; at++) {
      const changed = Float32Array.from(data);
      changed[at] = value;
      yield {
        place: `${value} at ${name}[${at}]`,
        inputs: { ...inputs, [name]: { shape, data: changed } },
      };
    }
  }
}
