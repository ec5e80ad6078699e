import type { Tensor } from '../../tensor.js';
import { zeros } from '../../tensor.js';
import type { Shape, TensorType } from '../../types.js';
import { forEachElement, readAt, write } from './access.js';
import { entryAt } from './entry.js';

/** What other frameworks do with an index that is outside. */
export const INDEX_CONVENTIONS =
  'An index below 0 counts from the end, as in ONNX; PyTorch refuses it. One that lies outside then is ' +
  'taken as the nearest that does not, because nothing is checked while a network runs.';

/** The axes of `indices` take the place of one axis. */
export function gatheredShape(table: Shape, indices: Shape, axis: number): Shape {
  return [...table.slice(0, axis), ...indices, ...table.slice(axis + 1)];
}

/** y[…, j…, …] = table[…, indices[j…], …] */
export function gatherAlong(
  table: Tensor,
  indices: Tensor,
  axis: number,
  type: TensorType,
): readonly Tensor[] {
  const y = zeros(type);
  const end = axis + indices.shape.length;
  forEachElement(type.shape, (coordinates, at) => {
    const index = readAt(indices, coordinates.slice(axis, end));
    const entry = entryAt(index, table.shape[axis]);
    const place = [...coordinates.slice(0, axis), entry, ...coordinates.slice(end)];
    write(y, at, readAt(table, place));
  });
  return [y];
}
