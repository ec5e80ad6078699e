import type { Positions, ResizeAttributes } from '../../ir/ops/shared/resampling.js';
import { nearestSamples, positionsAlong } from '../../ir/ops/shared/resampling.js';
import { gcd } from '../../ir/ops/shared/gcd.js';
import type { Compute, Intermediate, Scalar } from '../formulas/compute.js';
import { binary, number, read, result } from '../formulas/compute.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import {
  add,
  divide,
  isConstant,
  maximum,
  minimum,
  modulo,
  rangeOf,
  scale,
  toIndex,
  variable,
} from '../formulas/index-expr.js';
import { keysWeight } from './shared/keys.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';

/** Weights that are constants are worth a loop for each phase, up to so many in both axes together. */
const MOST_PHASES = 4;

/**
 * Where output i lies, (i·step + start) / by, is a whole number of samples and a fraction. Outputs that are
 * as many apart as the fraction repeats are whole samples apart: an axis over those, and one over the phases
 * between them, in which alone something is divided. A phase of its own computes with numbers.
 */
export const resize: LoopLowering<ResizeAttributes> = {
  kind: 'loops',
  compute(node) {
    const { attributes } = node;
    const [rows, columns] = [0, 1].map((axis) => alongAxis(node, axis));
    if (attributes.mode === 'nearest') return [weigh(node, rows, columns)];
    const phases = rows.period * columns.period;
    if (phases > MOST_PHASES) return [weigh(node, rows, columns)];
    return phasesOf(rows).flatMap((row) =>
      phasesOf(columns).map((column) => weigh(node, row, column)),
    );
  },
  variant: ({ attributes: { mode } }) => mode,
};

/** The outputs of an axis. */
interface Along {
  readonly axes: readonly Variable[];
  /** The output. */
  readonly output: Index;
  readonly positions: Positions;
  /** Outputs after which fractions repeat; those in between are told apart by `phase`, where there is one. */
  readonly period: number;
  readonly phase?: Variable;
  readonly letter: string;
  readonly extent: number;
}

function alongAxis(
  { inputs, output, attributes }: LoweringInput<ResizeAttributes>,
  axis: number,
): Along {
  const extent = inputs[0].shape[axis + 2];
  const to = output.shape[axis + 2];
  const letter = ['y', 'x'][axis];
  const exact = positionsAlong(attributes, axis, extent);
  const isNearest = attributes.mode === 'nearest';
  const positions = isNearest ? nearestSamples(exact, attributes.rounding) : exact;
  const period = positions.by / gcd(positions.step, positions.by);
  if (period === 1 || period >= to || to % period !== 0) {
    const whole = variable(letter, to);
    return {
      axes: [whole],
      output: toIndex(whole),
      positions,
      period: period === 1 ? 1 : Infinity,
      letter,
      extent,
    };
  }
  const repeat = variable(letter, to / period);
  const phase = variable(`${letter}_phase`, period);
  return {
    axes: [repeat, phase],
    output: add(scale(repeat, period), phase),
    positions,
    period,
    phase,
    letter,
    extent,
  };
}

/** The same for each phase alone. */
function phasesOf(along: Along): readonly Along[] {
  if (along.phase === undefined) return [along];
  const [repeat] = along.axes;
  return Array.from({ length: along.period }, (_, phase) => ({
    ...along,
    axes: [repeat],
    output: add(scale(repeat, along.period), phase),
  }));
}

/** The samples that an output takes along an axis, by their indices and weights. */
interface Taps {
  readonly intermediates: readonly Intermediate[];
  readonly samples: readonly Index[];
  readonly weights: readonly Scalar[];
}

function weigh(
  { inputs: [input], attributes }: LoweringInput<ResizeAttributes>,
  row: Along,
  column: Along,
): Compute {
  const n = variable('n', input.shape[0]);
  const c = variable('c', input.shape[1]);
  const [rows, columns] = [row, column].map((along) => tapsOf(along, attributes));
  const terms = rows.samples.map((sample, at) => {
    const inRow = columns.samples.map((across) =>
      read(0, [toIndex(n), toIndex(c), sample, across]),
    );
    return [weighted(inRow, columns.weights), rows.weights[at]] as const;
  });
  return {
    axes: [n, c, ...row.axes, ...column.axes],
    output: [toIndex(n), toIndex(c), row.output, column.output],
    reductions: [],
    intermediates: [...rows.intermediates, ...columns.intermediates],
    value: weighted(
      terms.map(([value]) => value),
      terms.map(([, weight]) => weight),
    ),
  };
}

/** Σ weight · value; a value alone is itself. */
function weighted(values: readonly Scalar[], weights: readonly Scalar[]): Scalar {
  if (values.length === 1) return values[0];
  return values
    .map((value, at) => binary('mul', value, weights[at]))
    .reduce((sum, term) => binary('add', sum, term));
}

function tapsOf(along: Along, { mode, cubic }: ResizeAttributes): Taps {
  const { output, positions, extent, letter } = along;
  const place = add(scale(output, positions.step), positions.start);
  const { by } = positions;
  // Only what isn't negative can be divided.
  const shift = Math.max(0, Math.ceil(-rangeOf(place).min / by));
  const shifted = add(place, shift * by);
  const sample = (tap: number): Index => inside(add(divide(shifted, by), tap - shift), extent);
  if (mode === 'nearest' || by === 1) {
    return { intermediates: [], samples: [sample(0)], weights: [number(1)] };
  }
  const rest = modulo(shifted, by);
  const name = `${letter}_fraction`;
  const fraction: Intermediate = {
    name,
    value: binary('div', { kind: 'integer', value: rest }, number(by)),
  };
  const known = isConstant(rest) ? rest.constant / by : undefined;
  const t = known === undefined ? result(name) : number(known);
  const intermediates = known === undefined ? [fraction] : [];
  if (mode === 'bilinear') {
    const before = known === undefined ? binary('sub', number(1), t) : number(1 - known);
    return { intermediates, samples: [sample(0), sample(1)], weights: [before, t] };
  }
  const distances =
    known === undefined
      ? [binary('add', number(1), t), t, binary('sub', number(1), t), binary('sub', number(2), t)]
      : [1 + known, known, 1 - known, 2 - known].map(number);
  const weights = distances.map((distance, tap): Intermediate => {
    const value = keysWeight(distance, tap === 1 || tap === 2, cubic);
    return { name: `${letter}_weight_${tap}`, value };
  });
  return {
    intermediates: known === undefined ? [...intermediates, ...weights] : [],
    samples: [-1, 0, 1, 2].map(sample),
    weights: weights.map(({ name, value }) => (known === undefined ? result(name) : value)),
  };
}

/** The nearest sample that is in the picture. */
function inside(index: Index, extent: number): Index {
  const { min, max } = rangeOf(index);
  const above = min < 0 ? maximum(index, 0) : index;
  return max >= extent ? minimum(above, extent - 1) : above;
}
