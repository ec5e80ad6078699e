import { borderOp } from './shared/border-padding.js';

export const reflectionPad = borderOp({
  name: 'reflection_pad',
  summary:
    'Continues a tensor by its mirror image: a b c d becomes c b | a b c d | c b. The mirror stands ' +
    'on the outermost elements, which are not repeated.',
  conventions:
    'ReflectionPad of PyTorch, mode "reflect" of ONNX and NumPy. What NumPy calls "symmetric" repeats the ' +
    'outermost elements: symmetric_pad.',
  limit: {
    of: (extent) => extent - 1,
    doc: 'the mirror image has one element less than the tensor along each axis',
  },
  source: (position, extent) => {
    const mirrored = Math.abs(position);
    return mirrored < extent ? mirrored : 2 * (extent - 1) - mirrored;
  },
});
