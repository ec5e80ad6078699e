import type { Atom, Index, Term, Variable } from '../../lower/formulas/index-expr.js';
import { rangeOf } from '../../lower/formulas/index-expr.js';
import type { Condition } from '../../lower/loops/loop-ir.js';
import type { Spelling } from './names.js';

/**
 * An integer expression in WGSL, as i32; bare sums need parentheses inside anything tighter. Factors
 * and constants are spelt before it is decided whether they can be left out, so that a factor of one
 * layer can be a 1 of another.
 */
export function indexCode({ constant, terms }: Index, spelling: Spelling): string {
  if (terms.length === 0) return spelling.integer(constant);
  // A sum that starts with a minus sign is harder to read than one that ends with it.
  const ordered = [...terms].sort((a, b) => Number(a.coefficient < 0) - Number(b.coefficient < 0));
  const products = ordered.map((term, position) => {
    const product = termCode(term, spelling);
    if (position === 0) return term.coefficient < 0 ? `-${product}` : product;
    return term.coefficient < 0 ? ` - ${product}` : ` + ${product}`;
  });
  const sum = products.join('');
  const rest = spelling.integer(constant);
  if (rest === '0') return sum;
  if (rest.startsWith('-')) return `${sum} - ${rest.slice(1)}`;
  return sum.startsWith('-') ? `${rest} - ${sum.slice(1)}` : `${sum} + ${rest}`;
}

/**
 * 0 ≤ index < extent, with constants on the right. The lower half is left out where it always holds;
 * the upper one stays, because it often holds for some of the layers that share a shader.
 */
function conditionCode({ index, extent }: Condition, spelling: Spelling): string {
  const { min } = rangeOf(index);
  const { constant, terms } = index;
  const code = indexCode({ constant: 0, terms }, spelling);
  const parts: string[] = [];
  if (min < 0) parts.push(`${code} >= ${spelling.integer(0 - constant)}`);
  parts.push(`${code} < ${spelling.integer(extent - constant)}`);
  return parts.join(' && ');
}

export function conditionsCode(conditions: readonly Condition[], spelling: Spelling): string {
  return conditions.map((condition) => conditionCode(condition, spelling)).join(' && ');
}

function termCode({ atom, coefficient }: Term, spelling: Spelling): string {
  const factor = spelling.integer(Math.abs(coefficient));
  const code = atomCode(atom, spelling);
  if (factor === '1') return code;
  return `${factor} * ${atom.kind === 'div' || atom.kind === 'mod' ? `(${code})` : code}`;
}

/** A variable, or its element of the array that holds a row of them. */
export function variableCode({ name, at }: Variable, spelling: Spelling): string {
  return at === undefined
    ? spelling.name(name)
    : `${spelling.name(name)}[${spelling.name(at.name)}]`;
}

function atomCode(atom: Atom, spelling: Spelling): string {
  switch (atom.kind) {
    case 'variable':
      return variableCode(atom, spelling);
    case 'div':
    case 'mod': {
      const value = indexCode(atom.value, spelling);
      const isPlain = /^\w+(\[\w+\])?$/.test(value);
      const operator = atom.kind === 'div' ? '/' : '%';
      return `${isPlain ? value : `(${value})`} ${operator} ${spelling.integer(atom.by)}`;
    }
    case 'min':
    case 'max':
      return `${atom.kind}(${indexCode(atom.a, spelling)}, ${indexCode(atom.b, spelling)})`;
    case 'lookup':
      throw new Error('a lookup has a statement of its own');
  }
}
