import { describe, expect, it } from 'vitest';
import { transposeBlocks } from '../../../../compiler/codegen/schedule/one-core/transpose-blocks.js';
import type { IndexLike } from '../../../../compiler/lower/formulas/index-expr.js';
import { add, scale, variable } from '../../../../compiler/lower/formulas/index-expr.js';
import type { Expression, Kernel, Statement } from '../../../../compiler/lower/loops/loop-ir.js';
import { printKernel } from '../../../../compiler/lower/loops/print-loops.js';
import { findingsIn, input, load, loop, output, store } from '../../../support/loop-builder.js';
import { runLoops } from '../../../support/run-loops.js';

const ROWS = 8;

/** Four elements, `apart` from each other, from `first` on. */
function gather(first: IndexLike, apart: number): Expression {
  const lanes = [0, 1, 2, 3].map((lane) => load(input, add(first, lane * apart)));
  return { kind: 'lanes', type: 'f32x4', lanes };
}

/** output[c, r] = input[r, c] of eight rows, a vector along r at a time: `tile` outside of `c` or in it. */
function transposition(columns: number, tileOutside: boolean): Kernel {
  const c = variable('c', columns);
  const tile = variable('tile', ROWS / 4);
  const value = gather(add(scale(tile, 4 * columns), c), columns);
  const stores = [store(output, add(scale(c, ROWS), scale(tile, 4)), value, 4)];
  const body = tileOutside ? [loop(tile, [loop(c, stores)])] : [loop(c, [loop(tile, stores)])];
  return kernel(body);
}

function kernel(body: readonly Statement[]): Kernel {
  return { name: 'transposition', buffers: [input, output], body };
}

function resultOf(of: Kernel, columns: number): number[] {
  const result = new Float32Array(ROWS * columns);
  const from = Float32Array.from({ length: ROWS * columns }, (_, at) => at + 1);
  runLoops(of, { input: from, output: result });
  return [...result];
}

describe('blocks of four by four are transposed in registers', () => {
  it('four steps of the loop along what is read at a time', () => {
    expect(printKernel(transposeBlocks(transposition(8, true)))).toMatchInlineSnapshot(`
      "kernel transposition(input: arena, output: arena)
        for tile in 0..2:
          for c_block in 0..2:
            line_0: f32x4 = input[32*tile + 4*c_block ..4]
            line_1: f32x4 = input[32*tile + 4*c_block + 8 ..4]
            line_2: f32x4 = input[32*tile + 4*c_block + 16 ..4]
            line_3: f32x4 = input[32*tile + 4*c_block + 24 ..4]
            pairs_0: f32x4 = (line_0.x, line_1.x, line_0.y, line_1.y)
            pairs_1: f32x4 = (line_2.x, line_3.x, line_2.y, line_3.y)
            pairs_2: f32x4 = (line_0.z, line_1.z, line_0.w, line_1.w)
            pairs_3: f32x4 = (line_2.z, line_3.z, line_2.w, line_3.w)
            output[32*c_block + 4*tile ..4] = (pairs_0.x, pairs_0.y, pairs_1.x, pairs_1.y)
            output[32*c_block + 4*tile + 8 ..4] = (pairs_0.z, pairs_0.w, pairs_1.z, pairs_1.w)
            output[32*c_block + 4*tile + 16 ..4] = (pairs_2.x, pairs_2.y, pairs_3.x, pairs_3.y)
            output[32*c_block + 4*tile + 24 ..4] = (pairs_2.z, pairs_2.w, pairs_3.z, pairs_3.w)
      "
    `);
  });

  it.each([4, 5, 7, 8, 11])('with the same result, of %i columns', (columns) => {
    for (const tileOutside of [true, false]) {
      const plain = transposition(columns, tileOutside);
      const blocks = transposeBlocks(plain);
      expect(printKernel(blocks)).toContain('line_3');
      const lengths = { input: ROWS * columns, output: ROWS * columns };
      expect(findingsIn(blocks.body, lengths)).toEqual([]);
      expect(resultOf(blocks, columns)).toEqual(resultOf(plain, columns));
    }
  });

  const c = variable('c', 8);
  const tile = variable('tile', 2);
  const across = add(scale(c, ROWS), scale(tile, 4));
  const still: Record<string, Kernel> = {
    'of three columns': transposition(3, true),
    'where the loop does not walk along what is read': kernel([
      loop(c, [loop(tile, [store(output, across, gather(scale(c, 2), 32), 4)])]),
    ]),
    'where a step stores where the one before did': kernel([
      loop(c, [loop(tile, [store(output, scale(tile, 4), gather(c, 8), 4)])]),
    ]),
    'where three lanes are stored': kernel([
      loop(c, [loop(tile, [store(output, across, gather(c, 8), 3)])]),
    ]),
    'where what is stored is read': kernel([
      loop(c, [loop(tile, [store(input, across, gather(c, 8), 4)])]),
    ]),
    'where a loop inside depends on the step': kernel([
      loop(c, [loop(tile, [store(output, across, gather(c, 8), 4)], { to: c })]),
    ]),
  };
  it.each(Object.entries(still))('not %s', (_, plain) => {
    expect(printKernel(transposeBlocks(plain))).toBe(printKernel(plain));
  });
});
