import { describe, expect, test } from 'vitest';
import type { Network, Target } from '../../runtime/load.js';
import { expectError } from '../support/network-error.js';
import { handwritten, handwrittenInputs, handwrittenReference } from '../support/programs.js';
import { loadProgram } from '../support/run-program.js';
import { describeWebGpu } from '../support/webgpu.js';

const { picture, gain } = handwrittenInputs;
const expected = handwrittenReference(picture, gain);

describe('wasm', () => {
  cases('wasm');
});

await describeWebGpu('webgpu', () => {
  cases('webgpu');
});

/** What holds on every target. */
function cases(target: Target): void {
  test('describes itself', async () => {
    await using(target, (network) => {
      expect(network.name).toBe('handwritten');
      expect(network.target).toBe(target);
      expect(network.inputs.map(({ name, shape }) => ({ name, shape }))).toEqual([
        { name: 'picture', shape: [1, 3, 2, 4] },
        { name: 'gain', shape: [2] },
      ]);
      expect(network.inputs[0].image?.channels).toBe('rgb');
      expect(network.outputs.map(({ name, shape, labels }) => ({ name, shape, labels }))).toEqual([
        { name: 'scaled', shape: [1, 3, 2, 4], labels: undefined },
        { name: 'scores', shape: [1, 3], labels: ['red', 'green', 'blue'] },
      ]);
    });
  });

  test('computes what the program says, twice, into arrays of their own', async () => {
    await using(target, async (network) => {
      const first = await network.run({ picture, gain });
      expect(plain(first)).toEqual(expected);
      const other = await network.run({ picture: picture.map((x) => x + 1), gain });
      expect(plain(other)).not.toEqual(expected);
      expect(plain(first)).toEqual(expected);
      first.scaled.fill(0);
      expect(plain(await network.run({ picture, gain }))).toEqual(expected);
    });
  });

  test('writes outputs into the arrays that it is given, and others into their own', async () => {
    await using(target, async (network) => {
      const whole = new Float32Array(30).fill(7);
      const scaled = whole.subarray(3, 27);
      const result = await network.run({ picture, gain }, { scaled, scores: undefined });
      expect(result.scaled).toBe(scaled);
      expect(plain(result)).toEqual(expected);
      expect(Array.from(whole)).toEqual([7, 7, 7, ...expected.scaled, 7, 7, 7]);
      expect((await network.run({ picture, gain })).scores).not.toBe(result.scores);
    });
  });

  test('runs that overlap keep apart, and inputs may be written again at once', async () => {
    await using(target, async (network) => {
      const shared = picture.slice();
      const runs = Array.from({ length: 5 }, (_, i) => {
        shared.set(picture.map((x) => x + i));
        return network.run({ picture: shared, gain });
      });
      const results = (await Promise.all(runs)).map(plain);
      results.forEach((result, i) => {
        expect(result).toEqual(
          handwrittenReference(
            picture.map((x) => x + i),
            gain,
          ),
        );
      });
    });
  });

  test('infinities pass, and become NaN only where they are multiplied by zero', async () => {
    await using(target, async (network) => {
      const { scaled } = await network.run({ picture: picture.map(() => Infinity), gain });
      expect(Array.from(scaled.subarray(0, 2))).toEqual([-Infinity, -Infinity]);
      expect(scaled[3]).toBe(Infinity);
    });
  });

  test('a shared buffer is an input like any other', async () => {
    await using(target, async (network) => {
      const shared = new Float32Array(new SharedArrayBuffer(96));
      shared.set(picture);
      expect(plain(await network.run({ picture: shared, gain }))).toEqual(expected);
    });
  });

  test('cannot run after dispose(), and a run under way ends', async () => {
    const network = await loadProgram(handwritten, target);
    await network.run({ picture, gain });
    const underWay = network.run({ picture, gain });
    network.dispose();
    network.dispose();
    const message = "The network 'handwritten' was disposed of: call load() again.";
    await expectError(network.run({ picture, gain }), 'disposed', message);
    // What WebAssembly has computed is given out; a GPU's answer can no longer be read.
    if (target === 'wasm') expect(plain(await underWay)).toEqual(expected);
    else await expectError(underWay, 'disposed', message);
  });
}

async function using(
  target: Target,
  body: (network: Network) => void | Promise<void>,
): Promise<void> {
  const network = await loadProgram(handwritten, target);
  try {
    await body(network);
  } finally {
    network.dispose();
  }
}

function plain(outputs: Record<string, Float32Array>): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, data]) => [name, Array.from(data)]),
  );
}
