import type { CoreMachine } from '../../target/machine.js';
import type { Kernel, Expression, Statement } from '../../lower/loops/loop-ir.js';
import { walk } from '../../lower/loops/loop-ir.js';
import type { MathFunction } from '../math/math-function.js';
import { MATH_FUNCTIONS } from '../math/functions.js';
import {
  claimedLoops,
  expressionsOf,
  isParallel,
  walkStatements,
} from '../../lower/loops/rewrite-loops.js';
import { checksumFunction } from './checksum.js';
import { emitMathFunction } from './emit.js';
import { emitKernel } from './emit-kernel.js';
import type { InstructionSet } from './expressions.js';
import { i32 } from './instructions.js';
import { divisionFunctions } from './integer-division.js';
import type { Sexp, WasmModule } from './sexp.js';
import { comment } from './sexp.js';
import type { Callee } from './share-functions.js';
import { shareFunctions, withCallees } from './share-functions.js';
import { barrier, barrierWords, onFirstThread, sharedMemory, threadFunctions } from './threads.js';

/** One kernel call of an inference. */
export interface Call {
  readonly kernel: Kernel;
  /** Byte address of each of the kernel's buffers. */
  readonly addresses: readonly number[];
  /** What it computes and where that stands in the source. */
  readonly label: string;
}

/** The last vector of a tensor may be loaded past its end, up to three elements. */
const SLACK_BYTES = 16;

export interface ModuleOptions {
  readonly steps?: boolean;
  readonly instructions?: InstructionSet;
}

/**
 * A module that runs a whole network: its kernels, `run`, which calls them in order, and
 * `checksum` for the weights. `bytes` is what weights and arena take together. With `steps`, `step0`,
 * `step1`, … do one call each.
 */
export function networkModule(
  name: string,
  kernels: readonly Kernel[],
  calls: readonly Call[],
  bytes: number,
  machine: CoreMachine,
  { steps = false, instructions = 'simd' }: ModuleOptions = {},
): WasmModule {
  const pages = pagesOf(bytes + SLACK_BYTES, machine);
  return moduleOf(name, kernels, instructions, {
    start: [['memory', ['export', '"memory"'], String(pages)]],
    callers: (textsOf) => [
      runFunction(calls.flatMap(textsOf)),
      ...(steps ? calls.map((call, index) => stepText(textsOf(call), index)) : []),
    ],
  });
}

/**
 * A module that several threads run together, each in an instance of its own whose `run`
 * it calls: they divide the parallel kernels among themselves, and the first does the others alone.
 * See `threads.ts` for the rest of its interface.
 */
export function threadedModule(
  name: string,
  kernels: readonly Kernel[],
  calls: readonly Call[],
  bytes: number,
  machine: CoreMachine,
  instructions: InstructionSet,
): { readonly module: WasmModule; readonly pages: number; readonly meeting: number } {
  const loops = Math.max(...kernels.map(({ body }) => claimedLoops(body)), 0);
  const place = barrierWords(bytes + SLACK_BYTES, loops, machine.caches);
  const pages = pagesOf(place.end, machine);
  const module = moduleOf(name, kernels, instructions, {
    start: [sharedMemory(pages), ...threadFunctions(place, machine.caches)],
    callers: (textsOf) => [runFunction(together(calls, textsOf))],
  });
  return { module, pages, meeting: place.address };
}

function pagesOf(bytes: number, { limits }: CoreMachine): number {
  return Math.ceil(bytes / limits.pageBytes);
}

/** A call as text, and what it computes. */
type CallText = (call: Call) => readonly Sexp[];

interface Surroundings {
  readonly start: readonly Sexp[];
  readonly callers: (textsOf: CallText) => readonly Sexp[];
}

/** The kernels between what they need and the functions that call them. */
function moduleOf(
  name: string,
  kernels: readonly Kernel[],
  instructions: InstructionSet,
  { start, callers }: Surroundings,
): WasmModule {
  const texts = kernels.map((kernel) => emitKernel(kernel, instructions));
  const parts = shareFunctions(texts.flatMap((text) => text.parts));
  const { functions, callees } = shareFunctions(
    texts.map(({ kernel }) => withCallees(kernel, parts.callees)),
  );
  const callText: CallText = ({ kernel, addresses, label }) => {
    const { name: callee, sizes } = calleeOf(kernel, callees);
    return [comment(label), ['call', `$${callee}`, ...[...addresses, ...sizes].map(i32)]];
  };
  const fields: Sexp[] = [
    ...start,
    ...mathFunctionsOf(kernels).map(emitMathFunction),
    ...divisionFunctions(kernels),
    ...parts.functions,
    ...functions,
    ...callers(callText),
    checksumFunction(),
  ];
  return { name, fields };
}

function calleeOf({ name }: Kernel, callees: ReadonlyMap<string, Callee>): Callee {
  const callee = callees.get(name);
  if (callee === undefined) throw new Error(`nothing computes ${name}`);
  return callee;
}

function runFunction(body: readonly Sexp[]): Sexp {
  return ['func', ['export', '"run"'], ...body];
}

function stepText([, call]: readonly Sexp[], index: number): Sexp {
  return ['func', ['export', `"step${index}"`], call];
}

/**
 * Calls with a barrier on both sides of each that is divided. Those between, however many, the first
 * thread does one after another, and nobody has to wait.
 */
function together(calls: readonly Call[], textsOf: CallText): Sexp[] {
  const statements: Sexp[] = [];
  let alone: Call[] = [];
  const flush = (): void => {
    if (alone.length > 0) statements.push(onFirstThread(alone.flatMap(textsOf)));
    alone = [];
  };
  let isDivided = false;
  for (const call of calls) {
    const { body } = call.kernel;
    if (isParallel(body)) {
      flush();
      statements.push(barrier(claimedLoops(body)), ...textsOf(call));
    } else {
      if (isDivided) statements.push(barrier());
      alone.push(call);
    }
    isDivided = isParallel(body);
  }
  flush();
  if (isDivided) statements.push(barrier());
  return statements;
}

/** The functions that the kernels call, and those that these call, each before its first use. */
function mathFunctionsOf(kernels: readonly Kernel[]): MathFunction[] {
  const found = new Set<MathFunction>();
  const visitExpression = (root: Expression): void => {
    walk(root, (expression) => {
      const isOperation = expression.kind === 'unary' || expression.kind === 'binary';
      const fn = isOperation ? MATH_FUNCTIONS.get(expression.op) : undefined;
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
