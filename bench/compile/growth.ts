/** A figure at a size. */
export interface Sample {
  readonly size: number;
  readonly amount: number;
}

/**
 * The exponent p of amount ~ sizeᵖ between two samples: 1 where what is twice as large takes twice as
 * much, 2 where it takes four times as much.
 */
export function growthExponent(small: Sample, large: Sample): number {
  return Math.log(large.amount / small.amount) / Math.log(large.size / small.size);
}
