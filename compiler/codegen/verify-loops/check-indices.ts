import type { Index, Variable } from '../../lower/formulas/index-expr.js';
import {
  add,
  indexText,
  rangeOf,
  subtract,
  variablesOf,
  variableText,
} from '../../lower/formulas/index-expr.js';
import type { Statement } from '../../lower/loops/loop-ir.js';
import { evaluatedAt, indicesAt } from './accesses.js';
import type { Report } from './finding.js';
import type { Place } from './places.js';
import { isAtLeast, isAtMost } from './prove.js';
import type { Scope } from './scope.js';

/**
 * Every variable that an integer expression uses has a value there, and one in its range; only what is
 * not negative is divided, because targets round towards zero; and what is picked is there.
 */
export function checkIndices(places: readonly Place[], report: Report): void {
  for (const place of places) {
    const { statement, scope } = place;
    for (const { index, scope: inside } of indicesAt(place)) {
      for (const v of variablesOf(index)) checkVariable(v, inside, statement, report);
      checkDivisions(index, inside, statement, report);
    }
    if (statement.kind === 'let') {
      const { variable, value } = statement;
      checkRange(variable, value, value, place, report);
    }
    if (statement.kind === 'for') {
      const { variable, from, to } = statement;
      const last = add(to, -1);
      const inIteration: Scope = { ...scope, guards: [...scope.guards, subtract(last, from)] };
      checkRange(variable, from, last, { statement, scope: inIteration }, report);
    }
    for (const { expression, scope: inside } of evaluatedAt(place)) {
      if (expression.kind !== 'pick') continue;
      const { at, from } = expression;
      if (isAtLeast(at, 0, inside) && isAtMost(at, from.length - 1, inside)) continue;
      report('bounds', statement, `${indexText(at)} may be none of the ${from.length} numbers`);
    }
  }
}

function checkVariable(v: Variable, scope: Scope, statement: Statement, report: Report): void {
  const text = variableText(v);
  const binding = scope.bindings.get(text);
  if (binding === undefined) {
    report('variable', statement, `${text} has no value here`);
    return;
  }
  const { min, max } = binding.variable;
  if (min === v.min && max === v.max) return;
  report(
    'variable',
    statement,
    `${text} is used as one in ${v.min} to ${v.max}, and given a value in ${min} to ${max}`,
  );
}

/** Whether a variable that goes from `first` to `last` stays in its range. */
function checkRange(
  v: Variable,
  first: Index,
  last: Index,
  { statement, scope }: Pick<Place, 'statement' | 'scope'>,
  report: Report,
): void {
  if (isAtLeast(first, v.min, scope) && isAtMost(last, v.max, scope)) return;
  const [{ min }, { max }] = [rangeOf(first), rangeOf(last)];
  report(
    'range',
    statement,
    `${variableText(v)} is said to be in ${v.min} to ${v.max}, and may be in ${min} to ${max}`,
  );
}

function checkDivisions(index: Index, scope: Scope, statement: Statement, report: Report): void {
  for (const { atom } of index.terms) {
    if (atom.kind === 'min' || atom.kind === 'max') {
      checkDivisions(atom.a, scope, statement, report);
      checkDivisions(atom.b, scope, statement, report);
    }
    if (atom.kind !== 'div' && atom.kind !== 'mod') continue;
    checkDivisions(atom.value, scope, statement, report);
    if (isAtLeast(atom.value, 0, scope)) continue;
    const { min } = rangeOf(atom.value);
    report('division', statement, `${indexText(atom.value)} is divided, and may be ${min}`);
  }
}
