import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { writePixels } from '../../runtime/image.js';
import type { Network } from '../../runtime/load.js';
import type { OutputImageRecord } from '../../runtime/manifest.js';
import type { OutputPicture, OutputValue } from '../../runtime/outputs.js';
import { images } from '../../runtime/parts/images.js';
import { fillInput } from '../../runtime/pixels.js';
import { expectError } from '../support/network-error.js';
import {
  handwrittenInputs,
  handwrittenPictures,
  handwrittenReference,
} from '../support/programs.js';
import { loadProgram } from '../support/run-program.js';

const plain: OutputImageRecord = {
  channels: 'grey',
  scale: 1,
  mean: [0, 0, 0, 0],
  standardDeviation: [1, 1, 1, 1],
};

function pixels(elements: readonly number[], image: OutputImageRecord): number[] {
  const area = elements.length / { grey: 1, rgb: 3, bgr: 3, rgba: 4 }[image.channels];
  const data = new Uint8ClampedArray(4 * area);
  writePixels(Float32Array.from(elements), image, data);
  return [...data];
}

describe('the pixels of an image output', () => {
  test('are rounded, of two the even one, and clamped; what is no number is black', () => {
    const elements = [0.5, 1.5, 2.49, 254.51, 256, -3, Infinity, -Infinity, NaN];
    const grey = [0, 2, 2, 255, 255, 0, 255, 0, 0];
    expect(pixels(elements, plain)).toEqual(grey.flatMap((v) => [v, v, v, 255]));
  });

  test('are in the order of the channels', () => {
    expect(pixels([1, 2, 3], { ...plain, channels: 'rgb' })).toEqual([1, 2, 3, 255]);
    expect(pixels([1, 2, 3], { ...plain, channels: 'bgr' })).toEqual([3, 2, 1, 255]);
    expect(pixels([1, 2, 3, 4], { ...plain, channels: 'rgba' })).toEqual([1, 2, 3, 4]);
    expect(pixels([1, 11, 2, 12, 3, 13], { ...plain, channels: 'rgb' })).toEqual([
      ...[1, 2, 3, 255],
      ...[11, 12, 13, 255],
    ]);
  });

  test.each([
    [1 / 255, [0], [1]],
    [1 / 127.5, [1], [1]],
    [1 / 255, [0.485], [0.229]],
    [1 / 255, [0.1307], [0.3081]],
    [-0.3, [7], [1e-3]],
  ])('are what an input with the same scale, mean and std was: %s, %s, %s', (scale, mean, std) => {
    const levels = Uint8Array.from({ length: 256 }, (_, level) => level);
    const range = { channels: 'grey' as const, scale, mean, standardDeviation: std };
    const tensor = new Float32Array(256);
    const image = { ...range, width: 256, height: 1 };
    fillInput({ name: 'x', shape: [1, 1, 1, 256], image }, levels, tensor);
    expect(pixels([...tensor], range).filter((_, at) => at % 4 === 0)).toEqual([...levels]);
  });
});

describe('a network with an image output', () => {
  let network: Network<OutputValue>;
  /** (i − 7) · (i mod 5 − 2) as planes of red, green and blue. */
  const { scaled } = handwrittenReference(handwrittenInputs.picture, [0, 0]);
  const expected = Uint8ClampedArray.from({ length: 32 }, (_, at) =>
    at % 4 === 3 ? 255 : scaled[8 * (at % 4) + (at >> 2)],
  );

  beforeAll(async () => {
    const program = handwrittenPictures({ fit: 'stretch', resize: 'nearest' });
    network = await loadProgram(program, 'wasm');
  });
  afterAll(() => {
    network.dispose();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const run = (outputs: Record<string, unknown> = {}): Promise<Record<string, OutputValue>> =>
    network.run(handwrittenInputs, outputs as Record<string, OutputValue>);

  test('gives the form of an ImageData in Node, and arrays beside it', async () => {
    const outputs = await run();
    expect(outputs.scaled).toEqual({ data: expected, width: 4, height: 2, colorSpace: 'srgb' });
    expect(outputs.scores).toBeInstanceOf(Float32Array);
  });

  test('gives an ImageData where there is such a class', async () => {
    class FakeImageData {
      readonly data: Uint8ClampedArray;
      constructor(
        readonly width: number,
        readonly height: number,
      ) {
        this.data = new Uint8ClampedArray(4 * width * height);
      }
    }
    vi.stubGlobal('ImageData', FakeImageData);
    const outputs = await run();
    expect(outputs.scaled).toBeInstanceOf(FakeImageData);
    expect(outputs.scaled).toEqual({ data: expected, width: 4, height: 2 });
  });

  test('writes into what it is given: a picture, or an array for the numbers', async () => {
    const picture = { data: new Uint8ClampedArray(32), width: 4, height: 2 };
    expect((await run({ scaled: picture })).scaled).toBe(picture);
    expect(picture.data).toEqual(expected);
    const array = new Float32Array(24);
    expect((await run({ scaled: array })).scaled).toBe(array);
    expect([...array]).toEqual(scaled);
  });

  const into = 'a Float32Array (scaled: f32[1,3,2,4]) or an ImageData';

  test.each([
    [new Uint8ClampedArray(32), 'Uint8ClampedArray'],
    [{ data: new Uint8Array(32), width: 4, height: 2 }, 'Object'],
    [[], 'Array'],
    [null, 'Null'],
  ])('refuses %j', (value, kind) =>
    expectError(
      run({ scaled: value }),
      'output/type',
      `The output 'scaled' is ${into}, not ${kind}.`,
    ),
  );

  test('refuses a picture of another size', async () => {
    await expectError(
      run({ scaled: { data: new Uint8ClampedArray(32), width: 2, height: 4 } }),
      'output/picture-size',
      "The output 'scaled' is 4 x 2 pixels, not 2 x 4.",
    );
    await expectError(
      run({ scaled: { data: new Uint8ClampedArray(28), width: 4, height: 2 } }),
      'output/picture-size',
      "The output 'scaled' has 28 bytes, not 32: an ImageData of 4 x 2 pixels.",
    );
  });
});

describe('an image output of several pictures', () => {
  const record = { name: 'y', shape: [2, 1, 1, 2], image: plain };
  const output = Float32Array.of(1, 2, 3, 4);
  const pair = (a: number, b: number): number[] => [a, a, a, 255, b, b, b, 255];

  test('is a list', () => {
    const pictures = images(record, undefined)(output) as OutputPicture[];
    expect(pictures.map(({ data }) => [...data])).toEqual([pair(1, 2), pair(3, 4)]);
  });

  test('is written into a list of as many', () => {
    const given = [0, 1].map(() => ({ data: new Uint8ClampedArray(8), width: 2, height: 1 }));
    const pictures = images(record, given)(output) as OutputPicture[];
    expect(pictures[0]).toBe(given[0]);
    expect([...given[1].data]).toEqual(pair(3, 4));
    const message =
      "The output 'y' is a Float32Array (y: f32[2,1,1,2]) or a list of 2 ImageData, not";
    expect(() => images(record, given.slice(1))).toThrow(message);
    expect(() => images(record, given[0])).toThrow(message);
  });
});
