import { toIndex } from '../../../lower/formulas/index-expr.js';
import type { IndexLike } from '../../../lower/formulas/index-expr.js';
import type { Readable, Vectors, Writable } from '../../../lower/lowering.js';
import { loadedType, vectorOf } from '../../../lower/loops/loop-ir.js';
import type { Site, ValueSite } from './site.js';
import { addressOf } from './site.js';

/** The tensors of a node as a procedure sees them: elements by their logical index. */
export function readable(site: Site): Readable {
  if (site.kind === 'literal') {
    const { value, type } = site;
    return { load: () => ({ kind: 'number', type, value }) };
  }
  const { buffer } = site;
  return {
    load: (...index) => ({
      kind: 'load',
      type: loadedType(buffer),
      buffer,
      address: addressOf(site, index.map(toIndex)),
    }),
  };
}

export function writable(site: ValueSite): Writable {
  return {
    store: (index, value) => ({ ...target(site, index), kind: 'store', value, lanes: 1 }),
  };
}

/** Of a tensor whose last axis lies densely. */
export function vectors(site: ValueSite): Vectors {
  const { load } = readable(site);
  const type = vectorOf(loadedType(site.buffer));
  return {
    load,
    ...writable(site),
    loadVector: (...index) => ({ ...target(site, index), kind: 'load', type }),
    storeVector: (index, value) => ({ ...target(site, index), kind: 'store', value, lanes: 4 }),
  };
}

function target(site: ValueSite, index: readonly IndexLike[]) {
  return { buffer: site.buffer, address: addressOf(site, index.map(toIndex)) };
}
