import { describe, expect, test } from 'vitest';
import { loadProgram, runProgramWasm } from '../support/run-program.js';
import { handwritten, handwrittenInputs, handwrittenReference } from '../support/programs.js';
import { describeWebGpu } from '../support/webgpu.js';
import type { Target } from '../../runtime/load.js';

function cases(target: Target): void {
  const { picture, gain } = handwrittenInputs;

  test('computes what the program says', async () => {
    const network = await loadProgram(handwritten, target);
    const { scaled, scores } = await network.run({ picture, gain });
    const expected = handwrittenReference(picture, gain);
    expect(Array.from(scaled)).toEqual(expected.scaled);
    expect(Array.from(scores)).toEqual(expected.scores);
    network.dispose();
  });
}

describe('wasm', () => {
  cases('wasm');
});
await describeWebGpu('webgpu', () => {
  cases('webgpu');
});
