import { describe, expect, it } from 'vitest';
import { expectClose } from '../../support/close.js';
import { runOnnx } from '../../support/onnxruntime.js';
import type { Numbers, OneNode } from './model.js';
import { answer, inputsOf, modelOf } from './model.js';

/** 1, 2, 3, … of a shape. */
function counting(...shape: number[]): Numbers {
  const count = shape.reduce((product, extent) => product * extent, 1);
  return { shape, data: Array.from({ length: count }, (_, at) => at + 1) };
}

/** Numbers of both signs, which no rule makes alike. */
function uneven(...shape: number[]): Numbers {
  const { data } = counting(...shape);
  return { shape, data: data.map((at) => ((at * 37) % 23) / 8 - 1.3) };
}

const floats = (...data: number[]): Numbers => ({ shape: [data.length], data });
const integers = (...data: number[]): Numbers => ({ shape: [data.length], data, type: 'int64' });
const known = (numbers: Numbers): { readonly known: Numbers } => ({ known: numbers });
const scalar = (value: number, type: Numbers['type'] = 'float'): { readonly known: Numbers } =>
  known({ shape: [], data: [value], type });

/** Where guesses go wrong: the values were observed, and are not those of this program. */
const OBSERVED: Record<string, OneNode & { readonly gives: readonly number[] }> = {
  'an average whose window hangs over the padding divides by what lies in both': {
    op: 'AveragePool',
    opset: 19,
    inputs: [counting(1, 1, 6)],
    attributes: {
      kernel_shape: [3],
      strides: [3],
      pads: [1, 1],
      ceil_mode: 1,
      count_include_pad: 1,
    },
    gives: [1, 4, 3],
  },
  'a maximum has no window that begins in the padding behind': {
    op: 'MaxPool',
    opset: 12,
    inputs: [{ shape: [1, 1, 5], data: [-1, -2, -3, -4, -5] }],
    attributes: { kernel_shape: [2], strides: [3], pads: [0, 1], ceil_mode: 1 },
    gives: [-1, -4],
  },
  'a scale is kept where the output has no whole extent': {
    op: 'Resize',
    opset: 19,
    inputs: [
      { shape: [1, 1, 1, 5], data: [0, 10, 20, 30, 40] },
      undefined,
      known(floats(1, 1, 1, 1.3)),
    ],
    attributes: { mode: 'linear' },
    gives: [0, 6.5384616, 14.230769, 21.923077, 29.615385, 37.30769],
  },
  'the nearest sample of two is the lower one unless told': {
    op: 'Resize',
    opset: 19,
    inputs: [counting(1, 1, 1, 4), undefined, undefined, known(integers(1, 1, 1, 2))],
    attributes: { mode: 'nearest' },
    gives: [1, 3],
  },
  'opset 10 takes the upper sample where a picture shrinks': {
    op: 'Resize',
    opset: 10,
    inputs: [{ shape: [1, 1, 1, 5], data: [0, 10, 20, 30, 40] }, known(floats(1, 1, 1, 0.6))],
    gives: [0, 20, 40],
  },
  'an output shape takes the odd element away in front': {
    op: 'ConvTranspose',
    opset: 11,
    inputs: [counting(1, 1, 3), known({ shape: [1, 1, 3], data: [1, 10, 100] })],
    attributes: { strides: [2], output_shape: [6] },
    gives: [10, 102, 20, 203, 30, 300],
  },
  'SAME_UPPER takes it away behind': {
    op: 'ConvTranspose',
    opset: 11,
    inputs: [counting(1, 1, 3), known({ shape: [1, 1, 3], data: [1, 10, 100] })],
    attributes: { strides: [2], auto_pad: 'SAME_UPPER' },
    gives: [1, 10, 102, 20, 203, 30],
  },
  'a slope of one axis belongs to the last': {
    op: 'PRelu',
    opset: 16,
    inputs: [{ shape: [1, 2, 2, 2], data: Array<number>(8).fill(-1) }, known(floats(1, 10))],
    gives: [-1, -10, -1, -10, -1, -10, -1, -10],
  },
  'no axes leave the squares of a sum of squares': {
    op: 'ReduceSumSquare',
    opset: 18,
    inputs: [floats(-2, 3), known(integers())],
    attributes: { noop_with_empty_axes: 1 },
    gives: [4, 9],
  },
  'no axes leave the lengths of an L2 norm': {
    op: 'ReduceL2',
    opset: 18,
    inputs: [floats(-2, 3), known(integers())],
    attributes: { noop_with_empty_axes: 1 },
    gives: [2, 3],
  },
  'space becomes channels that lie apart': {
    op: 'SpaceToDepth',
    opset: 13,
    inputs: [{ shape: [1, 2, 2, 2], data: [0, 1, 2, 3, 4, 5, 6, 7] }],
    attributes: { blocksize: 2 },
    gives: [0, 4, 1, 5, 2, 6, 3, 7],
  },
  'channels become space from afar unless told': {
    op: 'DepthToSpace',
    opset: 13,
    inputs: [{ shape: [1, 8, 1, 1], data: [0, 1, 2, 3, 4, 5, 6, 7] }],
    attributes: { blocksize: 2 },
    gives: [0, 2, 4, 6, 1, 3, 5, 7],
  },
  'a sum up to a place, without it and from the end': {
    op: 'CumSum',
    opset: 14,
    inputs: [floats(1, 2, 3, 4), scalar(0, 'int64')],
    attributes: { exclusive: 1, reverse: 1 },
    gives: [9, 7, 4, 0],
  },
  'bounds that cross give the upper one': {
    op: 'Clip',
    opset: 13,
    inputs: [floats(-5, 0, 5), scalar(3), scalar(-3)],
    gives: [-3, -3, -3],
  },
};

describe('what was observed of other runtimes', () => {
  it.each(Object.entries(OBSERVED))('%s', (_, { gives, ...node }) => {
    const { y0 } = answer(node);
    const expected = { shape: y0.shape, data: Float32Array.from(gives) };
    expectClose(y0, expected, 'y0', { absolute: 1e-5, relative: 1e-6 });
  });
});

/** Held against ONNX Runtime. */
const NODES: OneNode[] = [
  ...[7, 13, 22].flatMap((opset): OneNode[] => [
    { op: 'Relu', opset, inputs: [uneven(2, 3)] },
    { op: 'Add', opset, inputs: [uneven(2, 3), uneven(3)] },
    { op: 'Sub', opset, inputs: [known(uneven(3)), uneven(2, 3)] },
    { op: 'Flatten', opset, inputs: [uneven(2, 3, 2)], attributes: { axis: 2 } },
    { op: 'Concat', opset, inputs: [uneven(2, 1), uneven(2, 3)], attributes: { axis: 1 } },
    { op: 'Transpose', opset, inputs: [uneven(2, 3, 4)], attributes: { perm: [2, 0, 1] } },
    { op: 'Transpose', opset, inputs: [uneven(2, 3, 4)] },
    { op: 'Elu', opset, inputs: [uneven(7)], attributes: { alpha: { float: 0.3 } } },
    { op: 'LeakyRelu', opset, inputs: [uneven(7)] },
    { op: 'Softmax', opset, inputs: [uneven(2, 5)], attributes: { axis: 1 } },
    { op: 'GlobalAveragePool', opset, inputs: [uneven(1, 2, 3, 5)] },
    { op: 'GlobalMaxPool', opset, inputs: [uneven(1, 2, 3)] },
    { op: 'Gather', opset, inputs: [uneven(3, 4), known(integers(2, 0))], attributes: { axis: 1 } },
    { op: 'LRN', opset, inputs: [uneven(1, 5, 2, 2)], attributes: { size: 3 } },
  ]),
  ...['SAME_UPPER', 'SAME_LOWER', 'VALID'].flatMap((auto_pad): OneNode[] =>
    [1, 2, 3].flatMap((stride): OneNode[] => [
      {
        op: 'Conv',
        opset: 11,
        inputs: [uneven(1, 2, 5, 8), known(uneven(3, 2, 2, 3)), known(uneven(3))],
        attributes: { auto_pad, strides: [stride, stride], kernel_shape: [2, 3] },
      },
      {
        op: 'MaxPool',
        opset: 11,
        inputs: [uneven(1, 2, 5, 8)],
        attributes: { auto_pad, strides: [stride, stride], kernel_shape: [2, 3] },
      },
    ]),
  ),
  ...[0, 1].flatMap((transA): OneNode[] =>
    [0, 1].flatMap((transB): OneNode[] =>
      [known(uneven(4)), known(uneven(3, 4)), uneven(3, 1), undefined].map((c): OneNode => ({
        op: 'Gemm',
        opset: 13,
        inputs: [
          transA === 1 ? uneven(5, 3) : uneven(3, 5),
          known(transB === 1 ? uneven(4, 5) : uneven(5, 4)),
          c,
        ],
        attributes: { transA, transB, alpha: { float: 0.5 }, beta: { float: 2 } },
      })),
    ),
  ),
  { op: 'Gemm', opset: 11, inputs: [uneven(3, 5), uneven(5, 4), uneven(4)] },
  { op: 'MatMul', opset: 13, inputs: [uneven(4), uneven(4, 3)] },
  { op: 'MatMul', opset: 13, inputs: [uneven(2, 3, 4), uneven(4)] },
  { op: 'MatMul', opset: 13, inputs: [uneven(2, 3, 4), uneven(2, 4, 5)] },
  {
    op: 'Slice',
    opset: 9,
    inputs: [uneven(4, 5)],
    attributes: { starts: [1], ends: [9], axes: [1] },
  },
  ...[
    [[1], [1e15], [1], [2]],
    [[-1], [-1e15], [0], [-1]],
    [
      [-2, 0],
      [-1, 3],
      [1, 0],
      [1, 1],
    ],
  ].map((lists): OneNode => ({
    op: 'Slice',
    opset: 13,
    inputs: [uneven(4, 5), ...lists.map((list) => known(integers(...list)))],
  })),
  { op: 'Split', opset: 11, inputs: [uneven(5, 2)], outputs: 2, attributes: { split: [1, 4] } },
  { op: 'Split', opset: 13, inputs: [uneven(6, 2), known(integers(4, 2))], outputs: 2 },
  { op: 'Split', opset: 18, inputs: [uneven(7, 2)], outputs: 3, attributes: { num_outputs: 3 } },
  { op: 'Pad', opset: 10, inputs: [uneven(2, 3)], attributes: { pads: [0, 1, 1, 0] } },
  ...['constant', 'reflect', 'edge'].map((mode): OneNode => ({
    op: 'Pad',
    opset: 13,
    inputs: [
      uneven(3, 4),
      known(integers(1, 2, 0, 1)),
      ...(mode === 'constant' ? [scalar(7)] : []),
    ],
    attributes: { mode },
  })),
  { op: 'Reshape', opset: 13, inputs: [uneven(2, 3, 4), known(integers(0, -1))] },
  { op: 'Squeeze', opset: 11, inputs: [uneven(1, 3, 1)] },
  { op: 'Squeeze', opset: 13, inputs: [uneven(1, 3, 1), known(integers(-1))] },
  { op: 'Unsqueeze', opset: 11, inputs: [uneven(2, 3)], attributes: { axes: [0, 3] } },
  { op: 'Unsqueeze', opset: 13, inputs: [uneven(2, 3), known(integers(-1, 1))] },
  ...[
    'ReduceSum',
    'ReduceMean',
    'ReduceMax',
    'ReduceMin',
    'ReduceProd',
    'ReduceL1',
    'ReduceL2',
    'ReduceSumSquare',
    'ReduceLogSumExp',
  ].flatMap((op): OneNode[] => [
    { op, opset: 11, inputs: [uneven(2, 3, 4)], attributes: { axes: [0, -1], keepdims: 0 } },
    { op, opset: 18, inputs: [uneven(2, 3, 4), known(integers(1))] },
    { op, opset: 18, inputs: [uneven(2, 3)], attributes: { keepdims: 0 } },
  ]),
  { op: 'ReduceLogSum', opset: 18, inputs: [counting(2, 3), known(integers(1))] },
  { op: 'Clip', opset: 10, inputs: [uneven(9)], attributes: { max: { float: 0.5 } } },
  { op: 'Clip', opset: 13, inputs: [uneven(9), undefined, scalar(0.5)] },
  { op: 'Clip', opset: 13, inputs: [uneven(9), scalar(-0.5)] },
  { op: 'Clip', opset: 13, inputs: [uneven(9), scalar(-0.5), scalar(Infinity)] },
  { op: 'Clip', opset: 13, inputs: [uneven(9)] },
  { op: 'Max', opset: 13, inputs: [uneven(2, 3), uneven(3), uneven(1)] },
  { op: 'Sum', opset: 13, inputs: [uneven(2, 3), uneven(3), uneven(1)] },
  { op: 'Min', opset: 13, inputs: [uneven(4)] },
  { op: 'Reciprocal', opset: 13, inputs: [uneven(4)] },
  {
    op: 'BatchNormalization',
    opset: 15,
    inputs: [uneven(1, 3, 2, 2), ...[1, 2, 3].map(() => known(uneven(3))), known(floats(1, 2, 3))],
    attributes: { epsilon: { float: 0.001 } },
  },
  {
    op: 'InstanceNormalization',
    opset: 11,
    inputs: [uneven(1, 2, 5), known(uneven(2)), known(uneven(2))],
  },
  {
    op: 'LayerNormalization',
    opset: 17,
    inputs: [uneven(2, 3, 4), known(uneven(3, 4))],
    attributes: { axis: 1 },
  },
  {
    op: 'DepthToSpace',
    opset: 13,
    inputs: [uneven(1, 8, 2, 3)],
    attributes: { blocksize: 2, mode: 'CRD' },
  },
  ...['LSTM', 'GRU', 'RNN'].flatMap((op): OneNode[] => {
    const gates = { LSTM: 4, GRU: 3, RNN: 1 }[op] ?? 1;
    return ['forward', 'reverse', 'bidirectional'].flatMap((direction): OneNode[] => {
      const directions = direction === 'bidirectional' ? 2 : 1;
      const weights = [
        known(uneven(directions, gates * 3, 2)),
        known(uneven(directions, gates * 3, 3)),
        known(uneven(directions, gates * 6)),
      ];
      const states = Array.from({ length: op === 'LSTM' ? 2 : 1 }, () => uneven(directions, 2, 3));
      const outputs = op === 'LSTM' ? 3 : 2;
      const common = { op, opset: 14, outputs, attributes: { hidden_size: 3, direction } };
      return [
        { ...common, inputs: [uneven(4, 2, 2), ...weights] },
        {
          ...common,
          inputs: [uneven(4, 2, 2), ...weights.slice(0, 2), undefined, undefined, ...states],
        },
      ];
    });
  }),
];

describe('a node means what it does to ONNX Runtime', () => {
  for (const node of NODES) {
    const { op, opset, inputs, attributes = {} } = node;
    const shapes = inputs.map((input) => {
      if (input === undefined) return '–';
      return 'known' in input ? `[${input.known.shape.join()}]` : input.shape.join('×');
    });
    it(`${op} ${opset} of ${shapes.join(' ')} ${JSON.stringify(attributes)}`, async () => {
      const expected = await runOnnx(modelOf(node), inputsOf(node));
      const found = answer(node);
      expect(Object.keys(found)).toEqual(Object.keys(expected));
      for (const [name, tensor] of Object.entries(expected)) {
        expectClose(found[name], tensor, name, { absolute: 2e-6, relative: 2e-6 });
      }
    });
  }
});
