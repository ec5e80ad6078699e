import { sliceRanges } from '../../ir/ops/slice.js';
import type { OnnxExporter } from '../exporter.js';

export const exportSlice: OnnxExporter<'slice'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const { shape } = node.inputs[0].type;
  const ranges = sliceRanges(shape, attributes);
  const list = (name: string, values: number[]) => model.integers(`${output}.${name}`, values);
  model.node(
    'Slice',
    [
      ...inputs,
      list(
        'starts',
        ranges.map(({ start }) => start),
      ),
      list(
        'ends',
        ranges.map(({ axis, start, length, step }) => {
          const end = start + length * step;
          // Below zero ONNX counts from the end of the axis; this far down means the very beginning.
          return end < 0 ? -shape[axis] - 1 : end;
        }),
      ),
      list(
        'axes',
        ranges.map(({ axis }) => axis),
      ),
      list(
        'steps',
        ranges.map(({ step }) => step),
      ),
    ],
    output,
  );
};
