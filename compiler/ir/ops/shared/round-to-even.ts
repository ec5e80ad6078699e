/** The nearest whole number, and of two the even one, as IEEE 754, NumPy and ONNX have it. */
export function roundToEven(x: number): number {
  return Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}
