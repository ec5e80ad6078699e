import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import type { Block } from '../../compiler/frontend/index.js';
import type { Layer } from './layers.js';

/** What the layers of one block cost together, those of the blocks inside it included. */
export interface BlockCost {
  readonly path: string;
  readonly callee: string;
  /** The block around it. */
  readonly parent?: BlockCost;
  readonly span: Span;
  readonly layers: number;
  readonly parameters: number;
  readonly macs: number;
  readonly activationBytes: number;
}

/** The costs of all blocks, in the order in which they begin. */
export function blockCosts(layers: readonly Layer[]): Map<Block, BlockCost> {
  const inside = new Map<Block, Layer[]>();
  for (const layer of layers) {
    for (const block of blocksAround(layer)) {
      inside.set(block, [...(inside.get(block) ?? []), layer]);
    }
  }
  const costs = new Map<Block, BlockCost>();
  for (const [block, own] of inside) {
    const sum = (key: 'parameters' | 'macs' | 'activationBytes'): number =>
      own.reduce((total, layer) => total + layer[key], 0);
    const { path, callee, span } = block;
    const parent = block.parent && costs.get(block.parent);
    costs.set(block, {
      path,
      callee,
      span,
      ...(parent && { parent }),
      layers: own.length,
      parameters: sum('parameters'),
      macs: sum('macs'),
      activationBytes: sum('activationBytes'),
    });
  }
  return costs;
}

/** From the outermost to the innermost. */
export function blocksAround({ block }: Layer): Block[] {
  const blocks: Block[] = [];
  for (let each = block; each !== undefined; each = each.parent) blocks.unshift(each);
  return blocks;
}
