import { gcd } from '../../ir/ops/shared/gcd.js';

/**
 * Integer expressions for loop bounds and addresses, kept in one canonical form: a constant plus
 * integer multiples of atoms. Keeping sums canonical makes equality structural, lets range
 * analysis drop bounds that can't bind, and hands the emitters addresses as sums of strides.
 */
export interface Index {
  readonly constant: number;
  readonly terms: readonly Term[];
}

export interface Term {
  readonly atom: Atom;
  readonly coefficient: number;
}

/** What a sum is made of: a variable, or something that isn't linear in its parts. */
export type Atom = Variable | Division | Extremum | Lookup;

/**
 * A loop variable or an axis of a computation; takes the integers min..max, both included. Two
 * variables that meet in one expression never share a name.
 */
export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Present for a row of variables under one name, one for each value of `at`: this is the `at`-th. */
  readonly at?: Variable;
}

/** ⌊value / by⌋ or value mod by, for value ≥ 0 and by > 0. */
export interface Division {
  readonly kind: 'div' | 'mod';
  readonly value: Index;
  readonly by: number;
}

export interface Extremum {
  readonly kind: 'min' | 'max';
  readonly a: Index;
  readonly b: Index;
}

/**
 * An element of a tensor of integers, as an index into an axis of `extent` elements: a negative one counts
 * from the end, and what lies outside then is taken as the nearest that doesn't. So it is in 0..extent − 1
 * whatever the tensor holds. All else about it is unknown.
 */
export interface Lookup {
  readonly kind: 'lookup';
  /** The number of a computation's operand; once that has a place, the name of its buffer. */
  readonly tensor: number | string;
  /** One index per axis of the tensor; in the buffer, the address. */
  readonly index: readonly Index[];
  readonly extent: number;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

export type IndexLike = Index | Variable | Lookup | number;

/** A variable that runs from 0 to `extent` − 1. */
export function variable(name: string, extent: number, min = 0): Variable {
  return { kind: 'variable', name, min, max: min + extent - 1 };
}

export function toIndex(value: IndexLike): Index {
  if (typeof value === 'number') return { constant: value, terms: [] };
  if ('kind' in value) return ofAtom(value);
  return value;
}

export function add(...values: readonly IndexLike[]): Index {
  const terms: Term[] = [];
  let constant = 0;
  for (const value of values) {
    if (typeof value === 'number') constant += value;
    else if ('kind' in value) addTerm(terms, { atom: value, coefficient: 1 });
    else {
      constant += value.constant;
      for (const term of value.terms) addTerm(terms, term);
    }
  }
  return recombine({ constant, terms });
}

/** Sums are short: looking through one costs less than keeping it by text. */
function addTerm(sum: Term[], term: Term): void {
  const { atom } = term;
  const at = sum.findIndex((other) => isSameAtom(other.atom, atom));
  if (at === -1) {
    if (term.coefficient !== 0) sum.push(term);
    return;
  }
  const coefficient = sum[at].coefficient + term.coefficient;
  if (coefficient === 0) sum.splice(at, 1);
  else sum[at] = { atom, coefficient };
}

/** Whether two atoms have the same text, which takes longer to make than to compare what it is made of. */
function isSameAtom(a: Atom, b: Atom): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'variable':
      return b.kind === a.kind && a.name === b.name && a.at?.name === b.at?.name;
    case 'div':
    case 'mod':
      return b.kind === a.kind && a.by === b.by && isSame(a.value, b.value);
    case 'min':
    case 'max':
      return b.kind === a.kind && isSame(a.a, b.a) && isSame(a.b, b.b);
    case 'lookup':
      return (
        b.kind === a.kind &&
        a.tensor === b.tensor &&
        a.extent === b.extent &&
        a.index.every((index, axis) => isSame(index, b.index[axis]))
      );
  }
}

/** The same terms in the same order. */
function isSame(a: Index, b: Index): boolean {
  return (
    a.constant === b.constant &&
    a.terms.length === b.terms.length &&
    a.terms.every(({ atom, coefficient }, at) => {
      const other = b.terms[at];
      return coefficient === other.coefficient && isSameAtom(atom, other.atom);
    })
  );
}

/** c·by·⌊v / by⌋ + c·(v mod by) = c·v: undoes a split of v wherever it turns out not to matter. */
function recombine(sum: Index): Index {
  for (const { atom: mod, coefficient } of sum.terms) {
    if (mod.kind !== 'mod') continue;
    const quotient: Atom = { kind: 'div', value: mod.value, by: mod.by };
    const div = sum.terms.find(({ atom }) => atom.kind === 'div' && isSameAtom(atom, quotient));
    if (div?.coefficient !== coefficient * mod.by) continue;
    const terms = sum.terms.filter((term) => term.atom !== mod && term !== div);
    return add({ constant: sum.constant, terms }, scale(mod.value, coefficient));
  }
  return sum;
}

export function scale(value: IndexLike, factor: number): Index {
  if (factor === 0) return toIndex(0);
  if (factor === 1) return toIndex(value);
  const { constant, terms } = toIndex(value);
  return {
    constant: constant * factor,
    terms: terms.map(({ atom, coefficient }) => ({ atom, coefficient: coefficient * factor })),
  };
}

export function subtract(a: IndexLike, b: IndexLike): Index {
  return add(a, scale(b, -1));
}

/** ⌊value / by⌋ for value ≥ 0; what divides evenly is taken out, what can't reach `by` vanishes. */
export function divide(value: IndexLike, by: number): Index {
  const { whole, rest } = splitMultiples(toIndex(value), by);
  const range = rangeOf(rest);
  if (range.min < 0) return ofAtom({ kind: 'div', value: toIndex(value), by });
  if (range.max < by) return whole;
  const shared = commonFactor(rest, by);
  if (shared === 1) return add(whole, ofAtom({ kind: 'div', value: rest, by }));
  return add(whole, divide(divide(rest, shared), by / shared));
}

/** value mod by for value ≥ 0. */
export function modulo(value: IndexLike, by: number): Index {
  const { rest } = splitMultiples(toIndex(value), by);
  const range = rangeOf(rest);
  if (range.min < 0) return ofAtom({ kind: 'mod', value: toIndex(value), by });
  if (range.max < by) return rest;
  const shared = commonFactor(rest, by);
  if (shared === 1) return ofAtom({ kind: 'mod', value: rest, by });
  const coarse = modulo(divide(rest, shared), by / shared);
  return add(scale(coarse, shared), rest.constant % shared);
}

export function minimum(a: IndexLike, b: IndexLike): Index {
  return extremum('min', toIndex(a), toIndex(b));
}

export function maximum(a: IndexLike, b: IndexLike): Index {
  return extremum('max', toIndex(a), toIndex(b));
}

/** The values an expression can take, from the ranges of its variables (an enclosing interval). */
export function rangeOf(value: IndexLike): Range {
  const { constant, terms } = toIndex(value);
  let min = constant;
  let max = constant;
  for (const { atom, coefficient } of terms) {
    const range = atomRange(atom);
    min += Math.min(range.min * coefficient, range.max * coefficient);
    max += Math.max(range.min * coefficient, range.max * coefficient);
  }
  return { min, max };
}

export function isConstant(value: Index): boolean {
  return value.terms.length === 0;
}

/**
 * Replaces variables, and then lookups, whose own indices have been rewritten by then; an expression that
 * becomes simpler is simplified.
 */
export function substitute(
  value: IndexLike,
  replace: (v: Variable) => IndexLike,
  lookUp: (lookup: Lookup) => IndexLike = (lookup) => lookup,
): Index {
  const index = toIndex(value);
  const replaced: Index[] = [];
  let isSameAsBefore = true;
  for (const { atom, coefficient } of index.terms) {
    const by = substituteAtom(atom, replace, lookUp);
    isSameAsBefore &&= isJust(by, atom);
    replaced.push(scale(by, coefficient));
  }
  return isSameAsBefore ? index : add(index.constant, ...replaced);
}

function isJust({ constant, terms }: Index, atom: Atom): boolean {
  return (
    constant === 0 && terms.length === 1 && terms[0].atom === atom && terms[0].coefficient === 1
  );
}

/** An index with its lookups replaced. */
export function replaceLookups(value: IndexLike, lookUp: (lookup: Lookup) => IndexLike): Index {
  const index = toIndex(value);
  return hasLookup(index) ? substitute(index, (v) => v, lookUp) : index;
}

function hasLookup({ terms }: Index): boolean {
  return terms.some(({ atom }) => atom.kind === 'lookup' || partsOf(atom).some(hasLookup));
}

/** The indices that an atom is made of. */
function partsOf(atom: Atom): readonly Index[] {
  switch (atom.kind) {
    case 'variable':
      return [];
    case 'div':
    case 'mod':
      return [atom.value];
    case 'min':
    case 'max':
      return [atom.a, atom.b];
    case 'lookup':
      return atom.index;
  }
}

/** Every lookup in an expression, each behind those in its own index. */
export function lookupsIn(value: IndexLike): Lookup[] {
  const found: Lookup[] = [];
  collectLookups(value, found);
  return found;
}

function collectLookups(value: IndexLike, into: Lookup[]): void {
  for (const { atom } of toIndex(value).terms) {
    for (const part of partsOf(atom)) collectLookups(part, into);
    if (atom.kind === 'lookup') into.push(atom);
  }
}

/** Every variable that the expression reads. */
export function variablesOf(value: IndexLike, into = new Set<Variable>()): Set<Variable> {
  for (const { atom } of toIndex(value).terms) {
    if (atom.kind === 'variable') {
      into.add(atom);
      if (atom.at !== undefined) into.add(atom.at);
    } else for (const part of partsOf(atom)) variablesOf(part, into);
  }
  return into;
}

export function dependsOn(value: IndexLike, v: Variable): boolean {
  return toIndex(value).terms.some(({ atom }) => readsVariable(atom, v));
}

function readsVariable(atom: Atom, v: Variable): boolean {
  if (atom.kind === 'variable') return atom === v || atom.at === v;
  return partsOf(atom).some((part) => dependsOn(part, v));
}

/** The factor of `v` when the expression is linear in it; undefined when it is not. */
export function coefficientOf(value: IndexLike, v: Variable): number | undefined {
  let coefficient = 0;
  for (const term of toIndex(value).terms) {
    if (term.atom === v) coefficient = term.coefficient;
    else if (readsVariable(term.atom, v)) return undefined;
  }
  return coefficient;
}

/** Whether every value the expression can take is a multiple of `factor`. */
export function isMultipleOf(value: Index, factor: number): boolean {
  return (
    value.constant % factor === 0 &&
    value.terms.every(({ coefficient }) => coefficient % factor === 0)
  );
}

/** A readable, canonical spelling: equal expressions have equal texts. */
export function indexText(value: IndexLike): string {
  const { constant, terms } = toIndex(value);
  const parts = terms.map(({ atom, coefficient }) => {
    const text = atomText(atom);
    if (coefficient === 1) return text;
    const factor = atom.kind === 'div' || atom.kind === 'mod' ? `(${text})` : text;
    return coefficient === -1 ? `-${factor}` : `${coefficient}*${factor}`;
  });
  if (constant > 0 && parts[0]?.startsWith('-')) parts.unshift(String(constant));
  else if (constant !== 0 || parts.length === 0) parts.push(String(constant));
  return parts.join(' + ').replaceAll('+ -', '- ');
}

/** A variable's name, and its place in the row where it stands in one. */
export function variableText({ name, at }: Variable): string {
  return at === undefined ? name : `${name}[${at.name}]`;
}

/** The expression as it is, however simple the ranges of its variables would make it. */
export function ofAtom(atom: Atom): Index {
  return { constant: 0, terms: [{ atom, coefficient: 1 }] };
}

function substituteAtom(
  atom: Atom,
  replace: (v: Variable) => IndexLike,
  lookUp: (lookup: Lookup) => IndexLike,
): Index {
  const inside = (value: Index): Index => substitute(value, replace, lookUp);
  switch (atom.kind) {
    case 'variable':
      return toIndex(replace(atom));
    case 'div':
      return divide(inside(atom.value), atom.by);
    case 'mod':
      return modulo(inside(atom.value), atom.by);
    case 'min':
    case 'max':
      return extremum(atom.kind, inside(atom.a), inside(atom.b));
    case 'lookup':
      return toIndex(lookUp({ ...atom, index: atom.index.map(inside) }));
  }
}

function extremum(kind: 'min' | 'max', a: Index, b: Index): Index {
  const difference = rangeOf(subtract(a, b));
  if (difference.max <= 0) return kind === 'min' ? a : b;
  if (difference.min >= 0) return kind === 'min' ? b : a;
  return ofAtom({ kind, a, b });
}

/** value = by·whole + rest, where rest holds the terms that `by` does not divide. */
function splitMultiples(value: Index, by: number): { whole: Index; rest: Index } {
  const divides = ({ coefficient }: Term): boolean => coefficient % by === 0;
  const constantRest = ((value.constant % by) + by) % by;
  const whole: Index = {
    constant: (value.constant - constantRest) / by,
    terms: value.terms
      .filter(divides)
      .map(({ atom, coefficient }) => ({ atom, coefficient: coefficient / by })),
  };
  const rest: Index = {
    constant: constantRest,
    terms: value.terms.filter((term) => !divides(term)),
  };
  return { whole, rest };
}

/**
 * The greatest common factor of `by` and all coefficients. It can be taken out of a division
 * (⌊4v / 8⌋ = ⌊v / 2⌋) and of a remainder (4v mod 8 = 4·(v mod 2)), which then is known to be aligned.
 */
function commonFactor({ terms }: Index, by: number): number {
  return terms.reduce((factor, { coefficient }) => gcd(factor, Math.abs(coefficient)), by);
}

function atomRange(atom: Atom): Range {
  switch (atom.kind) {
    case 'variable':
      return atom;
    case 'div': {
      const range = rangeOf(atom.value);
      return { min: Math.floor(range.min / atom.by), max: Math.floor(range.max / atom.by) };
    }
    case 'mod':
      return { min: 0, max: atom.by - 1 };
    case 'lookup':
      return { min: 0, max: atom.extent - 1 };
    case 'min':
    case 'max': {
      const pick = (...values: number[]) => Math[atom.kind](...values);
      const a = rangeOf(atom.a);
      const b = rangeOf(atom.b);
      return { min: pick(a.min, b.min), max: pick(a.max, b.max) };
    }
  }
}

function atomText(atom: Atom): string {
  switch (atom.kind) {
    case 'variable':
      return variableText(atom);
    case 'div':
      return `${operandText(atom.value)} / ${atom.by}`;
    case 'mod':
      return `${operandText(atom.value)} % ${atom.by}`;
    case 'min':
    case 'max':
      return `${atom.kind}(${indexText(atom.a)}, ${indexText(atom.b)})`;
    case 'lookup': {
      const tensor = typeof atom.tensor === 'number' ? `#${atom.tensor}` : atom.tensor;
      return `${tensor}[${atom.index.map(indexText).join(', ')}] of ${atom.extent}`;
    }
  }
}

function operandText(value: Index): string {
  const text = indexText(value);
  return /^\w+(\[\w+\])?$/.test(text) ? text : `(${text})`;
}
