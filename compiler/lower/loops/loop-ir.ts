import type { StorageType } from '../../ir/types.js';
import { STORED_BYTES } from '../../ir/types.js';
import type { Comparison, ScalarType, Tree } from '../formulas/expression.js';
import { COMMON_OPERANDS, traversal } from '../formulas/expression.js';
import type { Index, Variable } from '../formulas/index-expr.js';

/**
 * The loop IR: explicit loops, registers, vectors and addresses. Both emitters print this and
 * choose nothing. Scalars are f32 or i32; a vector is four lanes of one of these.
 */
export interface Kernel {
  /** Says what it computes and how: `conv2d_5x5_c1_o6_tanh`. */
  readonly name: string;
  /** The memory it works on, one base address each. */
  readonly buffers: readonly Buffer[];
  readonly body: readonly Statement[];
  /** Present for a GPU: how often the body runs, and who knows of whom. */
  readonly grid?: Grid;
}

export type Grid = Invocations | Workgroups;

/** The body runs once per value of `invocation`, each run by itself. */
export interface Invocations {
  readonly kind: 'invocations';
  readonly invocation: Variable;
  readonly workgroupSize: number;
}

/**
 * The body runs once per value of `local` in each workgroup `group`. The invocations of a workgroup
 * share memory, which nobody clears, and wait at barriers.
 */
export interface Workgroups {
  readonly kind: 'workgroups';
  readonly group: Variable;
  readonly local: Variable;
  readonly shared: readonly SharedMemory[];
}

export interface SharedMemory {
  readonly buffer: Buffer;
  /** In elements, which take four bytes each. */
  readonly length: number;
}

export interface Buffer {
  readonly name: string;
  readonly space: 'arena' | 'weights' | 'workgroup';
  /** How its elements are stored where not as f32; a load gives the f32 or i32 that they stand for. */
  readonly element?: Exclude<StorageType, 'f32'>;
}

/** Whether its elements are f32 that are stored in fewer bits. */
export function isNarrow({ element }: Buffer): boolean {
  return element === 'f16' || element === 'int8';
}

/** Bytes of an element as it is stored. */
export function elementBytes({ element }: Buffer): number {
  return STORED_BYTES[element ?? 'f32'];
}

/** A register holds a number, or four of them as a vector; u8 and bool are in registers of i32. */
export type ValueType = ScalarType | VectorType;

export type VectorType = 'f32x4' | 'i32x4';

/** What a load of one element gives. */
export function loadedType({ element }: Buffer): ScalarType {
  return element === 'i32' || element === 'u8' ? 'i32' : 'f32';
}

export function isVector(type: ValueType): type is VectorType {
  return type === 'f32x4' || type === 'i32x4';
}

/** The vector of four of a type, or the vector itself. */
export function vectorOf(type: ValueType): VectorType {
  return scalarOf(type) === 'i32' ? 'i32x4' : 'f32x4';
}

/** The type of each lane. */
export function scalarOf(type: ValueType): ScalarType {
  return type === 'i32' || type === 'i32x4' ? 'i32' : 'f32';
}

/** A mutable register. */
export interface Local {
  readonly name: string;
  readonly type: ValueType;
}

export type Statement =
  /**
   * Runs for variable = from, from + 1, … while < to. Where several threads run a kernel, all run
   * every loop whole, except that they divide the iterations of a `parallel` one, which has constant
   * bounds and stands in no other such loop but one over slots, among themselves.
   */
  | {
      readonly kind: 'for';
      readonly parallel?: Sharing;
      readonly variable: Variable;
      readonly from: Index;
      readonly to: Index;
      readonly body: readonly Statement[];
    }
  /** Runs the body when 0 ≤ index < extent holds for every condition. */
  | {
      readonly kind: 'if';
      readonly conditions: readonly Condition[];
      readonly body: readonly Statement[];
    }
  /** Runs the body where any of the tests holds. */
  | {
      readonly kind: 'if-any';
      readonly any: readonly Test[];
      readonly body: readonly Statement[];
    }
  /**
   * Runs as long as the test holds, for variable = min, min + 1, … and no further than max: it ends,
   * whatever becomes of what is tested.
   */
  | {
      readonly kind: 'while';
      readonly variable: Variable;
      readonly test: Test;
      readonly body: readonly Statement[];
    }
  /**
   * What becomes a function of its own in WebAssembly: it exchanges no registers with what stands
   * around it, and neither a parallel loop, nor a barrier, nor another outlined function stands in it.
   */
  | { readonly kind: 'outlined'; readonly body: readonly Statement[] }
  /** Gives an integer expression a name, once per execution of the enclosing block. */
  | { readonly kind: 'let'; readonly variable: Variable; readonly value: Index }
  /**
   * Gives a name to an i32 of memory or of a register, as an index into an axis: counted from the end
   * where it is negative, and brought into the variable's range, 0 to max, where it lies outside.
   */
  | {
      readonly kind: 'lookup';
      readonly variable: Variable;
      readonly value: Expression;
    }
  | { readonly kind: 'set'; readonly local: Local; readonly value: Expression }
  /** Stores the first `lanes` lanes at consecutive addresses (1 for an f32). */
  | {
      readonly kind: 'store';
      readonly buffer: Buffer;
      readonly address: Index;
      readonly value: Expression;
      readonly lanes: number;
    }
  /** Reads the element at `address` and drops it, so that what lies around it comes into the cache. */
  | { readonly kind: 'touch'; readonly buffer: Buffer; readonly address: Index }
  /**
   * Waits until all threads, or all invocations of the workgroup, are here; then each sees what the
   * others stored to memory that they share: threads anywhere, invocations to shared memory, and to
   * the arena with `arena`. Stands only where all of them come: under no condition that differs among
   * them, and in no parallel loop.
   */
  | { readonly kind: 'barrier'; readonly arena?: true };

/** How threads divide the iterations of a loop. */
export type Sharing =
  /** In whatever way, but a thread takes `least` iterations at a time, if there are so many. */
  | { readonly kind: 'claimed'; readonly least: number }
  /**
   * Each has the same iterations every time: of n iterations, thread t of T those from ⌊n·t/T⌋ to
   * ⌊n·(t+1)/T⌋, or counted from the last iteration where that is `mirrored`, so that n − 1 − variable
   * stays with it.
   */
  | { readonly kind: 'fixed'; readonly mirrored: boolean }
  /**
   * Each has the iteration of its number, and those behind the last have none: an iteration is a place to
   * work in. What is to be done there is claimed in a loop inside; all of it is done once, in whatever
   * places.
   */
  | { readonly kind: 'slots' };

export type ForStatement = Extract<Statement, { kind: 'for' }>;
export type SetStatement = Extract<Statement, { kind: 'set' }>;
export type StoreStatement = Extract<Statement, { kind: 'store' }>;
export type LookupStatement = Extract<Statement, { kind: 'lookup' }>;
export type WhileStatement = Extract<Statement, { kind: 'while' }>;
export type TouchStatement = Extract<Statement, { kind: 'touch' }>;

/** 0 ≤ index < extent. */
export interface Condition {
  readonly index: Index;
  readonly extent: number;
}

/** A comparison, which holds where it does in any lane. */
export interface Test {
  readonly test: Comparison;
  readonly a: Expression;
  readonly b: Expression;
}

/** Addresses count elements from the buffer's base. */
export type Expression = Tree<
  LocalNode | Load | Splat | Lanes | Extraction | Shuffle | Products | Pick | When,
  { readonly type: ValueType }
>;

interface LocalNode {
  readonly kind: 'local';
  readonly type: ValueType;
  readonly local: Local;
}

/** One element, or four consecutive ones as a vector. */
export interface Load {
  readonly kind: 'load';
  readonly type: ValueType;
  readonly buffer: Buffer;
  readonly address: Index;
}

/** The same scalar in four lanes. */
interface Splat {
  readonly kind: 'splat';
  readonly type: VectorType;
  readonly x: Expression;
}

/** Four scalars as a vector. */
interface Lanes {
  readonly kind: 'lanes';
  readonly type: VectorType;
  readonly lanes: readonly Expression[];
}

/** One lane of a vector. */
interface Extraction {
  readonly kind: 'extract';
  readonly type: ScalarType;
  readonly x: Expression;
  readonly lane: number;
}

/** Four lanes of two vectors: those of `a` are 0 to 3, those of `b` 4 to 7. */
interface Shuffle {
  readonly kind: 'shuffle';
  readonly type: VectorType;
  readonly a: Expression;
  readonly b: Expression;
  readonly lanes: readonly number[];
}

/** sum + x[0]·rows[0] + … + x[3]·rows[3], added from left to right; for a GPU. */
interface Products {
  readonly kind: 'products';
  readonly type: VectorType;
  readonly sum: Expression;
  readonly x: Expression;
  readonly rows: readonly Expression[];
}

/** The one of several values whose number `at` is; for a GPU. */
interface Pick {
  readonly kind: 'pick';
  readonly type: ValueType;
  readonly from: readonly Expression[];
  readonly at: Index;
}

/** then when every condition holds, else otherwise; only the taken side touches memory. */
interface When {
  readonly kind: 'when';
  readonly type: ValueType;
  readonly conditions: readonly Condition[];
  readonly then: Expression;
  readonly otherwise: Expression;
}

export const { operandsOf, mapOperands, walk, rewrite, occurrences } = traversal<Expression>({
  ...COMMON_OPERANDS,
  local: [],
  load: [],
  splat: ['x'],
  lanes: ['lanes'],
  extract: ['x'],
  shuffle: ['a', 'b'],
  products: ['sum', 'x', 'rows'],
  pick: ['from'],
  when: ['then', 'otherwise'],
});
