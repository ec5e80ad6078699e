/** From here on erf is ±1 to more digits than a number has. */
const SATURATED = 6;

/**
 * The error function 2/√π ∫₀ˣ e^(−t²) dt to about 1e-15, by the series of positive terms
 * 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1 · 3 ⋯ (2n+1)) (DLMF 7.6.2).
 */
export function erf(x: number): number {
  if (Math.abs(x) >= SATURATED) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (2 * x * x) / odd;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
