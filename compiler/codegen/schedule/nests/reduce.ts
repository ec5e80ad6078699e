import type { Reduction, Scalar } from '../../../lower/formulas/compute.js';
import type { SetStatement } from '../../../lower/loops/loop-ir.js';
import { isVector } from '../../../lower/loops/loop-ir.js';
import type { Site } from '../placement/site.js';
import { accumulate } from './accumulate.js';
import { identityElement } from './combine.js';
import { edgeTapsAt } from './edge-taps.js';
import { liesAlongVector, reduceAlongVector } from './reduce-along-vector.js';
import type { Reduced } from './reduced.js';
import { registerOf, registersOf } from './reduced.js';
import { withSharedLoads } from './share-loads.js';
import { isEverywhere, splitDomain } from './split-domain.js';
import { tapBounds, tapsAt } from './taps.js';
import type { Point } from './translate.js';
import { scalarTypeAt, toVector, translate } from './translate.js';

/**
 * Computes `reduction` at all `points` of a register tile together. Bounds of the domain that
 * constrain one reduction axis shorten its loop, those that none of them moves are tested once around
 * all loops, and any other bound is tested per element.
 */
export function reduceAt(
  reduction: Reduction,
  points: readonly Point[],
  operands: readonly Site[],
): Reduced {
  if (reduction.axes.length === 0) return nameAt(reduction, points, operands);
  const taps = tapsAt(reduction, points);
  const edge = taps === undefined ? edgeTapsAt(reduction, points) : undefined;
  const decided = taps === undefined ? (edge?.bounds ?? []) : tapBounds(reduction, taps.axis);
  const { tested, ...domain } = splitDomain(reduction, points, decided);
  const body: Scalar =
    tested.length === 0
      ? reduction.body
      : {
          kind: 'inside',
          bounds: tested,
          value: reduction.body,
          otherwise: identityElement(
            reduction.combine,
            scalarTypeAt(reduction.body, points[0], operands),
          ),
        };
  if (isEverywhere(domain) && liesAlongVector(reduction, body, points)) {
    return reduceAlongVector(reduction, body, points, operands);
  }
  return accumulate({ reduction, body, points, operands, domain, taps, edge });
}

/** The element that a reduction over no axes has at each point. */
function nameAt(
  reduction: Reduction,
  points: readonly Point[],
  operands: readonly Site[],
): Reduced {
  const sets = registersOf(reduction, points, operands).map((local, position): SetStatement => {
    const value = translate(reduction.body, points[position], operands);
    return { kind: 'set', local, value: isVector(local.type) ? toVector(value) : value };
  });
  const { loads, rest } = withSharedLoads(sets);
  return { statements: [...loads, ...rest], values: sets.map(({ local }) => registerOf(local)) };
}
