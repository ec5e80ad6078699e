import type { PixelShuffleAttributes } from '../../ir/ops/shared/pixel-shuffle.js';
import type { TensorType } from '../../ir/types.js';
import { read } from '../formulas/compute.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import { add, scale, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';

/** Both ops connect the same elements, each axis of the squares a loop: no index is divided. */
function places(small: TensorType, { factor }: PixelShuffleAttributes) {
  const [batch, channels, height, width] = small.shape;
  const n = variable('n', batch);
  const c = variable('c', channels / factor ** 2);
  const h = variable('h', height);
  const w = variable('w', width);
  const i = variable('i', factor);
  const j = variable('j', factor);
  const axes: Variable[] = [n, c, h, i, w, j];
  const channel = add(scale(c, factor ** 2), scale(i, factor), j);
  const inSmall: Index[] = [toIndex(n), channel, toIndex(h), toIndex(w)];
  const inLarge: Index[] = [
    toIndex(n),
    toIndex(c),
    add(scale(h, factor), i),
    add(scale(w, factor), j),
  ];
  return { axes, inSmall, inLarge };
}

export const pixelShuffle: LoopLowering<PixelShuffleAttributes> = {
  kind: 'loops',
  compute({ inputs: [input], attributes }) {
    const { axes, inSmall, inLarge } = places(input, attributes);
    const value = read(0, inSmall);
    return [{ axes, output: inLarge, reductions: [], intermediates: [], value }];
  },
};

export const pixelUnshuffle: LoopLowering<PixelShuffleAttributes> = {
  kind: 'loops',
  compute({ output, attributes }) {
    const { axes, inSmall, inLarge } = places(output, attributes);
    const value = read(0, inLarge);
    return [{ axes, output: inSmall, reductions: [], intermediates: [], value }];
  },
};
