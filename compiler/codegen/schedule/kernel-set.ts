import { memoize } from '../../ir/memoize.js';
import type { Kernel, Statement } from '../../lower/loops/loop-ir.js';
import { walk } from '../../lower/loops/loop-ir.js';
import { expressionsOf, walkStatements } from '../../lower/loops/rewrite-loops.js';
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
    const content = contentOf(kernel);
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

/** Equal for kernels that differ in nothing but their names. */
function contentOf({ buffers, body }: Kernel): string {
  return JSON.stringify([buffers, body]) + inexactNumbers(body).join();
}

/** What JSON can't tell apart, −0 from 0 and infinities from NaN, each behind its place among the numbers. */
function inexactNumbers(body: readonly Statement[]): string[] {
  const found: string[] = [];
  let place = 0;
  walkStatements(body, (statement) => {
    for (const expression of expressionsOf(statement)) {
      walk(expression, (node) => {
        if (node.kind !== 'number') return;
        place++;
        const { value } = node;
        if (Object.is(value, -0)) found.push(`${place}:-0`);
        else if (!Number.isFinite(value)) found.push(`${place}:${value}`);
      });
    }
  });
  return found;
}
