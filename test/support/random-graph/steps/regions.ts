import type { Choices, Sketch } from '../sketch.js';
import type { Step } from '../step.js';
import { hasRank } from '../step.js';

/** Parts of some feature map, of boxes that are constants. */
export const roiPoolStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const size = [choices.between(1, 3), choices.between(1, 3)];
  const regions = regionsOf(sketch, choices, x.type.shape[0]);
  sketch.node('roi_pool', [x, ...regions], { size, spatial_scale: choices.of([1, 2]) }, name);
};

export const roiAlignStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const attributes = {
    size: [choices.between(1, 3), choices.between(1, 3)],
    spatial_scale: choices.of([1, 2]),
    sampling_ratio: choices.between(1, 2),
    coordinates: choices.of(['half_pixel', 'output_half_pixel']),
    mode: choices.of(['avg', 'max']),
  };
  sketch.node('roi_align', [x, ...regionsOf(sketch, choices, x.type.shape[0])], attributes, name);
};

/** Boxes, and which pictures they are of. */
function regionsOf(sketch: Sketch, choices: Choices, images: number) {
  const count = choices.between(1, 3);
  return [sketch.constant([count, 4]), sketch.indices([count], images)];
}

export const gridSampleStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const size = [choices.between(1, 3), choices.between(1, 3)];
  const grid = sketch.constant([x.type.shape[0], ...size, 2]);
  const attributes = {
    mode: choices.of(['bilinear', 'bicubic']),
    padding: choices.of(['zeros', 'border', 'reflection']),
    align_corners: choices.flag(),
  };
  sketch.node('grid_sample', [x, grid], attributes, name);
};
