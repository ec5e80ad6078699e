import type { OpName } from '../../../ir/ops/index.js';
import type { Value } from '../../../ir/graph.js';
import { elementCount } from '../../../ir/types.js';
import type { ImportNode, Importer } from '../import-node.js';
import type { Operand } from '../operand.js';
import { known } from '../operand.js';
import { spatialRank, windowOf } from '../spatial.js';

const MAX: Readonly<Record<number, OpName>> = { 1: 'max_pool1d', 2: 'max_pool', 3: 'max_pool3d' };
const AVERAGE: Readonly<Record<number, OpName>> = {
  1: 'avg_pool1d',
  2: 'avg_pool',
  3: 'avg_pool3d',
};

export const importMaxPool: Importer = (node) => {
  const window = windowOf(node, kernelOf(node));
  const ceil_mode = node.integer('ceil_mode', 0) === 1;
  const op = MAX[spatialRank(node)];
  const places = node.outputs.length > 1 && node.outputs[1] !== '';
  if (places && node.integer('storage_order', 0) === 1) node.refuse('counts places by columns');
  const found = node.addAll(op, [node.value(0)], { ...window, ceil_mode, places });
  const pooled = node.computed(found[0]);
  return places ? [...pooled, throughTensor(node, found[1])] : pooled;
};

/** ONNX counts places through the whole tensor, not through each plane. */
function throughTensor(node: ImportNode, places: Value): Operand {
  const [batch, channels, ...picture] = node.shape(0);
  const shape = [batch, channels, ...picture.map(() => 1)];
  const starts = Float64Array.from(
    { length: batch * channels },
    (_, plane) => plane * elementCount(picture),
  );
  const before = node.asValue(known('I32', shape, starts));
  return { kind: 'computed', dtype: 'I64', value: node.add('add', [places, before]) };
}

export const importAveragePool: Importer = (node) => {
  const { kernel, strides, dilations, pads } = windowOf(node, kernelOf(node));
  if (dilations.some((dilation) => dilation !== 1)) node.refuse('averages with dilations');
  const attributes = {
    kernel,
    strides,
    pads,
    ceil_mode: node.integer('ceil_mode', 0) === 1,
    count_include_pad: node.integer('count_include_pad', 0) === 1,
  };
  return node.computed(node.add(AVERAGE[spatialRank(node)], [node.value(0)], attributes));
};

/** Of any number of spatial axes, each of which is left with one element. */
function globally(op: OpName): Importer {
  return (node) => {
    const axes = node
      .shape(0)
      .slice(2)
      .map((_, axis) => axis + 2);
    return node.computed(node.add(op, [node.value(0)], { axes, keepdims: true }));
  };
}

const overPictures =
  (op: OpName, otherwise: OpName): Importer =>
  (node) =>
    node.shape(0).length === 4
      ? node.computed(node.add(op, [node.value(0)]))
      : globally(otherwise)(node);

export const importGlobalAveragePool = overPictures('global_avg_pool', 'reduce_mean');
export const importGlobalMaxPool = overPictures('global_max_pool', 'reduce_max');

function kernelOf(node: ImportNode): readonly number[] {
  return node.integers('kernel_shape', []);
}

const UNPOOL: Readonly<Record<number, OpName>> = {
  1: 'max_unpool1d',
  2: 'max_unpool',
  3: 'max_unpool3d',
};

/** Places count through the output, whose shape may be given; elements that have none are 0. */
export const importMaxUnpool: Importer = (node) => {
  const kernel = kernelOf(node);
  const { strides, pads } = windowOf(node, kernel);
  const [batch, channels, ...picture] = node.shape(0);
  const size =
    node.optional(2) === undefined
      ? picture.map((extent, axis) => {
          const around = pads[axis] + pads[axis + kernel.length];
          return (extent - 1) * strides[axis] + kernel[axis] - around;
        })
      : node.knownIntegers(2, 'output shape').slice(2);
  const planes = Float64Array.from(
    { length: batch * channels },
    (_, plane) => plane * elementCount(size),
  );
  const before = node.asValue(known('I32', [batch, channels, ...size.map(() => 1)], planes));
  const places = node.add('sub', [node.value(1), before]);
  const op = UNPOOL[spatialRank(node)];
  return node.computed(node.add(op, [node.value(0), places], { kernel, strides, pads, size }));
};
