import type { Value } from '../graph.js';
import type { Layout } from '../layout.js';
import { layoutStrides, rowPitch } from '../layout.js';
import type { Shape } from '../types.js';

/** Elements of a whole vector: stores come in these, so a part begins and ends with one. */
const VECTOR = 4;

/** How a value must lie to be a part of another without a copy. */
export interface Part {
  readonly layout: Layout;
  /** Elements of the whole before its first. */
  readonly start: number;
}

/** How a part of a value must lie: its rows as far apart as those of the whole. */
export function partLayout(shape: Shape, layout: Layout): Layout {
  return { ...layout, pitch: rowPitch(shape, layout) };
}

/**
 * The places of parts that follow each other along an axis of a value that has a layout: rows as far apart
 * as the whole's. Undefined where no layout of the part gives its elements the addresses that the whole has
 * for them, and where the vectors that hold its last channels would hold a neighbour's first.
 */
export function stretchesOf(
  whole: Value,
  axis: number,
  shapes: readonly Shape[],
): readonly (Part | undefined)[] {
  if (whole.layout === undefined) return [];
  const { order } = whole.layout;
  const along = axis < 0 ? axis + order.length : axis;
  const strides = layoutStrides(whole.type.shape, whole.layout);
  const layout = partLayout(whole.type.shape, whole.layout);
  let before = 0;
  return shapes.map((shape, index) => {
    const start = before * strides[along];
    before += shape[along];
    const own = layoutStrides(shape, layout);
    const fits = shape.every((extent, other) => extent === 1 || own[other] === strides[other]);
    const isLast = index === shapes.length - 1;
    const isWhole = along !== order.at(-1) || shape[along] % VECTOR === 0 || isLast;
    return fits && isWhole && start % VECTOR === 0 ? { layout, start } : undefined;
  });
}
