import type { ElementType } from '../../types.js';

/** What ops take that compute with integers, too: f32, and i32 modulo 2³². */
export const ARITHMETIC: readonly ElementType[] = ['f32', 'i32'];

/** sum + a · b of elements of a type: in f64, or of i32 modulo 2³². */
export function multiplyAdd(element: ElementType): (sum: number, a: number, b: number) => number {
  return element === 'i32' ? wrapped : (sum, a, b) => sum + a * b;
}

function wrapped(sum: number, a: number, b: number): number {
  return (sum + Math.imul(a, b)) | 0;
}
