import type { BlockCost } from './blocks.js';
import { blocksAround } from './blocks.js';
import type { Inspection } from './inspection.js';
import type { Layer } from './layers.js';

/** A line of the table of layers: a layer, or a block before its layers. */
export interface LayerRow {
  /** Blocks around it. */
  readonly depth: number;
  /** Without the path of the blocks around it. */
  readonly name: string;
  readonly layer?: Layer;
  readonly block?: BlockCost;
}

/** Layers in their order, below the blocks that they stand in. A block of one layer is only a part of its name. */
export function layerRows({ layers, blocks }: Pick<Inspection, 'layers' | 'blocks'>): LayerRow[] {
  let open: readonly BlockCost[] = [];
  return layers.flatMap((layer): LayerRow[] => {
    const around = blocksAround(layer)
      .flatMap((block) => blocks.get(block) ?? [])
      .filter((block) => block.layers > 1);
    const shared = around.findIndex((block, depth) => block !== open[depth]);
    const opened = shared < 0 ? [] : around.slice(shared);
    const first = around.length - opened.length;
    open = around;
    return [
      ...opened.map((block, index) => ({
        depth: first + index,
        name: within(around.slice(0, first + index), block.path),
        block,
      })),
      { depth: around.length, name: within(around, layer.name), layer },
    ];
  });
}

/** `conv1` for `layer1.0.conv1` in `layer1.0`; what is called after an outer block, such as a binding, too. */
function within(around: readonly BlockCost[], name: string): string {
  const block = around.findLast(({ path }) => name.startsWith(`${path}.`));
  return block === undefined ? name : name.slice(block.path.length + 1);
}
