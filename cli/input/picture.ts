/** A picture of 8-bit samples, row by row, as a page gets it from `getImageData` without the alpha. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 3: red, green, blue. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
  /** The file said that some pixels are not opaque. */
  readonly transparent: boolean;
  /** What the file says its colours are, where that is not sRGB. */
  readonly profile?: string;
}
