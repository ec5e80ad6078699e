import type { OnnxExporter } from '../exporter.js';
import { ELEMENT_TYPE } from '../model.js';
import type { ElementType } from '../../ir/types.js';

/**
 * ONNX leaves open what a float becomes that is out of range. What becomes an u8 is limited first; for an
 * i32 there is no f32 to limit it to, and ONNX Runtime takes the nearest itself.
 */
export const exportCast: OnnxExporter<'cast'> = ({ node, attributes, inputs, output }, model) => {
  const to = attributes.to as ElementType;
  let [x] = inputs;
  if (node.inputs[0].type.element === 'f32' && to === 'u8') {
    const limits = [model.scalar(`${output}_min`, 0), model.scalar(`${output}_max`, 255)];
    const limited = model.fresh(`${output}_limited`);
    model.node('Clip', [x, ...limits], limited);
    x = limited;
  }
  model.node('Cast', [x], output, { to: ELEMENT_TYPE[to] });
};
