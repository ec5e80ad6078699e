import type { Atom, Extremum, Index, Variable } from '../../lower/formulas/index-expr.js';
import {
  indexText,
  ofAtom,
  rangeOf,
  scale,
  substitute,
  subtract,
  toIndex,
  variablesOf,
  variableText,
} from '../../lower/formulas/index-expr.js';
import type { Inequality } from './inequality.js';
import { isContradiction } from './inequality.js';
import type { Scope } from './scope.js';

/** What has more choices left is not taken apart: each doubles the cases. */
const MOST_CHOICES = 8;
/** A choice among more values is none. */
const FEW_VALUES = 4;

/** Whether the expression is at least `least` at every place that `scope` describes. */
export function isAtLeast(index: Index, least: number, scope: Scope): boolean {
  return rangeOf(index).min >= least || isImpossible([subtract(least - 1, index)], scope);
}

export function isAtMost(index: Index, most: number, scope: Scope): boolean {
  return rangeOf(index).max <= most || isImpossible([subtract(index, most + 1)], scope);
}

/**
 * Whether there is no place in `scope` at which all of `facts` are ≥ 0. Quotients, remainders, minima
 * and maxima are names for integers of which the inequalities that define them are known; what is known
 * of a variable is looked up when it is met.
 */
export function isImpossible(facts: readonly Index[], scope: Scope): boolean {
  const { inequalities, choices } = consequences(facts, scope);
  return isImpossibleByCases(inequalities, choices);
}

/** What must hold of an atom in each of the cases there are. */
type Choice = readonly (readonly Inequality[])[];

function isImpossibleByCases(
  inequalities: readonly Inequality[],
  [choice, ...others]: readonly Choice[],
): boolean {
  if (isContradiction(inequalities)) return true;
  if (choice === undefined || others.length >= MOST_CHOICES) return false;
  return choice.every((facts) => isImpossibleByCases([...inequalities, ...facts], others));
}

/** A minimum is one of the two that it is of, and one of its values, where these are few. */
function choiceOf(extremum: Extremum): Choice {
  const self = ofAtom(extremum);
  const sides = [extremum.a, extremum.b].map((side) => equal(self, side));
  const values = fewValues(extremum);
  if (values.length === 0) return sides;
  return sides.flatMap((side) => values.map((value) => [...side, ...equal(self, value)]));
}

function fewValues(atom: Atom): Index[] {
  const { min, max } = rangeOf(ofAtom(atom));
  return max - min < FEW_VALUES ? range(min, max).map(toIndex) : [];
}

function equal(a: Index, b: Index): Inequality[] {
  return [sum(a, b, -1), sum(b, a, -1)].map((fact) => linear(quotientsOf(fact)));
}

function range(min: number, max: number): number[] {
  return Array.from({ length: max - min + 1 }, (_, number) => min + number);
}

interface Consequences {
  readonly inequalities: readonly Inequality[];
  readonly choices: readonly Choice[];
}

/** The facts, and all that is known of what they speak of. */
function consequences(facts: readonly Index[], scope: Scope): Consequences {
  const inequalities: Inequality[] = [];
  const extrema: Choice[] = [];
  const met = new Set<string>();
  const sides = new Map<string, Choice>();
  const assume = (fact: Index): void => {
    const plain = quotientsOf(fact);
    inequalities.push(linear(plain));
    for (const { atom } of plain.terms) {
      const name = atomName(atom);
      if (met.has(name)) continue;
      met.add(name);
      if (atom.kind === 'min' || atom.kind === 'max') extrema.push(choiceOf(atom));
      for (const v of sidesOf(atom, scope)) {
        sides.set(
          variableText(v),
          fewValues(v).map((value) => equal(ofAtom(v), value)),
        );
      }
      factsAbout(atom, scope).forEach(assume);
    }
  };
  [...facts, ...scope.guards].forEach(assume);
  return { inequalities, choices: [...sides.values(), ...extrema] };
}

/**
 * Variables of few values that the bounds of a loop depend on, such as the side of a feature map: what the
 * loop goes over may have gaps then, which only the single values show.
 */
function sidesOf(atom: Atom, scope: Scope): Variable[] {
  if (atom.kind !== 'variable') return [];
  const { facts = [], value } = scope.bindings.get(variableText(atom)) ?? {};
  if (value !== undefined) return [];
  const around = facts.flatMap((fact) => [...variablesOf(fact)]);
  return around.filter((v) => variableText(v) !== variableText(atom) && fewValues(v).length > 1);
}

/** What is ≥ 0 because of what an atom is. */
function factsAbout(atom: Atom, scope: Scope): readonly Index[] {
  const self = ofAtom(atom);
  const { min, max } = rangeOf(self);
  const inInterval = [subtract(self, min), subtract(max, self)];
  switch (atom.kind) {
    case 'div':
    case 'mod':
      return [...inInterval, ...inRange(sum(atom.value, self, -atom.by), atom.by)];
    case 'min':
      return [sum(atom.a, self, -1), sum(atom.b, self, -1), ...rangeByValues(atom)];
    case 'max':
      return [sum(self, atom.a, -1), sum(self, atom.b, -1), ...rangeByValues(atom)];
    case 'lookup':
      return inInterval;
    case 'variable':
      return [...inInterval, ...(scope.bindings.get(variableText(atom))?.facts ?? [])];
  }
}

/** More values of a variable are not tried one by one. */
const MOST_VALUES = 512;

/** The exact range of what depends on a single variable that has few values. */
function rangeByValues(atom: Atom): Index[] {
  const self = ofAtom(atom);
  const [v, ...others] = variablesOf(self);
  if (others.length > 0 || v.max - v.min >= MOST_VALUES) return [];
  const values = range(v.min, v.max).map((value) => rangeOf(substitute(self, () => value)).min);
  return [subtract(self, Math.min(...values)), subtract(Math.max(...values), self)];
}

function inRange(index: Index, extent: number): Index[] {
  return [index, sum(toIndex(extent - 1), index, -1)];
}

/**
 * The same in terms of quotients of what is no quotient: v mod b is v − b·⌊v / b⌋, and
 * ⌊(⌊v / a⌋ + c) / b⌋ is ⌊(v + a·c) / (a·b)⌋. So all digits of a number are told by the same quotients.
 */
function quotientsOf({ constant, terms }: Index): Index {
  return terms.reduce(
    (total, { atom, coefficient }) => sum(total, quotientsIn(atom), coefficient),
    toIndex(constant),
  );
}

function quotientsIn(atom: Atom): Index {
  if (atom.kind === 'mod') {
    return sum(quotientsOf(atom.value), quotient(quotientsOf(atom.value), atom.by), -atom.by);
  }
  return atom.kind === 'div' ? quotient(quotientsOf(atom.value), atom.by) : ofAtom(atom);
}

function quotient(value: Index, by: number): Index {
  const [first, ...others] = value.terms;
  if (first?.atom.kind !== 'div' || first.coefficient !== 1 || others.length > 0) {
    return ofAtom({ kind: 'div', value, by });
  }
  const { atom } = first;
  const inside = sum(atom.value, toIndex(atom.by), value.constant);
  return ofAtom({ kind: 'div', value: inside, by: atom.by * by });
}

/** a + factor · b as it stands: `add` knows what remainders are, and would take them together again. */
function sum(a: Index, b: Index, factor: number): Index {
  const { constant, terms } = scale(b, factor);
  return { constant: a.constant + constant, terms: [...a.terms, ...terms] };
}

function linear({ constant, terms }: Index): Inequality {
  const sums = new Map<string, number>();
  for (const { atom, coefficient } of terms) {
    const name = atomName(atom);
    const total = (sums.get(name) ?? 0) + coefficient;
    if (total === 0) sums.delete(name);
    else sums.set(name, total);
  }
  return { constant, terms: sums };
}

/** Proofs ask for the same ones again and again, and the text of one is that of all that it is made of. */
const names = new WeakMap<Atom, string>();

function atomName(atom: Atom): string {
  const known = names.get(atom);
  if (known !== undefined) return known;
  const name = indexText(ofAtom(atom));
  names.set(atom, name);
  return name;
}
