import type { SurfaceValue } from '../ir/op.js';

/** A value as the language writes it: `1e-5`, `[1, 2]`, `true`. */
export function constantText(value: SurfaceValue): string {
  if (typeof value === 'object') return `[${value.map(numberText).join(', ')}]`;
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function numberText(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : String(value);
}
