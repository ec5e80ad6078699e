import { memoize } from '../../ir/memoize.js';
import type { Kernel } from '../../lower/loops/loop-ir.js';
import type { PlacedNode } from './placement/placed-node.js';

/**
 * Gives equal computations one kernel: ResNet's dozens of blocks need a handful. Different kernels
 * of one name are told apart by a number.
 */
export class KernelSet {
  private readonly byContent = new Map<string, Kernel>();
  private readonly namesTaken = new Map<string, number>();

  /** The kernel of a node; nodes that were placed alike have the same. */
  readonly kernelOf: (placed: PlacedNode) => Kernel;

  constructor(schedule: (placed: PlacedNode) => Kernel) {
    this.kernelOf = memoize(
      ({ computes }) => computes,
      (placed) => this.add(schedule(placed)),
    );
  }

  /** The kernel equal to this one that was added first, or this one. */
  private add(kernel: Kernel): Kernel {
    const content = JSON.stringify([kernel.buffers, kernel.body], exactNumbers);
    const known = this.byContent.get(content);
    if (known !== undefined) return known;
    const ordinal = (this.namesTaken.get(kernel.name) ?? 0) + 1;
    this.namesTaken.set(kernel.name, ordinal);
    const added = ordinal === 1 ? kernel : { ...kernel, name: `${kernel.name}_v${ordinal}` };
    this.byContent.set(content, added);
    return added;
  }

  all(): Kernel[] {
    return [...this.byContent.values()];
  }
}

/** JSON has no −0, infinities or NaN. */
function exactNumbers(_key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Object.is(value, -0) || !Number.isFinite(value)
    ? `number ${Object.is(value, -0) ? '-0' : value}`
    : value;
}
