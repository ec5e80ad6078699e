import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Network } from '../../runtime/load.js';
import { expectError } from '../support/network-error.js';
import { handwritten, handwrittenInputs, handwrittenReference } from '../support/programs.js';
import { loadProgram } from '../support/run-program.js';

let network: Network;
const { picture, gain } = handwrittenInputs;
const takes = 'The network takes picture: f32[1,3,2,4] and gain: f32[2].';

beforeAll(async () => {
  network = await loadProgram(handwritten, 'wasm');
});
afterAll(() => {
  network.dispose();
});

/** Runs with whatever a JavaScript program may pass. */
function run(inputs: unknown): Promise<Record<string, Float32Array>> {
  return network.run(inputs as Parameters<Network['run']>[0]);
}

test('a name that is not there', () =>
  expectError(
    run({ picture, gain, temperature: gain }),
    'input/unknown',
    `There is no input 'temperature'. ${takes}`,
  ));

test('a missing name', () =>
  expectError(run({ picture }), 'input/missing', `Input 'gain' is missing. ${takes}`));

test('several missing names, given as undefined or not at all', () =>
  expectError(
    run({ gain: undefined }),
    'input/missing',
    `Input 'picture', 'gain' is missing. ${takes}`,
  ));

test.each([
  [undefined, 'Undefined'],
  [null, 'Null'],
  [7, 'Number'],
  [picture, 'Float32Array'],
])('%s instead of an object of inputs', (inputs, kind) =>
  expectError(
    run(inputs),
    'input/type',
    `run() takes an object of inputs by name, not ${kind}. ${takes}`,
  ),
);

test('a tensor of another length', () =>
  expectError(
    run({ picture: new Float32Array(23), gain }),
    'input/length',
    "The input 'picture' has 23 elements instead of 24: it is picture: f32[1,3,2,4].",
  ));

test.each([
  [[1, 2], 'Array'],
  [Float64Array.of(1, 2), 'Float64Array'],
  ['1, 2', 'String'],
  [null, 'Null'],
  [Uint8Array.of(1, 2), 'Uint8Array'],
])('%j for an input that is no image', (value, kind) =>
  expectError(
    run({ picture, gain: value }),
    'input/type',
    `The input 'gain' is a Float32Array (gain: f32[2]), not ${kind}.`,
  ),
);

test('a type that is neither a tensor nor pixels', () =>
  expectError(
    run({ picture: Uint16Array.of(1), gain }),
    'input/type',
    "The input 'picture' is a Float32Array (picture: f32[1,3,2,4]) or pixels as Uint8Array, " +
      'Uint8ClampedArray or ImageData, not Uint16Array.',
  ));

test('pixels whose number fits no format', () =>
  expectError(
    run({ picture: new Uint8Array(16), gain }),
    'input/length',
    "Input 'picture' has 16 bytes; pixels of 4 x 2 are 8 (grey), 24 (RGB) or 32 (RGBA) bytes.",
  ));

test('a picture of another size, even with as many pixels', () =>
  expectError(
    run({ picture: { width: 2, height: 4, data: new Uint8ClampedArray(32) }, gain }),
    'input/picture-size',
    "Input 'picture' takes 4 x 2 pixels, not 2 x 4; with a fit, image() takes any.",
  ));

test('a picture whose bytes do not fit its size', () =>
  expectError(
    run({ picture: { width: 4, height: 2, data: new Uint8ClampedArray(31) }, gain }),
    'input/length',
    "Input 'picture' has 31 bytes; pixels of 4 x 2 are 8 (grey), 24 (RGB) or 32 (RGBA) bytes.",
  ));

test('a refused input leaves the network as it was', async () => {
  await expect(run({ picture: 1, gain })).rejects.toThrow('not Number');
  const { scores } = await run({ picture, gain });
  expect(Array.from(scores)).toEqual(handwrittenReference(picture, gain).scores);
});

test('pixels are preprocessed as the manifest says, in every form', async () => {
  const bytes = Array.from({ length: 24 }, (_, i) => 10 * i);
  // Channel c of pixel p: (10 * (3 p + c) * 0.5 - mean[c]) / deviation[c].
  const tensor = [0, 1, 2].flatMap((c) =>
    Array.from({ length: 8 }, (_, p) => (bytes[3 * p + c] * 0.5 - (c + 1)) / 2 ** (c + 1)),
  );
  const expected = handwrittenReference(tensor, gain).scaled;
  const rgba = Uint8ClampedArray.from({ length: 32 }, (_, i) =>
    i % 4 === 3 ? 255 : bytes[(i >> 2) * 3 + (i % 4)],
  );
  for (const pixels of [
    Uint8Array.from(bytes),
    Buffer.from(bytes),
    Uint8ClampedArray.from(bytes),
    rgba,
    { width: 4, height: 2, data: rgba },
  ]) {
    const { scaled } = await run({ picture: pixels, gain });
    expect(Array.from(scaled)).toEqual(expected);
  }
});
