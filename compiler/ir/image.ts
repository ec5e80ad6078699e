/** How pixels 0 … 255 and a tensor N, C, H, W correspond: tensor = (pixel · scale − mean) / deviation. */
interface PixelRange {
  readonly scale: number;
  /** One per channel, in the order of the channels. */
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
}

/** What the channels of a tensor are, and how many. */
export const CHANNELS = { grey: 1, rgb: 3, bgr: 3, rgba: 4 } as const;

export type Channels = keyof typeof CHANNELS;

/** How pixels become an input: they are brought to its size first, without their transparency. */
export interface InputImage extends PixelRange {
  readonly width: number;
  readonly height: number;
  readonly channels: Exclude<Channels, 'rgba'>;
  /** What is done with a picture of another size; without it, that is an error. */
  readonly fit?: (typeof FITS)[number];
  /** How its pixels are made; present when `fit` is. */
  readonly resize?: (typeof FILTERS)[number];
  /** Of `cover`: the short side of the scaled picture, where that is more than must be. */
  readonly shortSide?: number;
  /** Of `contain`: the pixels beside the picture, 0 … 255 for each channel. */
  readonly fill?: readonly number[];
}

export const FITS = ['stretch', 'cover', 'contain'] as const;
export const FILTERS = ['nearest', 'bilinear', 'bicubic'] as const;

/** How an output becomes pixels: (tensor · deviation + mean) / scale, rounded and clamped. */
export interface OutputImage extends PixelRange {
  readonly channels: Channels;
}
