import type { Span } from '../../diagnostics/diagnostic.js';
import type { Layer } from './layers.js';

/** A call of a block by name: what is computed inside is called after its path. */
export interface Block {
  /** `layer1.0` */
  readonly path: string;
  /** The name of what was called: `basic_block`. */
  readonly callee: string;
  readonly span: Span;
  /** The block around it; absent in the network's own body. */
  readonly parent?: Block;
}

/** The innermost named block around what stands in a layer, each block as one object. */
export class Blocks {
  private readonly known = new Map<Layer, Block | undefined>();

  /** Layers must have their names. A block without weights or label has no name, and neither has one whose label is empty: it does not count. */
  around(layer: Layer): Block | undefined {
    if (!this.known.has(layer)) this.known.set(layer, this.make(layer));
    return this.known.get(layer);
  }

  private make(layer: Layer): Block | undefined {
    if (layer.parent === undefined) return undefined;
    const parent = this.around(layer.parent);
    if (layer.label === '' || (!layer.parametrised && layer.label === undefined)) return parent;
    const { path, callee, span } = layer;
    return { path, callee, span, ...(parent && { parent }) };
  }
}
