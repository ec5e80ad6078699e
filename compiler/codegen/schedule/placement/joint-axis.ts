import type { Index, IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import { divide, modulo, toIndex, variable } from '../../../lower/formulas/index-expr.js';

/** Several axes walked as one, the last of them fastest. */
export interface JointAxis {
  readonly axis: Variable;
  readonly parts: readonly Variable[];
}

export function joinAxes(name: string, parts: readonly Variable[]): JointAxis {
  return { axis: variable(name, countOf(parts)), parts };
}

/** How many points the axes have together. */
export function countOf(axes: readonly Variable[]): number {
  return axes.reduce((count, { max }) => count * (max + 1), 1);
}

/** What each part is at a position along the joint axis, which must lie inside of it. */
export function partsAt({ parts }: JointAxis, position: IndexLike): Map<Variable, Index> {
  const found = new Map<Variable, Index>();
  let faster = 1;
  for (const part of [...parts].reverse()) {
    const extent = part.max + 1;
    const quotient = divide(position, faster);
    found.set(part, part === parts[0] ? quotient : modulo(quotient, extent));
    faster *= extent;
  }
  return found;
}

/** An axis in terms of a joint axis, or as it is. */
export function throughJoint(joint: JointAxis): (axis: Variable) => IndexLike {
  const parts = partsAt(joint, toIndex(joint.axis));
  return (axis) => parts.get(axis) ?? axis;
}
