import { elementwise } from '../elementwise.js';

export const importAbs = elementwise('abs', Math.abs);
export const importAdd = elementwise('add', (a, b) => a + b);
export const importAnd = elementwise('logical_and', (a, b) => (a !== 0 && b !== 0 ? 1 : 0), 'BOOL');
export const importCeil = elementwise('ceil', Math.ceil);
export const importDiv = elementwise('div', (a, b, isWhole) =>
  isWhole ? Math.trunc(a / b) : a / b,
);
export const importEqual = elementwise('equal', (a, b) => (a === b ? 1 : 0), 'BOOL');
export const importErf = elementwise('erf');
export const importExp = elementwise('exp', Math.exp);
export const importFloor = elementwise('floor', Math.floor);
export const importGreater = elementwise('greater', (a, b) => (a > b ? 1 : 0), 'BOOL');
export const importGreaterOrEqual = elementwise(
  'greater_equal',
  (a, b) => (a >= b ? 1 : 0),
  'BOOL',
);

export const importLess = elementwise('less', (a, b) => (a < b ? 1 : 0), 'BOOL');
export const importLessOrEqual = elementwise('less_equal', (a, b) => (a <= b ? 1 : 0), 'BOOL');
export const importLog = elementwise('log', Math.log);
export const importMul = elementwise('mul', (a, b) => a * b);
export const importNeg = elementwise('neg', (a) => -a);
export const importNot = elementwise('logical_not', (a) => (a === 0 ? 1 : 0), 'BOOL');
export const importOr = elementwise('logical_or', (a, b) => (a !== 0 || b !== 0 ? 1 : 0), 'BOOL');
export const importPow = elementwise('pow', (a, b) => a ** b);
export const importRelu = elementwise('relu', (a) => Math.max(a, 0));
export const importRound = elementwise('round');
export const importSigmoid = elementwise('sigmoid');
export const importSign = elementwise('sign', Math.sign);
export const importSqrt = elementwise('sqrt', Math.sqrt);
export const importSub = elementwise('sub', (a, b) => a - b);
export const importTanh = elementwise('tanh', Math.tanh);
export const importXor = elementwise(
  'logical_xor',
  (a, b) => ((a !== 0) === (b !== 0) ? 0 : 1),
  'BOOL',
);
