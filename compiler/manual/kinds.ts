import type { SurfaceKind } from '../ir/op.js';

/** What an argument of a kind can be, in few words. */
export const KIND_TEXT: Readonly<Record<SurfaceKind, string>> = {
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  string: 'a string',
  pair: 'a whole number, or [vertical, horizontal]',
  triple: 'a whole number, or [depth, vertical, horizontal]',
  factors: 'a number, or [vertical, horizontal]',
  padding:
    'a whole number, or a list of one for each axis, or of all before the axes and all behind',
  winograd: '4, 2 or `off`',
  axis: 'an axis, from the end when negative',
  axes: 'an axis or a list of them, from the end when negative',
  integers: 'a list of whole numbers',
  numbers: 'a list of numbers',
};
