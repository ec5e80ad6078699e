import { floats } from '../../../compiler/ir/tensor.js';
import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import {
  sumErrorBound,
  winogradErrorBound,
} from '../../../compiler/ir/ops/shared/winograd-rounding.js';
import { constantOf, isOp } from '../../../compiler/ir/rewrite.js';
import type { WinogradLimit } from '../../../compiler/passes/winograd-choice.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { opCase, operand, weights } from '../../support/op-cases/case.js';
import { loadProgram, runProgramWasm } from '../../support/run-program.js';
import { KERNEL_TAPS } from '../../support/winograd-forms.js';
import { generateProgram } from '../../support/usual-machines.js';

type Kernel = readonly [rows: number, columns: number];

/** The largest error of a layer with 128 input channels, in parts of its largest result. */
async function errorWith(winograd: WinogradLimit, kernel: Kernel): Promise<number> {
  const [down, across] = kernel.map((taps) => (taps - 1) / 2);
  const { graph, inputs } = opCase(
    'conv2d',
    [operand(1, 128, 12, 12), weights(16, 128, ...kernel)],
    { strides: [1, 1], dilations: [1, 1], pads: [down, across, down, across], groups: 1 },
  );
  const planned = runPipeline(graph, { winograd });
  const isTiled = planned.nodes.some((node) => isOp(node, 'winograd_conv2d'));
  expect(isTiled).toBe(winograd !== 'off');
  const program = await generateProgram({ wasm: planned });
  const { y } = await runProgramWasm(program, { x0: inputs.x0.data });
  const expected = floats(interpret(graph, inputs).y);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i])), 0);
  return error / largest;
}

const KERNELS: readonly Kernel[] = [
  [3, 3],
  [5, 5],
  [1, 3],
  [1, 7],
  [7, 1],
];

describe('rounding of Winograd convolutions', () => {
  it('with tiles of 2 and three taps it is not above that of the plain sum', async () => {
    expect(await errorWith(2, [3, 3])).toBeLessThan(await errorWith('off', [3, 3]));
  });

  it.each(KERNELS)('%i×%i: with tiles of 2 it stays below 3e-6', async (...kernel) => {
    expect(await errorWith(2, kernel)).toBeLessThan(3e-6);
  });

  it.each(KERNELS)('%i×%i: with tiles of 4 it stays below 1e-5', async (...kernel) => {
    expect(await errorWith(4, kernel)).toBeLessThan(1e-5);
  });
});

const CHANNELS = 8;
const SIZE = 11;
const PIXEL = [5, 6];

/** The results for a picture of ±1 with one pixel of each of `values`, computed and exact. */
async function withOnePixel(
  values: readonly number[],
  { tile, taps }: { readonly tile: readonly number[]; readonly taps: readonly number[] },
) {
  const kept = taps.map((r) => Math.floor((r - 1) / 2));
  const lost = taps.map((r, axis) => r - 1 - kept[axis]);
  const { graph, inputs } = opCase(
    'winograd_conv2d',
    [operand(1, CHANNELS, SIZE, SIZE), weights(8, CHANNELS, ...taps)],
    { pads: [...kept, ...lost], tile, strips: 1, blocks: 1, slots: 1 },
  );
  const program = await compileNetwork(graph, { targets: ['wasm'] });
  const network = await loadProgram(program, 'wasm');
  const results = [];
  for (const value of values) {
    const x0 = { ...inputs.x0, data: inputs.x0.data.slice() };
    x0.data[(CHANNELS - 1) * SIZE ** 2 + PIXEL[0] * SIZE + PIXEL[1]] = value;
    const { y } = await network.run({ x0: x0.data });
    results.push({ value, y, exact: interpret(graph, { x0 }).y.data });
  }
  network.dispose();
  const weight = graph.nodes.flatMap((node) => [...(constantOf(node)?.read() ?? [])]);
  return { results, kept, weight };
}

/** Row and column of an element of a result. */
function placeOf(at: number): [row: number, column: number] {
  return [Math.floor(at / SIZE) % SIZE, at % SIZE];
}

describe('the bound on the rounding of F(m, r)', () => {
  const forms = KERNEL_TAPS.flatMap((r) => [
    { tile: [2, 1], taps: [r, 1] },
    { tile: [1, 4], taps: [1, r] },
    { tile: [2, 2], taps: [r, r] },
    ...(r <= 5 ? [{ tile: [4, 4], taps: [r, r] }] : []),
  ]);

  it.each(forms)('holds for tiles of $tile and $taps taps', async ({ tile, taps }) => {
    const bound = winogradErrorBound({ tile, taps, channels: CHANNELS });
    const values = [1, 1e4, 65504, 1e6, 1e30];
    const { results, kept, weight } = await withOnePixel(values, { tile, taps });
    const perOutput = weight.length / 8;
    const sums = Array.from({ length: 8 }, (_, o) =>
      weight.slice(o * perOutput, (o + 1) * perOutput).reduce((total, w) => total + Math.abs(w), 0),
    );
    for (const { value, y, exact } of results) {
      const inPartsOfBound = Array.from(exact, (expected, at) => {
        // The rows and columns that the output's tile reads.
        const sees = placeOf(at).every((position, axis) => {
          const first = Math.floor(position / tile[axis]) * tile[axis] - kept[axis];
          return PIXEL[axis] >= first && PIXEL[axis] < first + tile[axis] + taps[axis] - 1;
        });
        const most = bound * (sees ? Math.max(1, value) : 1) * sums[Math.floor(at / SIZE ** 2)];
        return Math.abs(y[at] - expected) / most;
      });
      expect(Math.max(...inPartsOfBound), `with a pixel of ${value}`).toBeLessThanOrEqual(1);
    }
  });

  it('is what a large pixel does to outputs whose window does not hold it', async () => {
    const form = { tile: [4, 4], taps: [3, 3] };
    const { results } = await withOnePixel([1e6], form);
    const [{ y, exact }] = results;
    const outside = Array.from(exact, (expected, at) => {
      const isFar = placeOf(at).some((position, axis) => Math.abs(position - PIXEL[axis]) > 1);
      return isFar ? Math.abs(y[at] - expected) : 0;
    });
    // The plain sum is off by less than a millionth there.
    expect(Math.max(...outside)).toBeGreaterThan(1e-3);
  });

  it('of the plain sum is far below', () => {
    const plain = sumErrorBound(9 * CHANNELS);
    const [two, four] = [2, 4].map((m) =>
      winogradErrorBound({ tile: [m, m], taps: [3, 3], channels: CHANNELS }),
    );
    expect(two).toBeGreaterThan(plain);
    expect(four).toBeGreaterThan(10 * two);
  });
});
