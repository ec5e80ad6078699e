import type { ImportNode } from './import-node.js';

/** What says how a window moves over the spatial axes of an operator's first input. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Before each axis, then behind each. */
  readonly pads: readonly number[];
}

/** Spatial axes of x [N,C,…], of which one to three are imported. */
export function spatialRank(node: ImportNode): 1 | 2 | 3 {
  const rank = node.shape(0).length - 2;
  if (rank === 1 || rank === 2 || rank === 3) return rank;
  return node.refuse(`has an input of ${rank + 2} axes; those with 3 to 5 are imported`);
}

/**
 * The window of a convolution or a pooling. `auto_pad` of the older files pads so that there are as many
 * outputs as strides fit, the odd element behind (SAME_UPPER) or in front (SAME_LOWER).
 */
export function windowOf(node: ImportNode, kernel: readonly number[]): Window {
  const ones = kernel.map(() => 1);
  const strides = node.integers('strides', ones);
  const dilations = node.integers('dilations', ones);
  const auto = node.text('auto_pad', 'NOTSET');
  const zeros = [...kernel, ...kernel].map(() => 0);
  if (auto === 'NOTSET') {
    return { kernel, strides, dilations, pads: node.integers('pads', zeros) };
  }
  if (auto === 'VALID') return { kernel, strides, dilations, pads: zeros };
  if (auto !== 'SAME_UPPER' && auto !== 'SAME_LOWER') {
    return node.refuse(`has the unknown auto_pad ${auto}`);
  }
  const spatial = node.shape(0).slice(2);
  const totals = spatial.map((extent, axis) => {
    const outputs = Math.ceil(extent / strides[axis]);
    const span = (kernel[axis] - 1) * dilations[axis] + 1;
    return Math.max(0, (outputs - 1) * strides[axis] + span - extent);
  });
  const less = totals.map((total) => Math.floor(total / 2));
  const more = totals.map((total) => Math.ceil(total / 2));
  const pads = auto === 'SAME_UPPER' ? [...less, ...more] : [...more, ...less];
  return { kernel, strides, dilations, pads };
}
