import type { OnnxExporter } from '../exporter.js';

/** Pad of ONNX repeats the outermost elements in no mode: each axis is gathered from the mirrored places. */
export const exportSymmetricPad: OnnxExporter<'symmetric_pad'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const { shape } = node.inputs[0].type;
  const { pads } = attributes;
  const axes = shape.flatMap((extent, axis) => {
    const [before, after] = [pads[axis], pads[axis + shape.length]];
    return before + after === 0 ? [] : [{ axis, extent, before, after }];
  });
  let [source] = inputs;
  axes.forEach(({ axis, extent, before, after }, position) => {
    const places = Array.from({ length: before + extent + after }, (_, at) => {
      const mirrored = Math.max(at - before, before - at - 1);
      return Math.min(mirrored, 2 * extent - 1 - mirrored);
    });
    const result = position === axes.length - 1 ? output : model.fresh(`${output}.axis${axis}`);
    const indices = model.integers(`${output}.places${axis}`, places);
    model.node('Gather', [source, indices], result, { axis });
    source = result;
  });
  if (axes.length === 0) model.node('Identity', inputs, output);
};
