/** The `magnitude` of an op whose results are elements of its operands, means of them, or zero. */
export function largestOperand(operands: readonly number[]): number {
  return Math.max(...operands);
}
