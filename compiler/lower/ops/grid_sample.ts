import type { GridSampleAttributes } from '../../ir/ops/grid_sample.js';
import { CUBIC, FAR, GRID_SAMPLE_TENSORS, mirrorPeriod, tapsOf } from '../../ir/ops/grid_sample.js';
import type { Bound, Compute, Intermediate, Scalar } from '../formulas/compute.js';
import { binary, number, read, result, select, unary, wholeNumber } from '../formulas/compute.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import { add, maximum, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';
import { keysWeight } from './shared/keys.js';
import { clampedTo, fills, wholeIndex } from './shared/stages.js';

/**
 * Which samples a place takes, and how much of each, is found once for all channels, which lie in vectors, and
 * along each axis by itself.
 */
export const gridSample: LoopLowering<GridSampleAttributes> = {
  kind: 'loops',
  stages: (node) => [...[0, 1].flatMap((axis) => tapsAlong(axis, node)), mean(node)],
  variant: ({ attributes: { mode, padding } }) => `${mode}_${padding}`,
};

/** The samples along the rows (0) or the columns (1), and their weights. */
function tapsAlong(axis: number, node: LoweringInput<GridSampleAttributes>): Compute[] {
  const {
    inputs: [{ shape }, grid],
    attributes,
  } = node;
  const { mode, align_corners } = attributes;
  const extent = shape[axis + 2];
  const axes = ['n', 'y', 'x'].map((name, at) => variable(name, grid.shape[at]));
  const tap = variable('tap', tapsOf(attributes));
  const place = read(1, [...indices(axes), toIndex(1 - axis)]);
  const fromEdge = binary('add', place, number(1));
  const half = number(0.5);
  const position = align_corners
    ? binary('mul', binary('mul', fromEdge, half), number(extent - 1))
    : binary('mul', binary('sub', binary('mul', fromEdge, number(extent)), number(1)), half);
  const low = unary(mode === 'nearest' ? 'round' : 'floor', result('position'));
  const away = number(-FAR);
  const limited = binary('min', binary('max', result('place'), away), number(FAR));
  const named: Intermediate[] = [
    { name: 'place', value: position },
    { name: 'position', value: select('eq', [result('place'), result('place')], limited, away) },
  ];
  const [places, weights] = GRID_SAMPLE_TENSORS.slice(2 * axis, 2 * axis + 2);
  const first = mode === 'bicubic' ? -1 : 0;
  const at = binary('add', unary('to-i32', low), wholeIndex(add(tap, first)));
  const whole: Intermediate = { name: 'at', value: at };
  const sample = sampleAt(attributes, result('at'), extent);
  const along = [...axes, tap];
  const fraction: Intermediate = { name: 't', value: binary('sub', result('position'), low) };
  const alternatives = weightsOf(mode, result('t'));
  return [
    { ...fills(places, along, sample), intermediates: [...named, whole] },
    {
      ...fills(weights, axes, { kind: 'choice', by: tap, alternatives }),
      intermediates: [...named, fraction],
      unrolled: [tap],
      output: indices(along),
    },
  ];
}

/** The sample itself, or what the padding has there; from 1, with 0 for none, where that is zeros. */
function sampleAt(
  { padding, align_corners }: GridSampleAttributes,
  at: Scalar,
  extent: number,
): Scalar {
  const [none, one, last] = [0, 1, extent - 1].map(wholeNumber);
  if (padding === 'border') return clampedTo(extent - 1, at);
  if (padding === 'zeros') {
    const fromOne = binary('add', at, one);
    return select('le', [at, last], binary('max', fromOne, none), none);
  }
  const length = mirrorPeriod(extent, align_corners);
  const period = wholeNumber(length);
  const rest = binary('sub', at, binary('mul', binary('div', at, period), period));
  const within = select('lt', [rest, none], binary('add', rest, period), rest);
  const mirrored = binary('sub', wholeNumber(align_corners ? length : length - 1), within);
  return select('le', [within, last], within, mirrored);
}

function weightsOf(mode: string, t: Scalar): Scalar[] {
  if (mode === 'nearest') return [number(1)];
  const one = number(1);
  const rest = binary('sub', one, t);
  if (mode === 'bilinear') return [rest, t];
  const distances = [binary('add', one, t), t, rest, binary('sub', number(2), t)];
  return distances.map((distance, tap) => keysWeight(distance, tap === 1 || tap === 2, CUBIC));
}

interface Along {
  readonly tap: Variable;
  readonly place: Index;
  readonly weight: Scalar;
  readonly inside: readonly Bound[];
}

function mean({ inputs, output, attributes }: LoweringInput<GridSampleAttributes>): Compute {
  const axes = outputAxes(output);
  const [n, c, y, x] = axes;
  const [{ shape }] = inputs;
  const isZero = attributes.padding === 'zeros';
  const [rows, columns] = ['ky', 'kx'].map((name, axis): Along => {
    const extent = shape[axis + 2];
    const tap = variable(name, tapsOf(attributes));
    const at = indices([n, y, x, tap]);
    const tensor = inputs.length + 2 * axis;
    const weight = read(tensor + 1, at);
    if (!isZero) {
      const place = toIndex({ kind: 'lookup', tensor, index: at, extent });
      return { tap, place, weight, inside: [] };
    }
    const found = add({ kind: 'lookup', tensor, index: at, extent: extent + 1 }, -1);
    return { tap, place: maximum(found, 0), weight, inside: [{ index: found, extent }] };
  });
  const element = read(0, [toIndex(n), toIndex(c), rows.place, columns.place]);
  return {
    axes,
    output: indices(axes),
    reductions: [
      {
        name: 'sum',
        axes: [rows.tap, columns.tap],
        combine: 'sum',
        body: binary('mul', element, binary('mul', rows.weight, columns.weight)),
        domain: [...rows.inside, ...columns.inside],
      },
    ],
    intermediates: [],
    value: result('sum'),
  };
}
