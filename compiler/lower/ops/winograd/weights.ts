import { WINOGRAD_PANEL, WINOGRAD_UNROLLED } from '../../../ir/ops/shared/winograd.js';
import { elementCount } from '../../../ir/types.js';
import type { Compute } from '../../formulas/compute.js';
import { result } from '../../formulas/compute.js';
import type { Index, Variable } from '../../formulas/index-expr.js';
import { add, scale, toIndex, variable } from '../../formulas/index-expr.js';
import type { WinogradPlace } from './place.js';
import { choice } from './place.js';
import { transformByRows } from './transforms.js';

/**
 * U = G g Gᵀ. The points of a large tile are more than registers hold, and much code when all are
 * written out: there filters are transformed along their columns first and along their rows then.
 */
export function weightTransform(place: WinogradPlace): Compute[] {
  return elementCount(place.geometry.points) > WINOGRAD_UNROLLED
    ? [byColumns(place), byRows(place)]
    : [atOnce(place)];
}

/** G g Gᵀ */
function atOnce(place: WinogradPlace): Compute {
  const panel = panels(place);
  const { row: byRow, column: byColumn } = place.matrices;
  const [height, width] = place.form.taps;
  const i = variable('i', place.form.channels);
  const o = variable('o', WINOGRAD_PANEL);
  const [row, column] = [place.point('row'), place.point('column')];
  const output = outputOf(place, panel, o);
  const columns = range(width).map((kx) =>
    transformByRows(
      byRow.weight,
      range(height).map((ky) =>
        place.correlation.weight(output, toIndex(i), toIndex(ky), toIndex(kx)),
      ),
      `column${kx}`,
    ),
  );
  const named = columns.map(({ values }, kx) =>
    values.map((value, at) => ({ name: `column${kx}_${at}`, value })),
  );
  const rows = byRow.weight.map((_, at) =>
    transformByRows(
      byColumn.weight,
      named.map((values) => result(values[at].name)),
      `row${at}`,
    ),
  );
  return {
    ...place.fill('weight_tiles', [panel, row, column, i, o]),
    axes: [panel, i, o],
    unrolled: [row, column],
    intermediates: [
      ...columns.flatMap(({ intermediates }, kx) => [...intermediates, ...named[kx]]),
      ...rows.flatMap(({ intermediates }) => intermediates),
    ],
    value: choice(
      row,
      rows.map(({ values }) => choice(column, values)),
    ),
  };
}

/** G g */
function byColumns(place: WinogradPlace): Compute {
  const panel = panels(place);
  const [height, width] = place.form.taps;
  const i = variable('i', place.form.channels);
  const o = variable('o', WINOGRAD_PANEL);
  const kx = variable('kx', width);
  const row = place.point('row');
  const taps = range(height).map((ky) => ({
    name: `tap${ky}`,
    value: place.correlation.weight(
      outputOf(place, panel, o),
      toIndex(i),
      toIndex(ky),
      toIndex(kx),
    ),
  }));
  const { intermediates, values } = transformByRows(
    place.matrices.row.weight,
    taps.map(({ name }) => result(name)),
    'row',
  );
  return {
    ...place.fill('weight_rows', [panel, row, kx, i, o]),
    axes: [panel, kx, i, o],
    unrolled: [row],
    intermediates: [...taps, ...intermediates],
    value: choice(row, values),
  };
}

/** (G g) Gᵀ */
function byRows(place: WinogradPlace): Compute {
  const panel = panels(place);
  const i = variable('i', place.form.channels);
  const o = variable('o', WINOGRAD_PANEL);
  const [row, column] = [place.point('row'), place.point('column')];
  const taps = range(place.form.taps[1]).map((kx) =>
    place.from('weight_rows', [panel, row, kx, i, o]),
  );
  const { intermediates, values } = transformByRows(place.matrices.column.weight, taps, 'column');
  return {
    ...place.fill('weight_tiles', [panel, row, column, i, o]),
    axes: [panel, row, i, o],
    unrolled: [column],
    intermediates,
    value: choice(column, values),
  };
}

function panels(place: WinogradPlace): Variable {
  return variable('panel', place.geometry.blockOutputs / WINOGRAD_PANEL);
}

function outputOf(place: WinogradPlace, panel: Variable, o: Variable): Index {
  return add(place.outputChannel(scale(panel, WINOGRAD_PANEL)), o);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
