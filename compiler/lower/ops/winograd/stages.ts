import { WINOGRAD_PANEL } from '../../../ir/ops/shared/winograd.js';
import type { Compute, ComputeStage } from '../../formulas/compute.js';
import { binary, result } from '../../formulas/compute.js';
import type { Variable } from '../../formulas/index-expr.js';
import { add, scale, variable } from '../../formulas/index-expr.js';
import { inputTransform } from './input.js';
import { outputTransform } from './output.js';
import type { Correlation } from './place.js';
import { WinogradPlace } from './place.js';
import { weightTransform } from './weights.js';

/**
 * F(m, r) along rows and columns as matrix products, one per point of the transformed tile: weights and
 * input tiles are transformed, the sums over input channels are as many ordinary matrix products over
 * tiles, and their results are transformed back. Transforms go along the columns of a whole strip of
 * the feature map first and along the rows then, so that neighbouring tiles share what they overlap in; an
 * axis with one tap needs none.
 *
 * Weights are transformed while the network runs: they are several times as large afterwards, and
 * neither a bundle nor its memory should hold that. The work is shared by all tiles.
 *
 * Either strips of the feature map pass by all weights, or blocks of weights by the whole feature map:
 * several of these at a time where threads have a slot of the workspace each.
 */
export function winogradStages(correlation: Correlation): ComputeStage[] {
  const place = new WinogradPlace(correlation);
  const before = inputTransform(place);
  const after = [products(place), ...outputTransform(place)];
  return place.form.blocks > 1
    ? [...before, ...repeated(place.block, [...weightTransform(place), ...after], place.slot)]
    : [
        ...weightTransform(place),
        ...repeated(place.image, repeated(place.strip, [...before, ...after])),
      ];
}

/** M = Σ over input channels of U ⊙ V */
function products(place: WinogradPlace): Compute {
  const { n, r, c } = place.stripAxes();
  const row = place.point('row');
  const column = place.point('column');
  const panel = variable('panel', place.geometry.blockOutputs / WINOGRAD_PANEL);
  const o = variable('o', WINOGRAD_PANEL);
  const i = variable('i', place.form.channels);
  const output = add(scale(panel, WINOGRAD_PANEL), o);
  return {
    ...place.fill('products', [row, column, n, r, c, output]),
    axes: [row, column, n, r, c, panel, o],
    reductions: [
      {
        name: 'sum',
        axes: [i],
        combine: 'sum',
        body: binary(
          'mul',
          place.from('input_tiles', [row, column, n, r, c, i]),
          place.from('weight_tiles', [panel, row, column, i, o]),
        ),
        domain: [],
      },
    ],
    value: result('sum'),
  };
}

/** A loop of one iteration is none. */
function repeated(
  counter: Variable,
  stages: readonly ComputeStage[],
  slot?: Variable,
): readonly ComputeStage[] {
  if (counter.max === 0) return stages;
  return [{ variable: counter, ...(slot && slot.max > 0 && { slot }), stages }];
}
