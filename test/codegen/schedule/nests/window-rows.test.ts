import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../../compiler/compile.js';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { printKernel } from '../../../../compiler/lower/loops/print-loops.js';
import type { Plan } from '../../../../compiler/codegen/schedule/tiling/plan.js';
import type { PlacedCompute } from '../../../../compiler/codegen/schedule/placement/site.js';
import { interpret } from '../../../../compiler/interpreter/interpret.js';
import type { Attributes } from '../../../../compiler/ir/graph.js';
import { isOp } from '../../../../compiler/ir/rewrite.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import { expectClose } from '../../../support/close.js';
import type { OpCase } from '../../../support/op-cases/case.js';
import { opCase, operand, weights } from '../../../support/op-cases/case.js';
import { runProgramWasm } from '../../../support/run-program.js';
import { choosePlan, cpuKernel, placeNode } from '../../../support/usual-machines.js';

interface Window {
  readonly width: number;
  readonly stride?: number;
  readonly dilation?: number;
  /** Left and right; the same above and below. */
  readonly pads: readonly [number, number];
}

/** A 3×3 convolution from `channels` to four, in so many groups. */
function convolve(
  channels: number,
  groups: number,
  { width, stride = 1, dilation = 1, pads: [before, behind] }: Window,
): OpCase {
  return opCase('conv2d', [operand(1, channels, 5, width), weights(4, channels / groups, 3, 3)], {
    strides: [stride, stride],
    dilations: [dilation, dilation],
    pads: [before, before, behind, behind],
    groups,
  });
}

function depthwise(window: Window): OpCase {
  return convolve(4, 4, window);
}

function convolution(window: Window): OpCase {
  return convolve(3, 1, window);
}

/** Tiles of four neighbours and one vector, whatever would be fastest. */
function inFours(placed: PlacedCompute): Plan {
  const plan = choosePlan(placed);
  if (plan.tileAxis === undefined) return plan;
  return { ...plan, tile: Math.min(4, plan.tileAxis.max + 1), vectors: 1 };
}

/** The loops of the kernel that computes the case, without those that change layouts. */
function loops({ graph }: OpCase): string {
  const planned = runPipeline(graph, { winograd: 'off' });
  const nodes = computingNodes(planned).filter((node) => !isOp(node, 'relayout'));
  const constants = constantsOf(planned);
  return nodes.map((node) => printKernel(cpuKernel(placeNode(node, constants, inFours)))).join();
}

/** Multiplications of each piece of straight-line code. */
function products(text: string): number[] {
  const pieces = text.split('for ky').slice(1);
  return pieces.map((piece) => piece.match(/\+= .*\*/g)?.length ?? 0);
}

describe('the rows of a window', () => {
  it('are tiles, of which those at the edges leave out the taps outside', () => {
    const text = loops(depthwise({ width: 15, pads: [1, 1] }));
    // 0..4 without the first tap of its first output, two tiles between, 12..15 without its last.
    expect(text).toContain('for x_tile in 0..2:');
    expect(products(text)).toEqual([11, 12, 8]);
  });

  it('need no code for an edge that the window does not reach', () => {
    expect(products(loops(depthwise({ width: 10, pads: [0, 0] })))).toEqual([12]);
    expect(products(loops(depthwise({ width: 9, stride: 2, pads: [1, 0] })))).toEqual([11]);
  });

  it('are computed one by one where most of them see an edge', () => {
    const text = loops(depthwise({ width: 20, dilation: 8, pads: [8, 8] }));
    expect(text).toContain('for x_side in 0..2:');
    expect(text).toMatch(/for kx in .*max\(0, /);
  });
});

describe('the rows of a convolution', () => {
  /** Multiplications of each loop over input channels. */
  const sums = (each: OpCase): number[] =>
    loops(each)
      .split('for i')
      .slice(1)
      .map((piece) => piece.match(/\+= .*\*/g)?.length ?? 0);

  it('are tiles, of which those at the edges have a loop per tap', () => {
    // 0..4: the first tap of three outputs, the others of all. 4..8. 8..11: the last tap of two.
    expect(sums(convolution({ width: 11, pads: [1, 1] }))).toEqual([3, 4, 4, 3, 2]);
  });

  it('are one tile where the picture is no wider', () => {
    expect(sums(convolution({ width: 4, pads: [1, 1] }))).toEqual([3, 4, 3]);
    expect(sums(convolution({ width: 4, dilation: 4, pads: [4, 4] }))).toEqual([4]);
  });

  it('are computed one by one at the edges of a picture so wide that they hardly count', () => {
    expect(loops(convolution({ width: 98, pads: [1, 1] }))).toContain('for x_side in 0..2:');
  });
});

describe('computes what the reference does', () => {
  const windows: Window[] = [1, 2, 3, 4, 5, 7, 8, 9, 12, 13].flatMap((width) => [
    { width, pads: [1, 1] },
    { width, pads: [2, 0] },
    { width: width + 2, stride: 2, pads: [0, 1] },
    { width, dilation: 2, pads: [2, 2] },
  ]);
  const pooling = ['max_pool', 'avg_pool'] as const;

  it.each(windows)('convolutions over $width columns, pads $pads', async (window) => {
    await holdToReference(depthwise(window));
    await holdToReference(convolution(window));
  });

  it.each(windows.filter(({ dilation, pads }) => dilation === undefined && pads[0] < 2))(
    'pooling over $width columns, pads $pads',
    async ({ width, stride = 1, pads: [before, behind] }) => {
      for (const op of pooling) {
        const window = { kernel: [3, 3], strides: [stride, stride], ceil_mode: false };
        const pads = [before, before, behind, behind];
        const others: Attributes =
          op === 'max_pool' ? { dilations: [1, 1] } : { count_include_pad: false };
        await holdToReference(
          opCase(op, [operand(1, 4, 5, width)], { ...window, pads, ...others }),
        );
      }
    },
  );
});

async function holdToReference({ name, graph, inputs }: OpCase): Promise<void> {
  const program = await compileNetwork(graph, { targets: ['wasm'] });
  const { y } = await runProgramWasm(program, { x0: inputs.x0.data });
  const expected = interpret(graph, inputs).y;
  expectClose({ shape: expected.shape, data: y }, expected, name);
}

it('a maximum over nothing but NaN is NaN', async () => {
  const { graph } = opCase('max_pool', [operand(1, 4, 3, 3)], {
    kernel: [3, 3],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    ceil_mode: false,
  });
  const program = await compileNetwork(graph, { targets: ['wasm'] });
  const { y } = await runProgramWasm(program, { x0: new Float32Array(36).fill(NaN) });
  expect(Array.from(y)).toEqual([NaN, NaN, NaN, NaN]);
});
