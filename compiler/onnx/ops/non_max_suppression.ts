import type { OnnxExporter } from '../exporter.js';
import { DATA_TYPE } from '../proto/messages.js';
import { NO_BOX } from '../../ir/ops/non_max_suppression.js';

/**
 * ONNX lists what is kept as rows (image, class, box) one below the other, those of a class together. Each
 * becomes the element of our output at its image, its class, and its place in the class: how many rows
 * there are before it, less those of lower images and classes.
 */
export const exportNonMaxSuppression: OnnxExporter<'non_max_suppression'> = (exported, model) => {
  const { node, attributes, inputs, outputs } = exported;
  const [output, count] = outputs;
  const [, classes, capacity] = node.outputs[0].type.shape;
  const name = (part: string): string => model.fresh(`${output}.${part}`);
  const add = (opType: string, operands: readonly string[], part: string, rest = {}): string => {
    const result = name(part);
    model.node(opType, operands, result, rest);
    return result;
  };
  const integers = (part: string, ...values: number[]): string =>
    model.integers(`${output}.${part}`, values);
  const rows = add(
    'NonMaxSuppression',
    [
      ...inputs,
      integers('capacity', capacity),
      model.scalar(`${output}.iou_threshold`, attributes.iou_threshold),
      model.scalar(`${output}.score_threshold`, attributes.score_threshold),
    ],
    'rows',
  );
  const [column, end] = [integers('column', 1), integers('end', 2)];
  const [zero, three] = [integers('zero', 0), integers('three', 3)];
  const lists = add('Slice', [rows, zero, end, column], 'lists');
  const boxes = add('Slice', [rows, end, three, column], 'boxes');
  // The number of the class among those of all images, as a column and as a row.
  const weights = integers('weights', classes, 1);
  const weighted = add('Mul', [lists, weights], 'weighted');
  const list = add('ReduceSum', [weighted, column], 'list', { keepdims: 1 });
  const transposed = add('Transpose', [list], 'transposed', { perm: [1, 0] });
  const isLower = add('Less', [transposed, list], 'is_lower');
  const lower = add('Cast', [isLower], 'lower', { to: DATA_TYPE.int64 });
  const before = add('ReduceSum', [lower, column], 'before', { keepdims: 1 });
  const shape = add('Shape', [boxes], 'shape');
  const ones = add('Expand', [column, shape], 'ones');
  const counted = add('CumSum', [ones, zero], 'counted', { exclusive: 1 });
  const place = add('Sub', [counted, before], 'place');
  const indices = add('Concat', [lists, place], 'indices', { axis: 1 });
  const updates = add('Squeeze', [boxes, column], 'updates');
  const dims = integers('dims', ...node.outputs[0].type.shape);
  const empty = add('Expand', [integers('no_box', NO_BOX), dims], 'empty');
  const filled = add('ScatterND', [empty, indices, updates], 'int64');
  model.node('Cast', [filled], output, { to: DATA_TYPE.int32 });
  const isKept = add('Greater', [filled, integers('none', NO_BOX)], 'is_kept');
  const kept = add('Cast', [isKept], 'kept', { to: DATA_TYPE.int32 });
  model.node('ReduceSum', [kept, end], count, { keepdims: 0 });
};
