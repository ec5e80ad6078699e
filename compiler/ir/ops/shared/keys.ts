/** Keys' kernel: piecewise cubic, 1 at 0 and 0 at 1 and 2, with the slope `a` at 1. */
export function keys(distance: number, a: number): number {
  return distance <= 1
    ? ((a + 2) * distance - (a + 3)) * distance ** 2 + 1
    : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
}
