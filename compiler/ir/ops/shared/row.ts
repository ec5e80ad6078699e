import type { ConvolutionGeometry } from './convolution.js';

/** How a window along [N,C,L] moves over the same as a picture of one row, [N,C,1,L]. */
export function geometryOfRow({
  strides,
  dilations,
  pads,
}: ConvolutionGeometry): ConvolutionGeometry {
  const [before, after] = pads;
  return { strides: [1, ...strides], dilations: [1, ...dilations], pads: [0, before, 0, after] };
}

/** Where axis `axis` of [N,C,L] is in [N,C,1,L]. */
export function axisOfRow(axis: number): number {
  const counted = axis < 0 ? axis + 3 : axis;
  return counted === 2 ? 3 : counted;
}

/** `pads` of all axes of [N,C,L], beginnings then ends, as those of [N,C,1,L]. */
export function padsOfRow([n, c, l, nEnd, cEnd, lEnd]: readonly number[]): number[] {
  return [n, c, 0, l, nEnd, cEnd, 0, lEnd];
}
