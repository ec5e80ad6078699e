import { afterAll, beforeAll, test } from 'vitest';
import type { Network } from '../../runtime/load.js';
import { expectError } from '../support/network-error.js';
import { handwritten, handwrittenInputs } from '../support/programs.js';
import { loadProgram } from '../support/run-program.js';

let network: Network;
const gives = 'The network gives scaled: f32[1,3,2,4] and scores: f32[1,3].';

beforeAll(async () => {
  network = await loadProgram(handwritten, 'wasm');
});
afterAll(() => {
  network.dispose();
});

/** Runs into whatever a JavaScript program may pass. */
function runInto(outputs: unknown): Promise<Record<string, Float32Array>> {
  return network.run(handwrittenInputs, outputs as Parameters<Network['run']>[1]);
}

test('a name that is not there', () =>
  expectError(
    runInto({ score: new Float32Array(3) }),
    'output/unknown',
    `There is no output 'score'. ${gives}`,
  ));

test.each([
  [null, 'Null'],
  [7, 'Number'],
  [new Float32Array(3), 'Float32Array'],
])('%s instead of an object of outputs', (outputs, kind) =>
  expectError(
    runInto(outputs),
    'output/type',
    `run() takes an object of outputs by name, not ${kind}. ${gives}`,
  ),
);

test.each([
  [[0, 0, 0], 'Array'],
  [new Float64Array(3), 'Float64Array'],
  [null, 'Null'],
])('%j for an output', (scores, kind) =>
  expectError(
    runInto({ scores }),
    'output/type',
    `The output 'scores' is a Float32Array (scores: f32[1,3]), not ${kind}.`,
  ),
);

test('an array of another length', () =>
  expectError(
    runInto({ scores: new Float32Array(4) }),
    'output/length',
    "The output 'scores' has 4 elements instead of 3: it is scores: f32[1,3].",
  ));

test('an array whose memory was transferred elsewhere', () => {
  const scores = new Float32Array(3);
  structuredClone(scores, { transfer: [scores.buffer] });
  return expectError(
    runInto({ scores }),
    'output/length',
    "The output 'scores' has 0 elements instead of 3: it is scores: f32[1,3].",
  );
});
