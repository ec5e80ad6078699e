import { borderOp } from './shared/border-padding.js';

export const replicationPad = borderOp({
  name: 'replication_pad',
  summary:
    'Continues a tensor by repeating its outermost elements: a b c d becomes a a | a b c d | d d.',
  source: (position, extent) => Math.min(Math.max(position, 0), extent - 1),
});
