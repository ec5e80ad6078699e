import type { Term, Variable } from '../../lower/formulas/index-expr.js';
import { indexText, ofAtom, variablesOf } from '../../lower/formulas/index-expr.js';
import type {
  Buffer,
  Expression,
  ForStatement,
  Load,
  Statement,
  StoreStatement,
  TouchStatement,
} from '../../lower/loops/loop-ir.js';
import { elementBytes, operandsOf } from '../../lower/loops/loop-ir.js';
import { expressionsOf } from '../../lower/loops/rewrite-loops.js';

/**
 * Strength reduction: an address base + Σ stride·variable becomes a pointer that each loop advances,
 * so that an access costs one instruction with a constant offset. Accesses that differ only by a
 * constant share a pointer.
 */
export interface Pointers {
  /** Pointers to set at the kernel's start: a base and a constant. */
  readonly start: readonly PointerInit[];
  /** What each loop has to set before its first iteration and advance after every iteration. */
  readonly ofLoop: ReadonlyMap<ForStatement, readonly LoopPointer[]>;
  readonly ofAccess: ReadonlyMap<Access, Address>;
}

export type Access = Load | StoreStatement | TouchStatement;

export interface PointerInit {
  readonly name: string;
  readonly from: string;
  readonly bytes: number;
}

/** Set to `from` + Σ extra + variable·bytes before the loop; advanced by bytes after each iteration. */
export interface LoopPointer {
  readonly name: string;
  readonly from: string;
  readonly bytes: number;
  /** What the loops around decide, but none of them advances. */
  readonly extra: readonly Term[];
}

/** pointer + offset + Σ extra, in bytes; `extra` are terms that no loop advances. */
export interface Address {
  readonly pointer: string;
  readonly offset: number;
  readonly extra: readonly Term[];
}

/** The name of the parameter that holds a buffer's base address. */
export function baseName(buffer: Buffer): string {
  return `${buffer.name}_base`;
}

/** Accesses of one buffer whose addresses differ by constants. */
interface Family {
  readonly buffer: Buffer;
  readonly steps: readonly Step[];
  readonly extra: readonly Term[];
  readonly members: { readonly access: Access; readonly bytes: number }[];
}

type Step = Pick<LoopPointer, 'bytes' | 'extra'> & { readonly loop: ForStatement };

export function assignPointers(body: readonly Statement[]): Pointers {
  const start: PointerInit[] = [];
  const ofLoop = new Map<ForStatement, LoopPointer[]>();
  const ofAccess = new Map<Access, Address>();
  const names = new Map<string, string>();
  const fresh = new Map<string, number>();
  const nameFor = (base: string): string => {
    const ordinal = (fresh.get(base) ?? 0) + 1;
    fresh.set(base, ordinal);
    return ordinal === 1 ? base : `${base}_${ordinal}`;
  };
  for (const { buffer, steps, extra, members } of collectFamilies(body)) {
    const lowest = constantPart(steps, extra, members);
    let pointer = baseName(buffer);
    let key = pointer;
    if (lowest !== 0) {
      key += ` ${lowest}`;
      let shifted = names.get(key);
      if (shifted === undefined) {
        shifted = nameFor(`${buffer.name}_start`);
        names.set(key, shifted);
        start.push({ name: shifted, from: pointer, bytes: lowest });
      }
      pointer = shifted;
    }
    for (const { loop, bytes, extra } of steps) {
      const pointers = ofLoop.get(loop) ?? [];
      ofLoop.set(loop, pointers);
      const known = pointers.find(
        (p) => p.from === pointer && p.bytes === bytes && textOf(p.extra) === textOf(extra),
      );
      const name = known?.name ?? nameFor(`${buffer.name}_at_${loop.variable.name}`);
      if (known === undefined) pointers.push({ name, from: pointer, bytes, extra });
      pointer = name;
    }
    for (const { access, bytes } of members) {
      ofAccess.set(access, { pointer, offset: bytes - lowest, extra });
    }
  }
  return { start, ofLoop, ofAccess };
}

/**
 * What of the constant the pointer holds; the rest is the access's offset, which can't be negative.
 * Where strides are negative too, or constants are, the pointer is the address of the lowest member
 * itself: a pointer below address 0 would wrap around and the access trap.
 */
function constantPart(
  steps: Family['steps'],
  extra: readonly Term[],
  members: Family['members'],
): number {
  const lowest = Math.min(...members.map(({ bytes }) => bytes));
  const descends =
    steps.some(({ bytes }) => bytes < 0) ||
    [...steps.flatMap((step) => step.extra), ...extra].some(({ coefficient }) => coefficient < 0);
  return lowest < 0 || descends ? lowest : 0;
}

function collectFamilies(body: readonly Statement[]): Iterable<Family> {
  const families = new Map<string, Family>();
  const identities = new Map<ForStatement, number>();
  /**
   * By the names of what no loop advances, in which loop they are known: what they contribute is added
   * in the next.
   */
  const known = new Map<string, number>();
  /** What runs only under a condition keeps an address of its own: its neighbours may not exist. */
  const visitAccess = (
    access: Access,
    loops: readonly ForStatement[],
    isConditional: boolean,
  ): void => {
    const { steps, extra, bytes } = split(access, loops, known);
    const isShared = extra.length === 0 && !isConditional;
    const path = steps.map(
      (step) => `${identities.get(step.loop) ?? -1}:${step.bytes}+${textOf(step.extra)}`,
    );
    const key = `${access.buffer.name} ${isShared ? path.join(',') : `alone ${families.size}`}`;
    const family = families.get(key);
    if (family !== undefined) family.members.push({ access, bytes });
    else families.set(key, { buffer: access.buffer, steps, extra, members: [{ access, bytes }] });
  };
  const visitExpression = (
    expression: Expression,
    loops: readonly ForStatement[],
    isConditional: boolean,
  ): void => {
    const visited = new Set<Expression>();
    const visit = (node: Expression, isInside: boolean): void => {
      if (visited.has(node)) return;
      visited.add(node);
      if (node.kind === 'load') visitAccess(node, loops, isInside);
      for (const operand of operandsOf(node)) visit(operand, isInside || node.kind === 'when');
    };
    visit(expression, isConditional);
  };
  const visitOwn = (
    statement: Statement,
    loops: readonly ForStatement[],
    isConditional: boolean,
  ): void => {
    for (const each of expressionsOf(statement)) visitExpression(each, loops, isConditional);
  };
  const visit = (
    statements: readonly Statement[],
    loops: readonly ForStatement[],
    isConditional: boolean,
  ): void => {
    for (const statement of statements) {
      switch (statement.kind) {
        case 'for':
          identities.set(statement, identities.size);
          visit(statement.body, [...loops, statement], isConditional);
          break;
        case 'if':
          visit(statement.body, loops, true);
          break;
        case 'if-any':
          visitOwn(statement, loops, isConditional);
          visit(statement.body, loops, true);
          break;
        case 'while':
          visitOwn(statement, loops, isConditional);
          known.set(statement.variable.name, loops.length - 1);
          visit(statement.body, loops, true);
          break;
        case 'outlined':
          visit(statement.body, loops, isConditional);
          break;
        case 'store':
          visitOwn(statement, loops, isConditional);
          visitAccess(statement, loops, isConditional);
          break;
        case 'touch':
          visitAccess(statement, loops, isConditional);
          break;
        case 'lookup':
          visitOwn(statement, loops, isConditional);
          known.set(statement.variable.name, loops.length - 1);
          break;
        case 'set':
          visitOwn(statement, loops, isConditional);
          break;
        case 'let':
        case 'barrier':
          break;
      }
    }
  };
  visit(body, [], false);
  return families.values();
}

/**
 * Splits an address into what each enclosing loop contributes and what is left, in bytes. What depends
 * on outer loops alone without being linear in them is added where the next loop begins.
 */
function split(
  { address, buffer }: Access,
  loops: readonly ForStatement[],
  known: ReadonlyMap<string, number>,
): { steps: readonly Step[]; extra: readonly Term[]; bytes: number } {
  const size = elementBytes(buffer);
  const depthOf = (v: Variable): number => {
    const depth = known.get(v.name) ?? loops.findIndex(({ variable }) => variable === v);
    return depth < 0 && !known.has(v.name) ? Infinity : depth;
  };
  const strides = new Map<number, number>();
  const others: { readonly term: Term; readonly depth: number }[] = [];
  for (const { atom, coefficient } of address.terms) {
    const term = { atom, coefficient: size * coefficient };
    const depths = [...variablesOf(ofAtom(atom))].map(depthOf);
    const isOfLoop = atom.kind === 'variable' && loops.some(({ variable }) => variable === atom);
    if (isOfLoop) strides.set(depths[0], term.coefficient);
    else others.push({ term, depth: Math.max(...depths) });
  }
  let depthBefore = -1;
  const steps = loops.flatMap((loop, depth): Step[] => {
    const bytes = strides.get(depth);
    if (bytes === undefined) return [];
    const extra = others
      .filter((other) => other.depth >= depthBefore && other.depth < depth)
      .map(({ term }) => term);
    depthBefore = depth;
    return [{ loop, bytes, extra }];
  });
  const extra = others.filter(({ depth }) => depth >= depthBefore).map(({ term }) => term);
  return { steps, extra, bytes: size * address.constant };
}

function textOf(terms: readonly Term[]): string {
  return indexText({ constant: 0, terms });
}
