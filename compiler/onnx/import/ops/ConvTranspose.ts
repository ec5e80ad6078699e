import type { OpName } from '../../../ir/ops/index.js';
import type { Importer } from '../import-node.js';
import { spatialRank } from '../spatial.js';

const OPS: Readonly<Record<number, OpName>> = {
  1: 'conv_transpose1d',
  2: 'conv_transpose2d',
  3: 'conv_transpose3d',
};

/**
 * The total padding follows from `output_shape` and from auto_pad. Of an odd one SAME_UPPER takes the lesser
 * half away in front; SAME_LOWER and a shape without auto_pad take the greater one there, as ONNX Runtime has it.
 */
export const importConvTranspose: Importer = (node) => {
  const rank = spatialRank(node);
  const ones = Array<number>(rank).fill(1);
  const zeros = ones.map(() => 0);
  const spatial = node.shape(0).slice(2);
  const kernel = node.integers('kernel_shape', node.shape(1).slice(2));
  const strides = node.integers('strides', ones);
  const dilations = node.integers('dilations', ones);
  const extra = node.integers('output_padding', zeros);
  const auto = node.text('auto_pad', 'NOTSET');
  const isSame = auto.startsWith('SAME');
  const wanted = node.has('output_shape')
    ? node.integers('output_shape', []).slice(-rank)
    : isSame
      ? spatial.map((extent, axis) => extent * strides[axis])
      : undefined;
  let pads = auto === 'VALID' ? [...zeros, ...zeros] : node.integers('pads', [...zeros, ...zeros]);
  const output_padding = [...extra];
  if (wanted !== undefined) {
    const totals = spatial.map((extent, axis) => {
      const full =
        (extent - 1) * strides[axis] + extra[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
      const total = full - wanted[axis];
      if (total < 0) output_padding[axis] -= total;
      return Math.max(0, total);
    });
    const less = totals.map((total) => Math.floor(total / 2));
    const more = totals.map((total) => Math.ceil(total / 2));
    pads = auto === 'SAME_UPPER' ? [...less, ...more] : [...more, ...less];
  }
  const inputs = Array.from({ length: node.inputCount }, (_, index) => node.value(index));
  const groups = node.integer('group', 1);
  return node.computed(
    node.add(OPS[rank], inputs, { strides, dilations, pads, output_padding, groups }),
  );
};
