import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import { scale, subtract, toIndex, variable } from '../../../lower/formulas/index-expr.js';
import { repeat } from '../../../lower/loops/build-loops.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';

/** `count` vectors of four from `start`, of which the last has `lanes` lanes inside the axis. */
export interface VectorPlace {
  readonly axis: Variable;
  readonly start: Index;
  readonly count: number;
  readonly lanes: number;
}

/** Which end of a loop over panels comes first. */
export type Direction = 'forwards' | 'backwards';

/**
 * Full register tiles, from the last to the first where `direction` says so, then the vectors that are
 * left over, then the last partial vector.
 */
export function vectorLoops(
  axis: Variable,
  vectors: number,
  body: (vector: VectorPlace) => readonly Statement[],
  direction: Direction = 'forwards',
): readonly Statement[] {
  const extent = axis.max + 1;
  const whole = Math.floor(extent / 4);
  const tiles = Math.floor(whole / vectors);
  const leftover = whole - tiles * vectors;
  const partial = extent - 4 * whole;
  const statements: Statement[] = [];
  const tile = variable(`${axis.name}_tile`, tiles);
  const at = (start: Index, count: number, lanes: number): readonly Statement[] =>
    body({ axis, start, count, lanes });
  if (tiles > 0) {
    const start = (index: Index): Index =>
      scale(direction === 'forwards' ? index : subtract(tiles - 1, index), 4 * vectors);
    statements.push(...repeat(tile, (index) => at(start(index), vectors, 4)));
  }
  if (leftover > 0) statements.push(...at(toIndex(4 * vectors * tiles), leftover, 4));
  if (partial > 0) statements.push(...at(toIndex(4 * whole), 1, partial));
  return statements;
}
