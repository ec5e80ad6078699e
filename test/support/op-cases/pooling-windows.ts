import fc from 'fast-check';
import { span } from '../../../compiler/ir/ops/shared/window.js';

/** Windows that hang over the end, reach exactly to it, or would start in the padding behind it. */
export function ceilForms() {
  const forms = [
    { x: [1, 3, 5, 5], kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] },
    { x: [1, 3, 6, 6], kernel: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0] },
    { x: [2, 2, 7, 7], kernel: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0] },
    { x: [1, 2, 6, 7], kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
    { x: [1, 2, 5, 6], kernel: [2, 2], strides: [3, 3], pads: [1, 1, 1, 1] },
    { x: [1, 2, 4, 4], kernel: [1, 1], strides: [3, 2], pads: [0, 0, 0, 0] },
    { x: [1, 1, 3, 3], kernel: [2, 2], strides: [2, 2], pads: [1, 1, 1, 1] },
    { x: [1, 2, 6, 5], kernel: [4, 3], strides: [3, 2], pads: [0, 1, 2, 0] },
  ];
  return forms.map((form) => ({ ...form, ceil_mode: true }));
}

export function poolings(mostDilation: number, rank = 2) {
  const entries = (min: number, max: number, count = rank) =>
    fc.array(fc.integer({ min, max }), { minLength: count, maxLength: count });
  return fc
    .record({
      batch: fc.integer({ min: 1, max: 2 }),
      channels: fc.integer({ min: 1, max: 6 }),
      kernel: entries(1, 4),
      strides: entries(1, 4),
      dilations: entries(1, mostDilation),
      wantedPads: entries(0, 3, 2 * rank),
      spare: entries(0, 6),
      ceil_mode: fc.boolean(),
    })
    .map(({ batch, channels, wantedPads, spare, ...form }) => ({
      ...form,
      pads: wantedPads.map((pad, side) => Math.min(pad, form.kernel[side % rank] - 1)),
      x: [
        batch,
        channels,
        ...spare.map((extra, axis) => span(form.kernel[axis], form.dilations[axis]) + extra),
      ],
    }));
}
