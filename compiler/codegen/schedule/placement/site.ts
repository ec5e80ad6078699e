import type { Layout } from '../../../ir/layout.js';
import { layoutStrides } from '../../../ir/layout.js';
import type { Shape } from '../../../ir/types.js';
import { elementCount } from '../../../ir/types.js';
import type { Compute, Read } from '../../../lower/formulas/compute.js';
import type { ScalarType } from '../../../lower/formulas/expression.js';
import { expressionsOf, readsIn } from '../../../lower/formulas/compute.js';
import type { Index } from '../../../lower/formulas/index-expr.js';
import { add, scale } from '../../../lower/formulas/index-expr.js';
import type { Buffer } from '../../../lower/loops/loop-ir.js';
import { elementBytes, isNarrow } from '../../../lower/loops/loop-ir.js';
import type { Packing } from '../../packing.js';
import { packedAddress } from '../../packing.js';

/** Where an operand of a kernel lies. */
export type Site = ValueSite | ConstantSite | LiteralSite;

/** An intermediate in the arena. */
export interface ValueSite {
  readonly kind: 'value';
  readonly buffer: Buffer;
  readonly shape: Shape;
  readonly layout: Layout;
}

/** A weight; the schedule chooses how it is packed. */
export interface ConstantSite {
  readonly kind: 'constant';
  readonly buffer: Buffer;
  readonly shape: Shape;
  readonly packing: Packing;
}

/** A constant of one element whose value is in the source: printed into the code. */
export interface LiteralSite {
  readonly kind: 'literal';
  readonly value: number;
  readonly type: ScalarType;
}

/** What reading all of an operand once moves. */
export function storedBytes({ buffer, shape }: ValueSite | ConstantSite): number {
  return elementBytes(buffer) * elementCount(shape);
}

/** Element address of a logical index. */
export function addressOf(site: ValueSite | ConstantSite, index: readonly Index[]): Index {
  if (site.kind === 'constant') return packedAddress(site.packing, index);
  const strides = layoutStrides(site.shape, site.layout);
  return add(...index.map((coordinate, axis) => scale(coordinate, strides[axis])));
}

/** A computation with everything it touches given a place. */
export interface PlacedCompute {
  readonly compute: Compute;
  readonly operands: readonly Site[];
  readonly output: ValueSite;
  /** Where weights are decoded to, a panel at a time. */
  readonly panel?: DecodedPanel;
}

export interface DecodedPanel {
  readonly buffer: Buffer;
  /** In panels, one after another. */
  readonly weights: ConstantSite;
}

/** Every element read anywhere in a computation, with where it stands. */
export function readsOf(compute: Compute): Read[] {
  return expressionsOf(compute).flatMap(readsIn);
}

/** Whether any of the weights are stored in fewer bits than f32. */
export function readsNarrowWeights({ compute, operands }: PlacedCompute): boolean {
  return readsOf(compute).some(({ operand }) => {
    const site = operands[operand];
    return site.kind === 'constant' && isNarrow(site.buffer);
  });
}
