import type { Span } from '../../diagnostics/diagnostic.js';
import type { SurfaceEntry } from './surfaces.js';
import type { DraftValue } from './draft.js';
import type * as ast from '../syntax/ast.js';
import type { Scope } from './scope.js';

/** What an expression can evaluate to. Everything but `tensor` is known at compile time. */
export type Val =
  | NumberVal
  | StringVal
  | BooleanVal
  | ListVal
  | TupleVal
  | TensorVal
  | BlockVal
  | OpVal
  | FunctionVal
  | PoisonVal;

export interface NumberVal {
  readonly kind: 'number';
  readonly value: number;
}

export interface StringVal {
  readonly kind: 'string';
  readonly value: string;
}

export interface BooleanVal {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface ListVal {
  readonly kind: 'list';
  readonly items: readonly Val[];
}

/** Several values at once: `(a, b)`, or what a block with several results gives. */
export interface TupleVal {
  readonly kind: 'tuple';
  readonly items: readonly Val[];
  /** The one name that all of them are bound to. */
  readonly name?: ast.Identifier;
}

export interface TensorVal {
  readonly kind: 'tensor';
  readonly value: DraftValue;
}

export interface BlockVal {
  readonly kind: 'block';
  readonly block: ast.BlockItem;
  /** The scope of the file that declares it. */
  readonly scope: Scope;
}

export interface OpVal {
  readonly kind: 'op';
  readonly entry: SurfaceEntry;
}

export interface FunctionVal {
  readonly kind: 'function';
  readonly name: string;
  readonly parameters: string;
  /** One sentence. */
  readonly summary: string;
  /** Throws `FunctionError` when the arguments do not fit. */
  apply(values: readonly Val[]): Val;
}

/** Stands for whatever failed; operations on it fail silently, since the cause was reported. */
export interface PoisonVal {
  readonly kind: 'poison';
}

export type CallableVal = BlockVal | OpVal | FunctionVal;

export const POISON: PoisonVal = { kind: 'poison' };

export function number(value: number): NumberVal {
  return { kind: 'number', value };
}

export function string(value: string): StringVal {
  return { kind: 'string', value };
}

export function boolean(value: boolean): BooleanVal {
  return { kind: 'boolean', value };
}

export function list(items: readonly Val[]): ListVal {
  return { kind: 'list', items };
}

export function isCallable(value: Val): value is CallableVal {
  return value.kind === 'block' || value.kind === 'op' || value.kind === 'function';
}

/** What the op, block or function is called. */
export function nameOf(callee: CallableVal): string {
  switch (callee.kind) {
    case 'op':
      return callee.entry.name;
    case 'block':
      return callee.block.name.text;
    case 'function':
      return callee.name;
  }
}

/** Whether the value is several tensors, as an op or a block with several results gives. */
export function isSeveralTensors(value: Val): value is TupleVal {
  return value.kind === 'tuple' && value.items.some((item) => item.kind === 'tensor');
}

/** Whether the value, or anything inside it, is poisoned. */
export function isPoisoned(value: Val): boolean {
  if (value.kind === 'poison') return true;
  return (value.kind === 'list' || value.kind === 'tuple') && value.items.some(isPoisoned);
}

/** "the number 3", "a list of 4 values": how messages speak of a value. */
export function describe(value: Val): string {
  switch (value.kind) {
    case 'number':
      return `the number ${value.value}`;
    case 'string':
      return `the string "${abbreviate(value.value)}"`;
    case 'boolean':
      return `${value.value}`;
    case 'list':
      return `a list of ${count(value.items.length, 'value')}`;
    case 'tuple':
      return count(value.items.length, 'value');
    case 'tensor':
      return `a tensor [${value.value.type.shape.join(',')}]`;
    case 'block':
      return `the block \`${value.block.name.text}\``;
    case 'op':
      return `the op \`${value.entry.name}\``;
    case 'function':
      return `the function \`${value.name}\``;
    case 'poison':
      return 'a value with an error';
  }
}

export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

function abbreviate(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** A value and the source text it was given in. */
export interface Placed {
  readonly value: Val;
  readonly span: Span;
}
