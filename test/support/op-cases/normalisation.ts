import type { OpCase, Operand } from './case.js';
import { opCase, operand, weights } from './case.js';

export function* batchNormCases(): Iterable<OpCase> {
  for (const shape of [
    [1, 1],
    [4, 5],
    [2, 3, 7],
    [1, 4, 5, 5],
    [2, 5, 3, 4],
    [1, 3, 2, 2, 3],
  ]) {
    for (const epsilon of [1e-5, 0.1, 0]) {
      const vector = weights(shape[1]);
      const variance: Operand = { ...vector, range: { from: 0.25, to: 2 } };
      const operands = [operand(...shape), vector, vector, vector, variance];
      yield opCase('batch_norm', operands, { epsilon });
    }
  }
}

export function* instanceNormCases(): Iterable<OpCase> {
  for (const shape of [
    [1, 4, 5, 5],
    [2, 5, 3, 4],
    [1, 3, 1, 7],
    [3, 1, 6, 2],
    [1, 1, 2, 1],
    [1, 9, 12, 11],
  ]) {
    const vector = weights(shape[1]);
    for (const epsilon of [1e-5, 0.1]) {
      yield opCase('instance_norm', [operand(...shape)], { epsilon });
      yield opCase('instance_norm', [operand(...shape), vector], { epsilon });
      yield opCase('instance_norm', [operand(...shape), vector, vector], { epsilon });
    }
  }
  for (const shape of [
    [2, 5, 9],
    [1, 8, 33],
    [2, 5, 2, 3, 4],
    [1, 4, 3, 1, 5],
  ]) {
    const vector = weights(shape[1]);
    yield opCase('instance_norm', [operand(...shape)], { epsilon: 0.1 });
    yield opCase('instance_norm', [operand(...shape), vector, vector], { epsilon: 0.1 });
  }
  yield opCase('instance_norm', [operand(2, 24, 9, 10), weights(24), weights(24)], {
    epsilon: 1e-5,
  });
  // A mean far from zero, whose square would take digits from the variance.
  const distant = { shape: [1, 5, 6, 7], range: { from: 9, to: 11 } };
  yield opCase('instance_norm', [distant], { epsilon: 1e-5 });
}

export function* groupNormCases(): Iterable<OpCase> {
  for (const [groups, shape] of [
    [1, [1, 4, 5, 5]],
    [2, [2, 6, 3, 4]],
    [5, [1, 5, 1, 7]],
    [3, [3, 12, 6, 2]],
    [2, [1, 8, 12, 11]],
    [1, [1, 1, 2, 1]],
  ] as const) {
    const vector = weights(shape[1]);
    for (const epsilon of [1e-5, 0.1]) {
      yield opCase('group_norm', [operand(...shape)], { groups, epsilon });
      yield opCase('group_norm', [operand(...shape), vector], { groups, epsilon });
      yield opCase('group_norm', [operand(...shape), vector, vector], { groups, epsilon });
    }
  }
  for (const [groups, shape] of [
    [2, [2, 4, 7]],
    [1, [1, 5, 33]],
    [3, [1, 6, 2, 3, 5]],
  ] as const) {
    const vector = weights(shape[1]);
    yield opCase('group_norm', [operand(...shape), vector, vector], { groups, epsilon: 0.1 });
  }
  const large = [operand(2, 24, 9, 10), weights(24), weights(24)];
  for (const groups of [3, 6, 12]) yield opCase('group_norm', large, { groups, epsilon: 1e-5 });
}

export function* layerNormCases(): Iterable<OpCase> {
  for (const shape of [[5], [2, 9], [3, 4, 7], [2, 3, 4, 5], [1, 1, 3], [2, 3, 2, 2, 3]]) {
    for (let axis = 0; axis < shape.length; axis++) {
      const same = weights(...shape.slice(axis));
      for (const epsilon of axis % 2 === 0 ? [1e-5] : [0.1]) {
        yield opCase('layer_norm', [operand(...shape)], { axis, epsilon });
        yield opCase('layer_norm', [operand(...shape), same], { axis, epsilon });
        yield opCase('layer_norm', [operand(...shape), same, same], { axis, epsilon });
      }
    }
  }
  // Long enough to be shared out among a workgroup on a GPU.
  for (const [axis, shape] of [
    [1, [3, 100]],
    [2, [2, 7, 130]],
    [1, [2, 8, 20]],
  ] as const) {
    const same = weights(...shape.slice(axis));
    yield opCase('layer_norm', [operand(...shape), same, same], { axis, epsilon: 1e-5 });
  }
  const distant = { shape: [4, 30], range: { from: 9, to: 11 } };
  yield opCase('layer_norm', [distant], { axis: 1, epsilon: 1e-5 });
}

export function* rmsNormCases(): Iterable<OpCase> {
  for (const shape of [[5], [2, 9], [3, 4, 7], [2, 3, 4, 5], [1, 1, 3]]) {
    for (let axis = 0; axis < shape.length; axis++) {
      const epsilon = axis % 2 === 0 ? 1e-5 : 0.1;
      yield opCase('rms_norm', [operand(...shape)], { axis, epsilon });
      const weight = weights(...shape.slice(axis));
      yield opCase('rms_norm', [operand(...shape), weight], { axis, epsilon });
    }
  }
  for (const [axis, shape] of [
    [1, [3, 100]],
    [2, [2, 7, 130]],
  ] as const) {
    const weight = weights(...shape.slice(axis));
    yield opCase('rms_norm', [operand(...shape), weight], { axis, epsilon: 1e-5 });
  }
}

export function* biasCases(): Iterable<OpCase> {
  for (const shape of [
    [1, 1],
    [4, 5],
    [2, 3, 7],
    [1, 4, 5, 5],
    [2, 5, 3, 4],
    [1, 3, 2, 2, 3],
  ]) {
    yield opCase('bias', [operand(...shape), weights(shape[1])]);
  }
}

export function* softmaxCases(): Iterable<OpCase> {
  for (const op of ['softmax', 'log_softmax'] as const) yield* casesOf(op);
}

function* casesOf(op: 'softmax' | 'log_softmax'): Iterable<OpCase> {
  for (const shape of [[1], [10], [3, 10], [2, 5, 3], [1, 4, 3, 5]]) {
    for (let axis = -shape.length; axis < shape.length; axis++) {
      yield opCase(op, [operand(...shape)], { axis });
    }
  }
  // Long enough to be shared out among a workgroup on a GPU.
  for (const [shape, axis] of [
    [[3, 100], 1],
    [[2, 77], 1],
    [[2, 70, 6], 1],
    [[1, 130, 3, 2], 1],
  ] as const) {
    yield opCase(op, [operand(...shape)], { axis });
  }
  yield opCase(op, [{ shape: [4, 9], range: { from: -1000, to: 1000 } }], { axis: 1 });
  yield opCase(op, [{ shape: [4, 9], range: { from: 80, to: 100 } }], { axis: 0 });
}

export function* localResponseNormCases(): Iterable<OpCase> {
  const form = { alpha: 0.5, beta: 0.75, k: 1 };
  for (const size of [1, 3, 5, 4, 2, 9]) {
    for (const x of [operand(1, 7, 3, 2), operand(2, 16, 1, 3), operand(1, 1, 2, 2)]) {
      yield opCase('local_response_norm', [x], { ...form, size });
    }
  }
  for (const beta of [1, 0.5, 0.3]) {
    yield opCase('local_response_norm', [operand(1, 6, 2, 3)], { size: 5, alpha: 2, beta, k: 2 });
  }
}
