import { adaptiveWindow, longestWindow } from '../../ir/ops/shared/adaptive-pooling.js';
import type { OnnxExporter } from '../exporter.js';

/**
 * ONNX has no such windows: the elements of each are gathered along an axis of its own. One that is shorter
 * than others has its last element again, which is no larger.
 */
export const exportAdaptiveMaxPool: OnnxExporter<'adaptive_max_pool'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  let [from] = inputs;
  for (const axis of [2, 3]) {
    const extent = node.inputs[0].type.shape[axis];
    const outputs = attributes.size[axis - 2];
    const longest = longestWindow(extent, outputs);
    const table = Array.from({ length: outputs * longest }, (_, at) => {
      const { first, end } = adaptiveWindow(extent, outputs, Math.floor(at / longest));
      return Math.min(first + (at % longest), end - 1);
    });
    const name = (part: string): string => model.fresh(`${output}.${part}${axis}`);
    const [indices, windows] = [name('indices'), name('windows')];
    const shape = model.integers(`${output}.shape${axis}`, [outputs, longest]);
    model.node('Reshape', [model.integers(`${output}.table${axis}`, table), shape], indices);
    model.node('Gather', [from, indices], windows, { axis });
    const to = axis === 3 ? output : name('largest');
    model.node('ReduceMax', [windows, model.integers(`${output}.axis${axis}`, [axis + 1])], to, {
      keepdims: 0,
    });
    from = to;
  }
};
