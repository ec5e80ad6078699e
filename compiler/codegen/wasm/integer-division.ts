import type { Expression, Kernel } from '../../lower/loops/loop-ir.js';
import { walk } from '../../lower/loops/loop-ir.js';
import { expressionsOf, walkStatements } from '../../lower/loops/rewrite-loops.js';
import { i32 } from './instructions.js';
import type { Sexp } from './sexp.js';

type IntegerType = 'i32' | 'i32x4';

/** Has a dot, which no kernel's name has. */
export function divisionName(type: IntegerType): string {
  return `$${type}.div`;
}

/**
 * The functions that divide integers, those that the kernels call. The instruction traps at a divisor of 0
 * and at −2³¹ / −1. There the quotient is the dividend, as in WGSL, and so 1 takes the divisor's place.
 */
export function divisionFunctions(kernels: readonly Kernel[]): Sexp[] {
  const types = new Set(kernels.flatMap(({ body }) => [...divisionsIn(body)]));
  return [
    ...(types.has('i32') ? [scalarDivision()] : []),
    ...(types.has('i32x4') ? [vectorDivision()] : []),
  ];
}

function divisionsIn(body: Kernel['body']): Set<IntegerType> {
  const found = new Set<IntegerType>();
  const visit = (root: Expression): void => {
    walk(root, ({ kind, type, ...expression }) => {
      const isDivision = kind === 'binary' && 'op' in expression && expression.op === 'div';
      if (isDivision && (type === 'i32' || type === 'i32x4')) found.add(type);
    });
  };
  walkStatements(body, (statement) => {
    expressionsOf(statement).forEach(visit);
  });
  return found;
}

const A: Sexp = ['local.get', '$a'];
const B: Sexp = ['local.get', '$b'];
const LEAST = i32(-(2 ** 31));

function scalarDivision(): Sexp {
  const overflows: Sexp = ['i32.and', ['i32.eq', A, LEAST], ['i32.eq', B, i32(-1)]];
  const traps: Sexp = ['i32.or', ['i32.eqz', B], overflows];
  return [
    'func',
    divisionName('i32'),
    ...['$a', '$b'].map((name): Sexp => ['param', name, 'i32']),
    ['result', 'i32'],
    ['i32.div_s', A, ['select', i32(1), B, traps]],
  ];
}

/**
 * There is no such instruction for vectors. Two lanes at a time are divided as f64, which hold them exactly:
 * a quotient that is no integer is 1/|b| or more away from one, which is far more than it is rounded by.
 */
function vectorDivision(): Sexp {
  const splat = (value: Sexp): Sexp => ['i32x4.splat', value];
  const overflows: Sexp = [
    'v128.and',
    ['i32x4.eq', A, splat(LEAST)],
    ['i32x4.eq', B, splat(i32(-1))],
  ];
  const traps: Sexp = ['v128.or', ['i32x4.eq', B, splat(i32(0))], overflows];
  const half = (a: Sexp, b: Sexp): Sexp => [
    'i32x4.trunc_sat_f64x2_s_zero',
    ['f64x2.div', ['f64x2.convert_low_i32x4_s', a], ['f64x2.convert_low_i32x4_s', b]],
  ];
  const upper = (x: Sexp): Sexp => ['i8x16.shuffle', ...bytesOfLanes([2, 3, 2, 3]), x, x];
  return [
    'func',
    divisionName('i32x4'),
    ...['$a', '$b'].map((name): Sexp => ['param', name, 'v128']),
    ['result', 'v128'],
    ['local.set', '$b', ['v128.bitselect', splat(i32(1)), B, traps]],
    ['i8x16.shuffle', ...bytesOfLanes([0, 1, 4, 5]), half(A, B), half(upper(A), upper(B))],
  ];
}

/** The bytes of four lanes, out of the eight of two vectors. */
export function bytesOfLanes(lanes: readonly number[]): string[] {
  return lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => String(4 * lane + byte)));
}
