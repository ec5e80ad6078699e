import { i32, immediate } from './instructions.js';
import type { Sexp } from './sexp.js';
import { isComment, readsLocal } from './sexp.js';

/** Functions, each for all that came out equal, and what callers call instead. */
export interface SharedFunctions {
  readonly functions: readonly Sexp[];
  /** By name. */
  readonly callees: ReadonlyMap<string, Callee>;
}

export interface Callee {
  readonly name: string;
  /** Sizes that the function takes as parameters behind those it had. */
  readonly sizes: readonly number[];
}

/**
 * Layers that differ in nothing but names and sizes get one function, which takes as parameters the
 * integers in which they differ: Winograd convolutions of many sizes need a few pieces of code. What
 * differs in the offsets of loads costs an addition each time; inside of sums, which take nearly all
 * the time and do little else, functions must be equal.
 *
 * `functions` are `(func $name (param …) … (local …) … instructions)`; they come back in order, those
 * that are shared where the first of them stood.
 */
export function shareFunctions(functions: readonly Sexp[]): SharedFunctions {
  const groups = new Map<string, Form[]>();
  for (const form of functions.map(formOf)) {
    const group = groups.get(form.structure);
    if (group === undefined) groups.set(form.structure, [form]);
    else group.push(form);
  }
  const callees = new Map<string, Callee>();
  const shared: Sexp[] = [];
  for (const group of groups.values()) {
    const [first, ...others] = group;
    if (others.length > 0) shared.push(`;; also ${others.map(({ name }) => name).join(', ')}`);
    const columns = new Map<string, { readonly size: string; readonly values: number[] }>();
    const integers = first.integers.map((value, position): number | string => {
      const values = group.map((form) => form.integers[position]);
      if (values.every((other) => other === value)) return value;
      const key = values.join();
      const column = columns.get(key) ?? { size: `$size${columns.size}`, values };
      columns.set(key, column);
      return column.size;
    });
    const sizes = [...columns.values()];
    shared.push(others.length === 0 ? first.text : filled(first, integers, sizes.length));
    for (const [index, { name }] of group.entries()) {
      callees.set(name, { name: first.name, sizes: sizes.map(({ values }) => values[index]) });
    }
  }
  return { functions: shared, callees };
}

/** The same text, calling what has become of the functions that it calls. */
export function withCallees(text: Sexp, callees: ReadonlyMap<string, Callee>): Sexp {
  if (typeof text === 'string') return text;
  const parts = text.map((part) => withCallees(part, callees));
  const callee = text[0] === 'call' ? callees.get(String(text[1]).slice(1)) : undefined;
  if (callee === undefined) return parts;
  return ['call', `$${callee.name}`, ...parts.slice(2), ...callee.sizes.map(i32)];
}

/** A function with the integers that may become parameters taken out, in order of appearance. */
interface Form {
  readonly name: string;
  readonly text: readonly Sexp[];
  /** What follows the name, with holes where integers stood. */
  readonly template: readonly Sexp[];
  /** Equal for functions that differ in names and integers only. */
  readonly structure: string;
  readonly integers: readonly number[];
}

/** Stands for an integer: `(i32.const #)`, or `(v128.load # address)` for its offset. */
const HOLE = '#';
const MEMORY = /^(?:v128|f32|i32)\.(?:load|store)/;

function formOf(text: Sexp): Form {
  if (typeof text === 'string') throw new Error(`${text} is no function`);
  const integers: number[] = [];
  const templateOf = (part: Sexp, isInSum: boolean): Sexp => {
    if (typeof part === 'string') return isComment(part) ? withoutBounds(part) : part;
    const [head, ...rest] = part;
    if (head === 'i32.const') {
      integers.push(Number(rest[0]));
      return [head, HOLE];
    }
    const isInside = isInSum || (head === 'loop' && rest.some(addsToItself));
    const within = (parts: readonly Sexp[]): Sexp[] =>
      parts.map((other) => templateOf(other, isInside));
    if (typeof head !== 'string' || !MEMORY.test(head) || isInside) return within(part);
    integers.push(offsetOf(part));
    return [head, HOLE, ...within(rest.filter((other) => !isOffset(other)))];
  };
  const [, name, ...body] = text;
  const template = body.map((part) => templateOf(part, false));
  return {
    name: String(name).slice(1),
    text,
    template,
    structure: structureOf(template),
    integers,
  };
}

/** The bounds that a comment gives are those of one caller. */
function withoutBounds(text: string): string {
  return text.replace(/^(;; (?:parallel )?for \w+) in .*/, '$1');
}

/** A template without comments, the names of its own numbered. */
function structureOf(template: readonly Sexp[]): string {
  const numbers = new Map<Sexp, number>();
  const words: string[] = [];
  const add = (part: Sexp): void => {
    if (typeof part !== 'string') {
      const isNamed = part[0] === 'call' || part[0] === 'global.get';
      words.push('(');
      for (const [at, inner] of part.entries()) {
        if (isNamed && at < 2) words.push(String(inner));
        else add(inner);
      }
      words.push(')');
    } else if (part.startsWith('$')) {
      const number = numbers.get(part) ?? numbers.size;
      numbers.set(part, number);
      words.push(`$${number}`);
    } else if (!isComment(part)) words.push(part);
  };
  template.forEach(add);
  return words.join(' ');
}

/** The function with `integers` in its holes, of which `count` are names of parameters. */
function filled(
  { name, template }: Form,
  integers: readonly (number | string)[],
  count: number,
): Sexp {
  let position = 0;
  const fill = (part: Sexp): Sexp => {
    if (typeof part === 'string') return part;
    const [head, second, ...rest] = part;
    if (second !== HOLE) return part.map(fill);
    const value = integers[position++];
    if (head === 'i32.const') return typeof value === 'number' ? i32(value) : ['local.get', value];
    const others = rest.map(fill);
    if (typeof value === 'number') return [head, ...immediate(value), ...others];
    // Lanes come first, then the address, then what is stored.
    const at = others.findIndex((other) => typeof other !== 'string');
    const address: Sexp = ['i32.add', others[at], ['local.get', value]];
    return [head, ...others.with(at, address)];
  };
  const body = template.map(fill);
  const end = body.findIndex((part) => typeof part === 'string' || part[0] !== 'param');
  const sizes = Array.from({ length: count }, (_, index) => ['param', `$size${index}`, 'i32']);
  return ['func', `$${name}`, ...body.slice(0, end), ...sizes, ...body.slice(end)];
}

function offsetOf(part: readonly Sexp[]): number {
  const found = part.find(isOffset);
  return found === undefined ? 0 : Number(found.slice('offset='.length));
}

function isOffset(part: Sexp): part is string {
  return typeof part === 'string' && part.startsWith('offset=');
}

/** `sum = sum + …`, which pointers also do, but with integers. */
function addsToItself(part: Sexp): boolean {
  if (typeof part === 'string' || part[0] !== 'local.set') return false;
  const [, name, value] = part;
  return (
    typeof value !== 'string' && value[0] !== 'i32.add' && readsLocal(value, String(name).slice(1))
  );
}
