import type { Compute, Scalar } from '../../formulas/compute.js';
import { number, result } from '../../formulas/compute.js';
import type { Variable } from '../../formulas/index-expr.js';
import { add, scale, toIndex, variable } from '../../formulas/index-expr.js';
import type { Axis, WinogradPlace } from './place.js';
import { choice } from './place.js';
import { transformByRows } from './transforms.js';

/** V = Bᵀ d B, along one axis after the other where both have several points. */
export function inputTransform(place: WinogradPlace): Compute[] {
  const [rows, columns] = place.geometry.points;
  if (columns === 1) return [inputAlong(place, 'row')];
  if (rows === 1) return [inputAlong(place, 'column')];
  return [inputColumns(place), ...inputBorder(place), inputRows(place)];
}

/** Bᵀ d where the other axis has one tap. */
function inputAlong(place: WinogradPlace, axis: Axis): Compute {
  const { n, r, c } = place.stripAxes();
  const i = variable('i', place.form.channels);
  const point = place.point(axis);
  const taps = place.matrices[axis].input.map((_, tap) =>
    axis === 'row'
      ? place.sample(n, i, place.inputRow(r, tap), place.inputColumn(c, 0))
      : place.sample(n, i, place.inputRow(r, 0), place.inputColumn(c, tap)),
  );
  const points = axis === 'row' ? [point, 0] : [0, point];
  return {
    ...place.fill('input_tiles', [...points, n, r, c, i]),
    axes: [n, r, c, i],
    unrolled: [point],
    ...transformedInput(place, axis, point, taps),
  };
}

/** Bᵀ d along the columns of the feature map. */
function inputColumns(place: WinogradPlace): Compute {
  const { n, r } = place.stripAxes();
  // What lies further right is in no tile.
  const columns = place.paddedColumns() + place.correlation.offset[1];
  const x = variable('x', Math.min(place.correlation.input[3], columns));
  const i = variable('i', place.form.channels);
  const point = place.point('row');
  const taps = place.matrices.row.input.map((_, tap) =>
    place.sample(n, i, place.inputRow(r, tap), toIndex(x)),
  );
  return {
    ...place.fill('input_rows', [point, n, r, add(x, -place.correlation.offset[1]), i]),
    axes: [n, r, x, i],
    unrolled: [point],
    ...transformedInput(place, 'row', point, taps),
  };
}

function transformedInput(
  place: WinogradPlace,
  axis: Axis,
  point: Variable,
  taps: readonly Scalar[],
) {
  const { label } = place.correlation;
  const named = taps.map((value, tap) => ({ name: `${label}_tap${tap}`, value }));
  const { intermediates, values } = transformByRows(
    place.matrices[axis].input,
    named.map(({ name }) => result(name)),
    `${label}_${point.name}`,
  );
  return { intermediates: [...named, ...intermediates], value: choice(point, values) };
}

/** The zeros to the left and right of the feature map. */
function inputBorder(place: WinogradPlace): Compute[] {
  const width = place.correlation.input[3];
  const left = -place.correlation.offset[1];
  const columns = place.paddedColumns();
  const { n, r } = place.stripAxes();
  const i = variable('i', place.form.channels);
  const point = place.point('row');
  return [
    { start: 0, extent: left },
    { start: left + width, extent: columns - left - width },
  ]
    .filter(({ extent }) => extent > 0)
    .map(({ start, extent }) => {
      const x = variable('x', extent);
      return {
        ...place.fill('input_rows', [point, n, r, add(x, start), i]),
        axes: [point, n, r, x, i],
        value: number(0),
      };
    });
}

/** V = (Bᵀ d) B */
function inputRows(place: WinogradPlace): Compute {
  const { n, r, c } = place.stripAxes();
  const i = variable('i', place.form.channels);
  const row = place.point('row');
  const column = place.point('column');
  const taps = place.matrices.column.input.map((_, tap) =>
    place.from('input_rows', [row, n, r, add(scale(c, place.form.tile[1]), tap), i]),
  );
  const { intermediates, values } = transformByRows(place.matrices.column.input, taps, 'column');
  return {
    ...place.fill('input_tiles', [row, column, n, r, c, i]),
    axes: [row, n, r, c, i],
    unrolled: [column],
    intermediates,
    value: choice(column, values),
  };
}
