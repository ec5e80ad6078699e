import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBy } from '../../runtime/inputs.js';
import { fillList } from '../../runtime/lists.js';
import type { Network } from '../../runtime/load.js';
import type { InputRecord } from '../../runtime/manifest.js';
import { pictureLists } from '../../runtime/parts/pictureLists.js';
import { fillPicture } from '../../runtime/pictures.js';
import { fillInput } from '../../runtime/pixels.js';
import { expectError } from '../support/network-error.js';
import { handwrittenInputs, handwrittenPictures } from '../support/programs.js';
import { loadProgram } from '../support/run-program.js';

const image = {
  width: 2,
  height: 1,
  channels: 'grey',
  scale: 1,
  mean: [0],
  standardDeviation: [1],
} as const;
const fitted: InputRecord = {
  name: 'x',
  shape: [1, 1, 1, 2],

  image: { ...image, fit: 'cover', resize: 'bilinear' },
};

describe('an image that takes pictures of any size', () => {
  const tensorOf = (value: unknown, record = fitted): number[] => {
    const tensor = new Float32Array(2);
    fillPicture(record, value, tensor);
    return [...tensor];
  };

  test('brings them to its own', () => {
    const data = Uint8Array.of(10, 20, 30, 40);
    expect(tensorOf({ width: 4, height: 1, data })).toEqual([20, 30]);
    expect(tensorOf({ width: 2, height: 2, data })).toEqual([10, 20]);
    expect(tensorOf({ width: 2, height: 1, data: data.subarray(2) })).toEqual([30, 40]);
  });

  test('scales to the short side also what has its size', () => {
    const record = {
      ...fitted,
      image: { ...image, fit: 'cover', resize: 'nearest', shortSide: 4 },
    };
    const data = Uint8Array.of(10, 20);
    expect(tensorOf({ width: 2, height: 1, data }, record as InputRecord)).toEqual([10, 20]);
    expect(tensorOf({ width: 1, height: 2, data }, record as InputRecord)).toEqual([20, 20]);
  });

  test('takes bytes without a size, and tensors, as they are', () => {
    expect(tensorOf(Uint8Array.of(1, 2))).toEqual([1, 2]);
    expect(tensorOf(Float32Array.of(0.5, 0.25))).toEqual([0.5, 0.25]);
    expect(() => tensorOf(Uint8Array.of(1, 2, 3))).toThrow(
      'has 3 bytes; pixels of 2 x 1 are 2 (grey)',
    );
  });

  test.each([
    [{ width: 3, height: 2, data: new Uint8Array(5) }, 'has 5 bytes; pixels of 3 x 2 are 6 (grey)'],
    [{ width: 0, height: 0, data: new Uint8Array(0) }, 'has 0 bytes; pixels of 0 x 0 are 0 (grey)'],
    [{ width: 2, height: 1, data: [1, 2] }, 'or pixels, an ImageData, an ImageBitmap, a canvas'],
    ['photo.png', 'a VideoFrame or a Blob, not String.'],
  ])('refuses %j', (value, message) => {
    expect(() => tensorOf(value)).toThrow(message);
  });
});

describe('an image of several pictures', () => {
  const record: InputRecord = { name: 'x', shape: [2, 1, 1, 2], image };
  const other: InputRecord = { name: 'y', shape: [2] };

  const tensorOf = (value: unknown, fill = fillInput, of = record): number[] => {
    const tensors = [new Float32Array(4), new Float32Array(2)];
    void readBy(fillList(fill))([of, other], { x: value, y: Float32Array.of(8, 9) }, tensors);
    expect([...tensors[1]]).toEqual([8, 9]);
    return [...tensors[0]];
  };

  test('takes a list of pictures and tensors, or all in one', () => {
    const picture = { width: 2, height: 1, data: Uint8Array.of(1, 2) };
    const expected = [1, 2, 3, 4];
    expect(tensorOf([picture, Uint8Array.of(3, 4)])).toEqual(expected);
    expect(tensorOf([Float32Array.of(1, 2), Uint8ClampedArray.of(3, 4)])).toEqual(expected);
    expect(tensorOf(Uint8Array.from(expected))).toEqual(expected);
    expect(tensorOf(Float32Array.from(expected))).toEqual(expected);
  });

  test('brings each to its size', () => {
    const wide = { width: 4, height: 1, data: Uint8Array.of(10, 20, 30, 40) };
    const of: InputRecord = { ...fitted, shape: [2, 1, 1, 2] };
    expect(tensorOf([wide, Uint8Array.of(3, 4)], fillPicture, of)).toEqual([20, 30, 3, 4]);
  });

  test.each([
    [[Uint8Array.of(1, 2)], 'takes a list of 2 pictures, not one of 1.'],
    [{ width: 2, height: 1, data: Uint8Array.of(1, 2) }, 'takes a list of 2 pictures, not Object.'],
    [[Uint8Array.of(1, 2), 'x'], 'is a Float32Array (x: f32[1,1,1,2]) or pixels as'],
    [[Uint8Array.of(1, 2), Float32Array.of(1)], 'has 1 elements instead of 2'],
  ])('refuses %j', (value, message) => {
    expect(() => tensorOf(value)).toThrow(message);
  });

  test('waits for files in a list', async () => {
    const read = pictureLists([record], { x: [new Blob(['x']), Uint8Array.of(3, 4)] }, [
      new Float32Array(4),
    ]);
    await expect(read).rejects.toThrow("The Blob for input 'x' cannot be decoded");
  });
});

describe('in Node', () => {
  let network: Network;
  const { gain } = handwrittenInputs;

  beforeAll(async () => {
    network = await loadProgram(
      handwrittenPictures({ fit: 'contain', resize: 'nearest', fill: [7, 8, 9] }),
      'wasm',
    );
  });
  afterAll(() => {
    network.dispose();
  });

  test('a picture of another size is placed in the image', async () => {
    const scaled = new Float32Array(24);
    const picture = { width: 1, height: 1, data: Uint8Array.of(50, 60, 70) };
    await network.run({ picture, gain }, { scaled });
    // Two columns of the pixel between one of fill on each side; (pixel / 2 − mean) / deviation.
    const row = (pixel: number, fill: number, c: number): number[] =>
      [fill, pixel, pixel, fill].map((p) => (p * 0.5 - (c + 1)) / 2 ** (c + 1));
    const tensor = [...row(50, 7, 0), ...row(50, 7, 0), ...row(60, 8, 1), ...row(60, 8, 1)];
    tensor.push(...row(70, 9, 2), ...row(70, 9, 2));
    expect([...scaled]).toEqual(tensor.map((value, i) => value * ((i % 5) - 2)));
  });

  test('nothing decodes files, and later runs go on', async () => {
    const failed = network.run({ picture: new Blob(['x']), gain });
    const scores = new Float32Array(3);
    const next = network.run({ picture: new Uint8Array(24), gain }, { scores });
    await expectError(
      failed,
      'input/picture',
      "The Blob for input 'picture' cannot be decoded: createImageBitmap is not defined",
    );
    expect((await next).scores).toBe(scores);
  });

  test('a wrong input beside a file is refused at once', () =>
    expectError(
      network.run({ picture: new Blob(['x']), gain: 7 }),
      'input/type',
      "The input 'gain' is a Float32Array (gain: f32[2]), not Number.",
    ));
});
