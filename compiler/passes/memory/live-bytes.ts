import type { Block } from './blocks.js';

/**
 * How many bytes are live at each moment of a schedule, −1 for its inputs, while blocks come and go. Each
 * change and the maximum take time in proportion to the logarithm of the schedule's length: a segment
 * tree whose nodes hold what was added to all of their moments, and the maximum within.
 */
export class LiveBytes {
  private readonly leaves: number;
  private readonly added: Float64Array;
  private readonly most: Float64Array;

  /** For a schedule of so many nodes; outputs are live until the moment behind the last of them. */
  constructor(nodes: number) {
    this.leaves = 2 ** Math.ceil(Math.log2(nodes + 2));
    this.added = new Float64Array(2 * this.leaves);
    this.most = new Float64Array(2 * this.leaves);
  }

  /** The largest sum at any moment. */
  get maximum(): number {
    return this.most[1];
  }

  add({ firstUse, lastUse, bytes }: Block): void {
    this.change(firstUse, lastUse, bytes);
  }

  remove({ firstUse, lastUse, bytes }: Block): void {
    this.change(firstUse, lastUse, -bytes);
  }

  private change(firstUse: number, lastUse: number, bytes: number): void {
    const [from, to] = [firstUse + 1 + this.leaves, lastUse + 2 + this.leaves];
    for (let [a, b] = [from, to]; a < b; a >>= 1, b >>= 1) {
      if (a % 2 === 1) this.changeAll(a++, bytes);
      if (b % 2 === 1) this.changeAll(--b, bytes);
    }
    this.updateAbove(from);
    this.updateAbove(to - 1);
  }

  private changeAll(node: number, bytes: number): void {
    this.added[node] += bytes;
    this.most[node] += bytes;
  }

  private updateAbove(leaf: number): void {
    for (let node = leaf >> 1; node >= 1; node >>= 1) {
      const within = Math.max(this.most[2 * node], this.most[2 * node + 1]);
      this.most[node] = within + this.added[node];
    }
  }
}
