import { borderOp } from './shared/border-padding.js';

export const circularPad = borderOp({
  name: 'circular_pad',
  summary:
    'Continues a tensor by its other end, as in a circle: a b c d becomes ' +
    'c d | a b c d | a b.',
  limit: { of: (extent) => extent, doc: 'a border goes round the circle once at most' },
  source: (position, extent) => (position + extent) % extent,
});
