import type { Attributes } from '../../ir/graph.js';
import type { CastAttributes } from '../../ir/ops/cast.js';
import type { EluAttributes } from '../../ir/ops/elu.js';
import type { LeakyReluAttributes } from '../../ir/ops/leaky_relu.js';
import type { BatchNormAttributes } from '../../ir/ops/batch_norm.js';
import type { Scalar } from '../formulas/compute.js';
import { binary, number, select, unary, wherePositive, wholeNumber } from '../formulas/compute.js';
import type { BinaryOp, Comparison, UnaryOp } from '../formulas/expression.js';
import type { ElementwiseLowering } from '../lowering.js';
import { elementwise } from '../lowering.js';

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
export const pow = arithmetic('pow');
export const maximum = arithmetic('max');
export const minimum = arithmetic('min');
export const bias = arithmetic('add');

export const erf = mathematical('erf');
export const exp = mathematical('exp');
export const expm1 = mathematical('expm1');
export const log = mathematical('log');
export const log1p = mathematical('log1p');
export const sqrt = mathematical('sqrt');
export const floor = mathematical('floor');
export const ceil = mathematical('ceil');
export const round = mathematical('round');
export const tanh = mathematical('tanh');
export const sigmoid = mathematical('sigmoid');

/** There is no such instruction for one i32, neither for this nor for `abs`. */
export const neg = elementwise(([x], _attributes, [element]) =>
  element === 'i32' ? binary('sub', wholeNumber(0), x) : unary('neg', x),
);

export const abs = elementwise(([x], _attributes, [element]) =>
  element === 'i32' ? binary('max', x, binary('sub', wholeNumber(0), x)) : unary('abs', x),
);

/** Zeros and NaN as they are. */
export const sign = elementwise(([x]) =>
  wherePositive(x, number(1), select('lt', [x, number(0)], number(-1), x)),
);

export const relu = elementwise(([x]) => binary('max', x, number(0)));

export const relu6 = elementwise(([x]) => binary('min', binary('max', x, number(0)), number(6)));

export const clamp = elementwise(([x, min, max]) => limited(x, min, max));

export const leakyRelu = elementwise<LeakyReluAttributes>(([x], { slope }) =>
  wherePositive(x, x, binary('mul', x, number(slope))),
);

export const prelu = elementwise(([x, slope]) => wherePositive(x, x, binary('mul', x, slope)));

export const elu = elementwise<EluAttributes>(([x], { alpha }) =>
  wherePositive(x, x, binary('mul', number(alpha), unary('expm1', x))),
);

/** A bool by itself: 1 where the comparison holds, else 0. */
function comparison(test: Comparison): ElementwiseLowering<Attributes> {
  return elementwise(([a, b]) => truth(test, a, b));
}

function truth(test: Comparison, a: Scalar, b: Scalar): Scalar {
  return select(test, [a, b], wholeNumber(1), wholeNumber(0));
}

export const equal = comparison('eq');
export const greater = comparison('gt');
export const less = comparison('lt');
export const notEqual = comparison('ne');
export const greaterEqual = comparison('ge');
export const lessEqual = comparison('le');

/** Bools are 0 and 1. */
export const logicalAnd = arithmetic('and');
export const logicalOr = arithmetic('max');
export const logicalXor = comparison('ne');
export const logicalNot = elementwise(([x]) => truth('eq', x, wholeNumber(0)));

export const where = elementwise(([condition, a, b]) =>
  select('ne', [condition, wholeNumber(0)], a, b),
);

/** u8 and bool are computed with as i32. What a float is cut to is NaN where it is, and then 0. */
export const cast = elementwise<CastAttributes>(([x], { to }, [from]) => {
  if (from === 'f32') {
    if (to === 'f32') return x;
    if (to === 'bool') return truth('ne', x, number(0));
    return unary('to-i32', to === 'u8' ? limited(x, number(0), number(255)) : x);
  }
  if (to === 'f32') return unary('to-f32', x);
  if (to === 'bool') return truth('ne', x, wholeNumber(0));
  return to === 'u8' && from === 'i32' ? binary('and', x, wholeNumber(255)) : x;
});

function limited(x: Scalar, low: Scalar, high: Scalar): Scalar {
  return binary('min', binary('max', x, low), high);
}

/** (x − mean) / √(variance + ε) · weight + bias, as in the op's definition. */
export const batchNorm = elementwise<BatchNormAttributes>(
  ([x, weight, shift, mean, variance], { epsilon }) => {
    const deviation = unary('sqrt', binary('add', variance, number(epsilon)));
    const normalised = binary('div', binary('sub', x, mean), deviation);
    return binary('add', binary('mul', normalised, weight), shift);
  },
);
