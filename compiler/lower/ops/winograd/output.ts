import type { Compute, Scalar } from '../../formulas/compute.js';
import { binary } from '../../formulas/compute.js';
import type { Index, Variable } from '../../formulas/index-expr.js';
import { add, scale, toIndex, variable } from '../../formulas/index-expr.js';
import type { Axis, WinogradPlace } from './place.js';
import { choice } from './place.js';
import { transformByColumns } from './transforms.js';

/** Y = Aᵀ M A */
export function outputTransform(place: WinogradPlace): Compute[] {
  const [rows, columns] = place.geometry.points;
  if (rows === 1) return [outputAlongRows(place)];
  if (columns > 1) return [outputRows(place), outputColumns(place, 'output_rows')];
  return [outputColumns(place, 'products')];
}

/** M A where there is one point per column, which is the result then. */
function outputAlongRows(place: WinogradPlace): Compute {
  const { n, r, c } = place.stripAxes();
  const o = variable('o', place.geometry.blockOutputs);
  const column = variable('column', place.form.tile[1]);
  const taps = place.matrices.column.input.map((_, tap) =>
    place.from('products', [0, tap, n, r, c, o]),
  );
  const x = add(scale(c, place.form.tile[1]), column);
  return {
    axes: [n, r, c, o],
    unrolled: [column],
    outputDomain: [{ index: x, extent: place.form.output[3] }],
    ...finished(place, 'column', column, taps, { n, o, y: place.tileRow(r), x }),
  };
}

/** M A */
function outputRows(place: WinogradPlace): Compute {
  const { n, r, c } = place.stripAxes();
  const o = variable('o', place.geometry.blockOutputs);
  const row = place.point('row');
  const column = variable('column', place.form.tile[1]);
  const taps = place.matrices.column.input.map((_, tap) =>
    place.from('products', [row, tap, n, r, c, o]),
  );
  const { intermediates, values } = transformByColumns(
    place.matrices.column.output,
    taps,
    'column',
  );
  const x = add(scale(c, place.form.tile[1]), column);
  return {
    ...place.fill('output_rows', [row, n, r, x, o]),
    axes: [row, n, r, c, o],
    unrolled: [column],
    intermediates,
    value: choice(column, values),
  };
}

/** Y = Aᵀ (M A), of which the tiles at the lower edge may hang over. */
function outputColumns(place: WinogradPlace, from: 'output_rows' | 'products'): Compute {
  const { n, r } = place.stripAxes();
  const x = variable('x', place.form.output[3]);
  const o = variable('o', place.geometry.blockOutputs);
  const row = variable('row', place.form.tile[0]);
  const taps = place.matrices.row.input.map((_, tap) =>
    place.from(from, [tap, ...(from === 'products' ? [0] : []), n, r, x, o]),
  );
  const y = add(scale(place.tileRow(r), place.form.tile[0]), row);
  return {
    axes: [n, r, x, o],
    unrolled: [row],
    outputDomain: [{ index: y, extent: place.form.output[2] }],
    ...finished(place, 'row', row, taps, { n, o, y, x: toIndex(x) }),
  };
}

/** The last transform, from points `taps` to the outputs `by` of a tile. */
function finished(
  place: WinogradPlace,
  axis: Axis,
  by: Variable,
  taps: readonly Scalar[],
  { n, o, y, x }: { n: Variable; o: Variable; y: Index; x: Index },
) {
  const { intermediates, values } = transformByColumns(place.matrices[axis].output, taps, axis);
  const channel = place.outputChannel(o);
  const sum = choice(by, values);
  const bias = place.correlation.bias?.(channel);
  return {
    output: [place.imageIndex(n), channel, ...place.correlation.position(y, x)],
    reductions: [],
    intermediates,
    value: bias === undefined ? sum : binary('add', sum, bias),
  };
}
