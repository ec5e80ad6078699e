import { borderOp } from './shared/border-padding.js';

export const symmetricPad = borderOp({
  name: 'symmetric_pad',
  summary:
    'Continues a tensor by its mirror image, edges included: a b c d becomes ' +
    'b a | a b c d | d c. The mirror stands behind the outermost elements.',
  conventions:
    'Mode "symmetric" of NumPy and TensorFlow. Where the outermost elements are not repeated it is ' +
    'reflection_pad.',
  limit: {
    of: (extent) => extent,
    doc: 'the mirror image has as many elements as the tensor along each axis',
  },
  source: (position, extent) => {
    const mirrored = Math.max(position, -1 - position);
    return Math.min(mirrored, 2 * extent - 1 - mirrored);
  },
});
