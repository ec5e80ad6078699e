import type { Atom, Index, Term } from '../index-expr.js';
import { rangeOf } from '../index-expr.js';
import type { Condition } from '../loop-ir.js';
import type { Spelling } from './names.js';

/** An integer expression in WGSL, as i32; bare sums need parentheses inside anything tighter. */
export function indexCode({ constant, terms }: Index, spelling: Spelling): string {
  if (terms.length === 0) return spelling.integer(constant);
  // A sum that starts with a minus sign is harder to read than one that ends with it.
  const ordered = [...terms].sort((a, b) => Number(a.coefficient < 0) - Number(b.coefficient < 0));
  const constantFirst = ordered[0].coefficient < 0 && constant > 0;
  let code = constantFirst ? spelling.integer(constant) : '';
  for (const term of ordered) {
    const product = termCode(term, spelling);
    if (code === '') code = term.coefficient < 0 ? `-${product}` : product;
    else code += term.coefficient < 0 ? ` - ${product}` : ` + ${product}`;
  }
  if (constant === 0 || constantFirst) return code;
  return `${code} ${constant < 0 ? '-' : '+'} ${spelling.integer(Math.abs(constant))}`;
}

/** 0 ≤ index < extent, without the half that always holds and with constants on the right. */
export function conditionCode({ index, extent }: Condition, spelling: Spelling): string {
  const { min, max } = rangeOf(index);
  const { constant, terms } = index;
  const code = indexCode({ constant: 0, terms }, spelling);
  const parts: string[] = [];
  if (min < 0) parts.push(`${code} >= ${spelling.integer(0 - constant)}`);
  if (max >= extent) parts.push(`${code} < ${spelling.integer(extent - constant)}`);
  return parts.length === 0 ? 'true' : parts.join(' && ');
}

export function conditionsCode(conditions: readonly Condition[], spelling: Spelling): string {
  return conditions.map((condition) => conditionCode(condition, spelling)).join(' && ');
}

function termCode({ atom, coefficient }: Term, spelling: Spelling): string {
  const factor = Math.abs(coefficient);
  if (factor === 1) return atomCode(atom, spelling);
  const code = atomCode(atom, spelling);
  return `${spelling.integer(factor)} * ${atom.kind === 'div' || atom.kind === 'mod' ? `(${code})` : code}`;
}

function atomCode(atom: Atom, spelling: Spelling): string {
  switch (atom.kind) {
    case 'variable':
      return spelling.name(atom.name);
    case 'div':
    case 'mod': {
      const value = indexCode(atom.value, spelling);
      const isPlain = /^\w+$/.test(value);
      const operator = atom.kind === 'div' ? '/' : '%';
      return `${isPlain ? value : `(${value})`} ${operator} ${spelling.integer(atom.by)}`;
    }
    case 'min':
    case 'max':
      return `${atom.kind}(${indexCode(atom.a, spelling)}, ${indexCode(atom.b, spelling)})`;
  }
}
