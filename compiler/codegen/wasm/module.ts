import type { Kernel, Expression, Statement } from '../loop-ir.js';
import type { MathFunction } from '../math.js';
import { MATH_FUNCTIONS } from '../math.js';
import { expressionsOf, walkExpression, walkStatements } from '../rewrite-loops.js';
import { checksumFunction } from './checksum.js';
import { emitKernel, emitMathFunction } from './emit.js';
import type { InstructionSet } from './expressions.js';
import { i32 } from './instructions.js';
import type { Sexp } from './sexp.js';
import { comment, printSexp } from './sexp.js';
import type { Callee } from './share-functions.js';
import { shareFunctions } from './share-functions.js';

/** One kernel call of an inference. */
export interface Call {
  readonly kernel: Kernel;
  /** Byte address of each of the kernel's buffers. */
  readonly addresses: readonly number[];
  /** What it computes and where that stands in the source. */
  readonly label: string;
}

const PAGE_BYTES = 65536;
/** The last vector of a tensor may be loaded past its end, up to three elements. */
const SLACK_BYTES = 16;

export interface ModuleOptions {
  readonly steps?: boolean;
  readonly instructions?: InstructionSet;
}

/**
 * The text of a module that runs a whole network: its kernels, `run`, which calls them in order, and
 * `checksum` for the weights. `bytes` is what weights and arena take together. With `steps`, `step0`,
 * `step1`, … do one call each.
 */
export function moduleText(
  name: string,
  kernels: readonly Kernel[],
  calls: readonly Call[],
  bytes: number,
  { steps = false, instructions = 'simd' }: ModuleOptions = {},
): string {
  const pages = Math.ceil((bytes + SLACK_BYTES) / PAGE_BYTES);
  const { functions, callees } = shareFunctions(
    kernels.map((kernel) => emitKernel(kernel, instructions)),
  );
  const callText = ({ kernel, addresses }: Call): Sexp => {
    const { name: callee, sizes } = calleeOf(kernel, callees);
    return ['call', `$${callee}`, ...[...addresses, ...sizes].map(i32)];
  };
  const run: Sexp = [
    'func',
    ['export', '"run"'],
    ...calls.flatMap((call): Sexp[] => [comment(call.label), callText(call)]),
  ];
  const parts: Sexp[] = [
    ['memory', ['export', '"memory"'], String(pages)],
    ...mathFunctionsOf(kernels).map(emitMathFunction),
    ...functions,
    run,
    ...(steps ? calls.map((call, index) => stepText(callText(call), index)) : []),
    checksumFunction(),
  ];
  const body = parts.map((part) => printSexp(part, 2)).join('\n\n');
  return `${comment(name)}\n(module\n${body})\n`;
}

function calleeOf({ name }: Kernel, callees: ReadonlyMap<string, Callee>): Callee {
  const callee = callees.get(name);
  if (callee === undefined) throw new Error(`nothing computes ${name}`);
  return callee;
}

function stepText(call: Sexp, index: number): Sexp {
  return ['func', ['export', `"step${index}"`], call];
}

/** The functions that the kernels call, and those that these call, each before its first use. */
function mathFunctionsOf(kernels: readonly Kernel[]): MathFunction[] {
  const found = new Set<MathFunction>();
  const visitExpression = (root: Expression): void => {
    walkExpression(root, (expression) => {
      const fn = expression.kind === 'unary' ? MATH_FUNCTIONS.get(expression.op) : undefined;
      if (fn === undefined || found.has(fn)) return;
      visit(fn.body);
      visitExpression(fn.result);
      found.add(fn);
    });
  };
  const visit = (statements: readonly Statement[]): void => {
    walkStatements(statements, (statement) => {
      expressionsOf(statement).forEach(visitExpression);
    });
  };
  for (const { body } of kernels) visit(body);
  return [...found];
}
