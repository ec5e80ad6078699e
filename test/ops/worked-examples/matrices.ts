import { interpret } from '../../../compiler/interpreter/interpret.js';
import { GraphBuilder } from '../../../compiler/ir/builder.js';
import type { Attributes, Value } from '../../../compiler/ir/graph.js';
import { constantData } from '../../../compiler/ir/op.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import type { Tensor } from '../../../compiler/ir/tensor.js';
import { tensor } from '../../../compiler/ir/tensor.js';
import type { SurfaceArguments } from '../../support/surface.js';
import { addLayer } from '../../support/surface.js';

export type Matrix = readonly (readonly number[])[];

/** A pocket calculator for tensors: literals and ops, evaluated by the reference interpreter. */
export class Calculator {
  private readonly builder = new GraphBuilder('calculation');

  literal(shape: readonly number[], data: readonly number[]): Value {
    return this.builder.constant(constantData('literal', tensor(shape, data)));
  }

  vector(data: readonly number[]): Value {
    return this.literal([data.length], data);
  }

  matrix(rows: Matrix): Value {
    return this.literal([rows.length, rows[0].length], rows.flat());
  }

  /** A matrix as a picture with one channel. */
  picture(rows: Matrix): Value {
    return this.literal([1, 1, rows.length, rows[0].length], rows.flat());
  }

  /** Applies an op; `args` are those of the language. */
  op(op: OpName, inputs: readonly Value[], args: SurfaceArguments = {}): Value {
    return addLayer(this.builder, op, inputs, args);
  }

  /** Applies an op whose weights are computed too; `attributes` are those of the graph. */
  plain(op: OpName, inputs: readonly Value[], attributes: Attributes): Value {
    return this.builder.add(op, inputs, attributes)[0];
  }

  /** Cross-correlation with a kernel that is itself computed. */
  correlate(
    x: Value,
    kernel: Value,
    options: { stride?: number; pads?: readonly number[]; dilation?: number; groups?: number } = {},
  ): Value {
    const { stride = 1, pads = [0, 0, 0, 0], dilation = 1, groups = 1 } = options;
    return this.plain('conv2d', [x, kernel], {
      strides: [stride, stride],
      dilations: [dilation, dilation],
      pads,
      groups,
    });
  }

  /** Both spatial axes backwards. */
  rotated(x: Value): Value {
    const upsideDown = this.op('slice', [x], { axis: -2, step: -1 });
    return this.op('slice', [upsideDown], { axis: -1, step: -1 });
  }

  /** The value of `x`; everything it needs is computed now. */
  value(x: Value): Tensor {
    this.builder.output('value', x);
    const { value } = interpret(this.builder.finish(), {});
    return value;
  }

  numbers(x: Value): number[] {
    return [...this.value(x).data];
  }

  /** The last two axes of `x` as rows; the others must have extent 1. */
  rows(x: Value): number[][] {
    const [height, width] = x.type.shape.slice(-2);
    const data = this.numbers(x);
    return Array.from({ length: height }, (_, row) => data.slice(row * width, (row + 1) * width));
  }
}
