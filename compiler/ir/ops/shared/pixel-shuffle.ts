import type { Attributes } from '../../graph.js';
import type { AttributeSchema, SurfaceArgument } from '../../op.js';

/** How many pixels along each side make one. */
export interface PixelShuffleAttributes extends Attributes {
  readonly factor: number;
}

export const PIXEL_SHUFFLE_SCHEMA: AttributeSchema<PixelShuffleAttributes> = {
  factor: {
    kind: 'integer',
    doc: 'height and width of the squares that channels become, or that become channels',
  },
};

export const FACTOR: SurfaceArgument = {
  name: 'factor',
  kind: 'integer',
  doc: 'height and width of a square',
};
