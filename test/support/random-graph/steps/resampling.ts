import type { Step } from '../step.js';
import { hasRank } from '../step.js';

export const resizeStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const mode = choices.of(['nearest', 'nearest', 'bilinear', 'bicubic']);
  const factors = x.type.shape.slice(2).flatMap((extent) =>
    choices.of([
      [choices.between(1, 3), 1],
      [choices.between(1, 5), extent],
    ]),
  );
  const coordinates = choices.of(['asymmetric', 'half_pixel', 'align_corners']);
  const attributes = { factors, mode, coordinates, rounding: 'floor', cubic: -0.75 };
  sketch.node('resize', [x], attributes, name);
};

export const pixelShuffleStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => hasRank(4)(value) && value.type.shape[1] % 4 === 0);
  if (x !== undefined) sketch.node('pixel_shuffle', [x], { factor: 2 }, name);
};

export const pixelUnshuffleStep: Step = (sketch, choices, name) => {
  const isEven = (extent: number): boolean => extent % 2 === 0;
  const x = sketch.pick(
    choices,
    (value) => hasRank(4)(value) && value.type.shape.slice(2).every(isEven),
  );
  if (x !== undefined) sketch.node('pixel_unshuffle', [x], { factor: 2 }, name);
};
