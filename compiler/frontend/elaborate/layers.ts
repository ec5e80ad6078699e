import type { Span } from '../../diagnostics/diagnostic.js';

/** One execution of a binding: the layers that stand in it compete for its name. */
export interface BindingGroup {
  readonly name: string;
}

/**
 * A call of a block or of an op with weights, or the network itself. Layers form a tree; the path
 * from the network (whose own name adds nothing) names the parameters.
 */
export class Layer {
  readonly children: Layer[] = [];
  /** Whether it has weights itself. */
  hasWeights = false;
  private name = '';

  constructor(
    readonly parent: Layer | undefined,
    /** Name of the op or block that was called. */
    readonly callee: string,
    readonly span: Span,
    /** The name given with `as`. */
    readonly label?: string,
    readonly group?: BindingGroup,
  ) {
    parent?.children.push(this);
  }

  /** Whether it or anything inside it has weights; others need no name. */
  get parametrised(): boolean {
    return this.hasWeights || this.children.some((child) => child.parametrised);
  }

  /** `layer1.0.conv1`, once `nameLayers` has run; the network's is empty. */
  get path(): string {
    return this.name;
  }

  /** Full name of something inside this layer; the empty name is that of the layer. */
  qualify(name: string): string {
    if (name === '') return this.name;
    return this.name === '' ? name : `${this.name}.${name}`;
  }

  rename(name: string): void {
    this.name = name;
  }
}

/**
 * Gives every layer below `container` its path. A layer is called
 * 1. what its `as` says, where "" adds nothing to the path around it;
 * 2. else like the binding it stands in, when it is the only unnamed layer with parameters there;
 * 3. else, with several in one binding, `<binding>.<callee><n>`, n counting from 1 per callee;
 * 4. else, outside a binding, `<callee><n>`, n counting per callee within the block or network.
 *
 * Blocks without parameters are counted in none of this.
 */
export function nameLayers(container: Layer): void {
  const unnamed = new Map<BindingGroup | undefined, Layer[]>();
  for (const child of container.children) {
    if (child.label !== undefined) {
      child.rename(container.qualify(child.label));
    } else if (!child.parametrised) {
      child.rename(container.qualify(child.callee));
    } else {
      const group = unnamed.get(child.group) ?? [];
      group.push(child);
      unnamed.set(child.group, group);
    }
  }
  for (const [group, layers] of unnamed) {
    if (group !== undefined && layers.length === 1) {
      layers[0].rename(container.qualify(group.name));
      continue;
    }
    const prefix = group === undefined ? '' : `${group.name}.`;
    const ordinals = new Map<string, number>();
    for (const layer of layers) {
      const ordinal = (ordinals.get(layer.callee) ?? 0) + 1;
      ordinals.set(layer.callee, ordinal);
      layer.rename(container.qualify(`${prefix}${layer.callee}${ordinal}`));
    }
  }
  for (const child of container.children) nameLayers(child);
}
