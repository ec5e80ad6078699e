import type { IndexLike, Variable } from '../../compiler/lower/formulas/index-expr.js';
import { toIndex } from '../../compiler/lower/formulas/index-expr.js';
import type {
  Buffer,
  Expression,
  Grid,
  Kernel,
  Local,
  Sharing,
  Statement,
  ValueType,
} from '../../compiler/lower/loops/loop-ir.js';
import type { Region } from '../../compiler/codegen/verify-loops/region.js';
import { verifyKernel } from '../../compiler/codegen/verify-loops/verify-kernel.js';

/** Pieces of the loop IR, written by hand. */
export const input: Buffer = { name: 'input', space: 'arena' };
export const output: Buffer = { name: 'output', space: 'arena' };
export const weight: Buffer = { name: 'weight', space: 'weights' };
export const shared: Buffer = { name: 'shared', space: 'workgroup' };

export const CLAIMED: Sharing = { kind: 'claimed', least: 1 };
export const BARRIER: Statement = { kind: 'barrier' };

export function loop(
  variable: Variable,
  body: readonly Statement[],
  { from = variable.min, to = variable.max + 1, parallel }: LoopOptions = {},
): Statement {
  const bounds = { from: toIndex(from), to: toIndex(to) };
  return { kind: 'for', variable, ...bounds, body, ...(parallel && { parallel }) };
}

interface LoopOptions {
  readonly from?: IndexLike;
  readonly to?: IndexLike;
  readonly parallel?: Sharing;
}

export function when(index: IndexLike, extent: number, body: readonly Statement[]): Statement {
  return { kind: 'if', conditions: [{ index: toIndex(index), extent }], body };
}

export function name(variable: Variable, value: IndexLike): Statement {
  return { kind: 'let', variable, value: toIndex(value) };
}

export function store(buffer: Buffer, address: IndexLike, value: Expression, lanes = 1): Statement {
  return { kind: 'store', buffer, address: toIndex(address), value, lanes };
}

export function set(local: Local, value: Expression): Statement {
  return { kind: 'set', local, value };
}

export function load(buffer: Buffer, address: IndexLike, type: ValueType = 'f32'): Expression {
  return { kind: 'load', type, buffer, address: toIndex(address) };
}

export function use(local: Local): Expression {
  return { kind: 'local', type: local.type, local };
}

export const ONE: Expression = { kind: 'number', type: 'f32', value: 1 };
export const ONES: Expression = { kind: 'number', type: 'f32x4', value: 1 };

/** What is found in a kernel whose buffers have so many elements: `rule: statement`. */
export function findingsIn(
  body: readonly Statement[],
  lengths: Readonly<Record<string, number | Region>>,
  grid?: Grid,
): string[] {
  const kernel: Kernel = {
    name: 'kernel',
    buffers: [input, output, weight],
    body,
    ...(grid && { grid }),
  };
  const regions = new Map(
    Object.entries(lengths).map(([buffer, region]) => [
      buffer,
      typeof region === 'number' ? { length: region } : region,
    ]),
  );
  return verifyKernel(kernel, regions).map(({ rule, statement }) => `${rule}: ${statement}`);
}
