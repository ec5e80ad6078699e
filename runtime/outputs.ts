import { INTEGER_ARRAYS } from './integers.js';
import type { OutputRecord } from './manifest.js';
import { elementCount } from './tensors.js';

/** An image output: an ImageData, or its form where there is no such class. */
export interface OutputPicture {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly colorSpace: string;
}

/** Elements of f32, of i32, and of u8 or bool. */
export type OutputArray = Float32Array | Int32Array | Uint8Array;

/** An output's tensor, or the picture or list of pictures that an image output is. */
export type OutputValue = OutputArray | OutputPicture | OutputPicture[];

/** Arrays for all outputs, for programs that want the numbers of images, too. */
export function arraysFor(
  outputs: readonly Pick<OutputRecord, 'name' | 'shape' | 'type'>[],
): Record<string, OutputArray> {
  return Object.fromEntries(
    outputs.map(({ name, shape, type }) => {
      const OutputArray = type ? INTEGER_ARRAYS[type] : Float32Array;
      return [name, new OutputArray(elementCount(shape))];
    }),
  );
}
