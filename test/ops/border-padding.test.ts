import { describe, expect, it } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import { inferTypes } from '../../compiler/ir/infer.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { f32 } from '../../compiler/ir/types.js';
import { foldPadding } from '../../compiler/passes/fold-padding.js';
import { expectUntouched } from '../support/graph-text.js';
import { refusal } from '../support/refusal.js';
import { callSurface } from '../support/surface.js';

const PICTURE = [f32(1, 3, 4, 5)];

// The pictures in PyTorch's documentation of ReflectionPad2d, ReplicationPad2d and CircularPad2d.
describe('a picture 0 to 8 continues as PyTorch shows it', () => {
  it.each<[OpName, number[], number[][]]>([
    [
      'reflection_pad',
      [2, 1, 0, 1],
      [
        [7, 6, 7, 8, 7],
        [4, 3, 4, 5, 4],
        [1, 0, 1, 2, 1],
        [4, 3, 4, 5, 4],
        [7, 6, 7, 8, 7],
      ],
    ],
    [
      'reflection_pad',
      [2, 2, 2, 2],
      [
        [8, 7, 6, 7, 8, 7, 6],
        [5, 4, 3, 4, 5, 4, 3],
        [2, 1, 0, 1, 2, 1, 0],
        [5, 4, 3, 4, 5, 4, 3],
        [8, 7, 6, 7, 8, 7, 6],
        [5, 4, 3, 4, 5, 4, 3],
        [2, 1, 0, 1, 2, 1, 0],
      ],
    ],
    [
      'replication_pad',
      [2, 1, 0, 1],
      [
        [0, 0, 1, 2, 2],
        [0, 0, 1, 2, 2],
        [0, 0, 1, 2, 2],
        [3, 3, 4, 5, 5],
        [6, 6, 7, 8, 8],
      ],
    ],
    // numpy.pad(…, mode='symmetric')
    [
      'symmetric_pad',
      [2, 1, 0, 1],
      [
        [3, 3, 4, 5, 5],
        [0, 0, 1, 2, 2],
        [0, 0, 1, 2, 2],
        [3, 3, 4, 5, 5],
        [6, 6, 7, 8, 8],
      ],
    ],
    [
      'circular_pad',
      [2, 1, 0, 1],
      [
        [5, 3, 4, 5, 3],
        [8, 6, 7, 8, 6],
        [2, 0, 1, 2, 0],
        [5, 3, 4, 5, 3],
        [8, 6, 7, 8, 6],
      ],
    ],
  ])('%s by %j', (op, padding, rows) => {
    const builder = new GraphBuilder('border');
    const x = builder.input('x', f32(1, 1, 3, 3));
    const { attributes } = callSurface(op, [x.type], { padding });
    builder.output('y', builder.add(op, [x], attributes)[0]);
    const { y } = interpret(builder.finish(), {
      x: tensor([1, 1, 3, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8]),
    });
    expect(y.shape).toEqual([1, 1, rows.length, rows[0].length]);
    expect([...y.data]).toEqual(rows.flat());
  });
});

describe('a border', () => {
  it.each<OpName>(['reflection_pad', 'replication_pad', 'circular_pad'])(
    '%s goes around the picture or along one axis',
    (op) => {
      expect(callSurface(op, PICTURE, { padding: [1, 2, 3, 4] }).attributes).toEqual({
        pads: [0, 0, 1, 2, 0, 0, 3, 4],
      });
      expect(callSurface(op, PICTURE, { padding: [0, 2], axis: 1 }).attributes).toEqual({
        pads: [0, 0, 0, 0, 0, 2, 0, 0],
      });
      expect(refusal(() => callSurface(op, PICTURE, { padding: 'same' }))).toBe(
        `padding: ${op} needs numbers, but got "same"`,
      );
    },
  );

  it('is as wide as there are elements to continue with', () => {
    const pads = (count: number) => ({ pads: [0, 0, 0, count] });
    expect(inferTypes('reflection_pad', [f32(2, 4)], pads(3))).toEqual([f32(2, 7)]);
    expect(refusal(() => inferTypes('reflection_pad', [f32(2, 4)], pads(4)))).toBe(
      'padding: reflection_pad cannot put 4 elements beside the 4 of axis 1',
    );
    expect(inferTypes('circular_pad', [f32(2, 4)], pads(4))).toEqual([f32(2, 8)]);
    expect(refusal(() => inferTypes('circular_pad', [f32(2, 4)], pads(5)))).toBe(
      'padding: circular_pad cannot put 5 elements beside the 4 of axis 1',
    );
    expect(inferTypes('replication_pad', [f32(2, 4)], pads(9))).toEqual([f32(2, 13)]);
    expect(refusal(() => inferTypes('replication_pad', [f32(2, 4)], { pads: [1] }))).toBe(
      'padding: padding of replication_pad needs 4 entries, but has 1: [1]',
    );
  });

  it('of its own elements is not taken for zeros by a convolution behind it', () => {
    expectUntouched(
      foldPadding,
      `input %x : f32[1,2,4,4]
       %w = constant @"w" : f32[3,2,3,3]
       %p = reflection_pad(%x) {pads = [0, 0, 1, 1, 0, 0, 1, 1]} : f32[1,2,6,6]
       %y = conv2d(%p, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,3,4,4]
       output "y" = %y`,
    );
  });
});
