import { gcd } from './gcd.js';

/** The outputs r, r + s, r + 2s, … along one axis, which all see the same taps of the kernel. */
export interface Phase {
  /** r */
  readonly first: number;
  readonly outputs: number;
  readonly taps: number;
  /** The tap number j of `taps` in the kernel: start − j·step. */
  readonly tap: { readonly start: number; readonly step: number };
  /** Output number q sees through tap j the input q + j·step + offset. */
  readonly source: { readonly offset: number; readonly step: number };
}

/** One axis of a transposed convolution. */
export interface TransposedAxis {
  /** Taps of the kernel. */
  readonly kernel: number;
  /** Of the output. */
  readonly extent: number;
  readonly stride: number;
  readonly dilation: number;
  /** Outputs taken off in front. */
  readonly pad: number;
}

/**
 * The phases along one axis that have any output. Output y = s·q + r sees the taps with k·d ≡ r + p
 * modulo s; with g = gcd(s, d) these are every (s/g)-th. They are taken backwards, so that the inputs
 * (y + p − k·d)/s come forwards.
 */
export function phasesOf({ kernel, extent, stride, dilation, pad }: TransposedAxis): Phase[] {
  const shared = gcd(stride, dilation);
  const step = stride / shared;
  return Array.from({ length: Math.min(stride, extent) }, (_, first): Phase => {
    const position = first + pad;
    const taps: number[] = [];
    for (let tap = kernel - 1; tap >= 0; tap--) {
      if ((position - tap * dilation) % stride === 0) taps.push(tap);
    }
    const [start = 0] = taps;
    return {
      first,
      outputs: Math.ceil((extent - first) / stride),
      taps: taps.length,
      tap: { start, step },
      source: { offset: (position - start * dilation) / stride, step: dilation / shared },
    };
  });
}
