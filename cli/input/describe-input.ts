import type { GraphInput } from '../../compiler/ir/graph.js';
import { typeText } from '../../compiler/ir/types.js';

/** `picture: f32[1,1,4,4]` */
export function describeInput({ value }: GraphInput): string {
  return `${value.name}: ${typeText(value.type)}`;
}
