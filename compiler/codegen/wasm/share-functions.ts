import type { Sexp } from './sexp.js';

/** A function of the module; `shared` says what its callers must pass behind their own arguments. */
export interface SharedFunctions {
  readonly functions: readonly Sexp[];
  /** By name: what to call instead. */
  readonly callees: ReadonlyMap<string, Callee>;
}

export interface Callee {
  readonly name: string;
  /** Sizes that the function takes as parameters. */
  readonly sizes: readonly number[];
}

/** Functions of more instructions than this may pay for being shared with an addition per load. */
const LARGE = 800;

/**
 * Layers that differ in nothing but sizes get one function, which takes as parameters the integers in
 * which they differ: Winograd convolutions of many sizes need a few pieces of code. What differs in the
 * offsets of loads costs an addition each time; inside the innermost loops of small functions, where
 * that would show, functions must be equal.
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
    if (others.length === 0) {
      shared.push(first.text);
      callees.set(first.name, { name: first.name, sizes: [] });
      continue;
    }
    const parameters = new Map<string, number>();
    const parameterAt = first.integers.map((value, position): number | undefined => {
      const values = group.map(({ integers }) => integers[position]);
      if (values.every((other) => other === value)) return undefined;
      const key = values.join();
      const known = parameters.get(key) ?? parameters.size;
      parameters.set(key, known);
      return known;
    });
    shared.push(`;; also ${others.map(({ name }) => name).join(', ')}`);
    shared.push(withParameters(first, parameterAt, parameters.size));
    const columns = [...parameters.keys()].map((key) => key.split(',').map(Number));
    for (const [index, { name }] of group.entries()) {
      callees.set(name, { name: first.name, sizes: columns.map((column) => column[index]) });
    }
  }
  return { functions: shared, callees };
}

/** A function with the integers that may become parameters taken out, in order of appearance. */
interface Form {
  readonly name: string;
  readonly text: readonly Sexp[];
  readonly structure: string;
  readonly integers: readonly number[];
}

const MEMORY = /^(?:v128|f32|i32)\.(?:load|store)/;
const OFFSET = /^offset=(\d+)$/;

function formOf(text: Sexp): Form {
  if (typeof text === 'string') throw new Error(`${text} is no function`);
  const isLarge = countLists(text) > LARGE;
  const integers: number[] = [];
  const structure = (part: Sexp, isInnermost: boolean): string => {
    if (typeof part === 'string') return part.startsWith(';;') ? '' : part;
    const [head, ...rest] = part;
    if (head === 'i32.const') {
      integers.push(Number(rest[0]));
      return '(i32.const #)';
    }
    const isInside = isInnermost || (head === 'loop' && !rest.some(containsLoop));
    if (typeof head === 'string' && MEMORY.test(head)) {
      const offset = offsetOf(part);
      const others = rest.filter((other) => !isOffset(other));
      if (isLarge || !isInside) integers.push(offset);
      const own = isLarge || !isInside ? '#' : String(offset);
      return `(${head} ${own} ${others.map((other) => structure(other, isInside)).join(' ')})`;
    }
    return `(${part.map((other) => structure(other, isInside)).join(' ')})`;
  };
  const [, name, ...body] = text;
  return {
    name: String(name).slice(1),
    text,
    structure: body.map((part) => structure(part, false)).join(' '),
    integers,
  };
}

function withParameters(
  { text }: Form,
  parameterAt: readonly (number | undefined)[],
  count: number,
): Sexp {
  const isLarge = countLists(text) > LARGE;
  let position = 0;
  const parameter = (index: number): Sexp => ['local.get', `$size${index}`];
  const rewrite = (part: Sexp, isInnermost: boolean): Sexp => {
    // The bounds that a comment gives are those of one caller.
    if (typeof part === 'string') return part.replace(/^(;; for \w+) in .*/, '$1');
    const [head, ...rest] = part;
    if (head === 'i32.const') {
      const index = parameterAt[position++];
      return index === undefined ? part : parameter(index);
    }
    const isInside = isInnermost || (head === 'loop' && !rest.some(containsLoop));
    if (typeof head !== 'string' || !MEMORY.test(head)) {
      return part.map((other) => rewrite(other, isInside));
    }
    const index = isLarge || !isInside ? parameterAt[position++] : undefined;
    if (index === undefined) return [head, ...rest.map((other) => rewrite(other, isInside))];
    const others = rest.filter((other) => !isOffset(other));
    // Lanes come first, then the address, then what is stored.
    const at = others.findIndex((other) => typeof other !== 'string');
    return [
      head,
      ...others.map((other, place): Sexp => {
        const rewritten = rewrite(other, isInside);
        return place === at ? ['i32.add', rewritten, parameter(index)] : rewritten;
      }),
    ];
  };
  const body = text.slice(2).map((part) => rewrite(part, false));
  const end = body.findIndex((part) => typeof part === 'string' || part[0] !== 'param');
  const sizes = Array.from({ length: count }, (_, index): Sexp => [
    'param',
    `$size${index}`,
    'i32',
  ]);
  return ['func', text[1], ...body.slice(0, end), ...sizes, ...body.slice(end)];
}

function offsetOf(part: readonly Sexp[]): number {
  const found = part.find(isOffset);
  return typeof found === 'string' ? Number(OFFSET.exec(found)?.[1]) : 0;
}

function isOffset(part: Sexp): boolean {
  return typeof part === 'string' && OFFSET.test(part);
}

function containsLoop(part: Sexp): boolean {
  return typeof part !== 'string' && (part[0] === 'loop' || part.some(containsLoop));
}

function countLists(part: Sexp): number {
  if (typeof part === 'string') return 0;
  return part.reduce((count: number, other) => count + countLists(other), 1);
}
