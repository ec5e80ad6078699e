import type { Attributes } from '../../ir/graph.js';
import type { ClampAttributes } from '../../ir/ops/clamp.js';
import type { EluAttributes } from '../../ir/ops/elu.js';
import type { LeakyReluAttributes } from '../../ir/ops/leaky_relu.js';
import type { BatchNormAttributes } from '../../ir/ops/batch_norm.js';
import { binary, number, unary, wherePositive } from '../compute.js';
import type { BinaryOp, UnaryOp } from '../expression.js';
import type { ElementwiseLowering } from './lowering.js';
import { elementwise } from './lowering.js';

function arithmetic(op: BinaryOp): ElementwiseLowering<Attributes> {
  return elementwise(([a, b]) => binary(op, a, b));
}

function mathematical(op: UnaryOp): ElementwiseLowering<Attributes> {
  return elementwise(([x]) => unary(op, x));
}

export const add = arithmetic('add');
export const sub = arithmetic('sub');
export const mul = arithmetic('mul');
export const div = arithmetic('div');
export const maximum = arithmetic('max');
export const minimum = arithmetic('min');
export const bias = arithmetic('add');

export const erf = mathematical('erf');
export const exp = mathematical('exp');
export const tanh = mathematical('tanh');
export const sigmoid = mathematical('sigmoid');

export const relu = elementwise(([x]) => binary('max', x, number(0)));

export const relu6 = elementwise(([x]) => binary('min', binary('max', x, number(0)), number(6)));

export const clamp = elementwise<ClampAttributes>(([x], { min, max }) =>
  binary('min', binary('max', x, number(min)), number(max)),
);

export const leakyRelu = elementwise<LeakyReluAttributes>(([x], { slope }) =>
  wherePositive(x, x, binary('mul', x, number(slope))),
);

export const elu = elementwise<EluAttributes>(([x], { alpha }) =>
  wherePositive(x, x, binary('mul', number(alpha), binary('sub', unary('exp', x), number(1)))),
);

/** (x − mean) / √(variance + ε) · weight + bias, as in the op's definition. */
export const batchNorm = elementwise<BatchNormAttributes>(
  ([x, weight, shift, mean, variance], { epsilon }) => {
    const deviation = unary('sqrt', binary('add', variance, number(epsilon)));
    const normalised = binary('div', binary('sub', x, mean), deviation);
    return binary('add', binary('mul', normalised, weight), shift);
  },
);
