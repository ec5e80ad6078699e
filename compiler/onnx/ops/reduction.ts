import type { ReductionAttributes } from '../../ir/ops/shared/reduction.js';
import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';

type ReductionExporter = (exported: ExportedNode<ReductionAttributes>, model: OnnxModel) => void;

/** An op that ONNX has under another name. No axes mean none here, and all there unless told. */
function reduction(opType: string): ReductionExporter {
  return ({ attributes: { axes, keepdims }, inputs: [x], output }, model) => {
    model.node(opType, [x, model.integers(`${output}.axes`, axes)], output, {
      keepdims: Number(keepdims),
      noop_with_empty_axes: 1,
    });
  };
}

export const exportReduceSum = reduction('ReduceSum');
export const exportReduceMean = reduction('ReduceMean');
export const exportReduceProduct = reduction('ReduceProd');
export const exportReduceMax = reduction('ReduceMax');
export const exportReduceMin = reduction('ReduceMin');
export const exportReduceLogSumExp = reduction('ReduceLogSumExp');
export const exportReduceL2 = reduction('ReduceL2');

/** The mean of the squares of the distances from the mean. */
export const exportReduceVariance: ReductionExporter = (exported, model) => {
  const { attributes, inputs, output } = exported;
  const { axes, keepdims } = attributes;
  const step = (name: string): string => model.fresh(`${output}.${name}`);
  const [mean, apart, squares] = ['mean', 'apart', 'squares'].map(step);
  const along = model.integers(`${output}.axes`, axes);
  model.node('ReduceMean', [inputs[0], along], mean, { keepdims: 1, noop_with_empty_axes: 1 });
  model.node('Sub', [inputs[0], mean], apart);
  model.node('Mul', [apart, apart], squares);
  model.node('ReduceMean', [squares, along], output, {
    keepdims: Number(keepdims),
    noop_with_empty_axes: 1,
  });
};
