/**
 * An integer as an index into an axis of `extent` elements, the same for whatever looks something up: a
 * negative one counts from the end, as in ONNX, and one that lies outside then is taken as the nearest
 * that doesn't. What a tensor holds is only known when the network runs, and nothing is checked there.
 */
export function entryAt(index: number, extent: number): number {
  const fromStart = index < 0 ? index + extent : index;
  return Math.min(Math.max(fromStart, 0), extent - 1);
}
