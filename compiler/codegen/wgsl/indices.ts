import type { Atom, Index, Term } from '../index-expr.js';
import { rangeOf } from '../index-expr.js';
import type { Condition } from '../loop-ir.js';
import type { Naming } from './names.js';
import { i32Text } from './numbers.js';

/** An integer expression in WGSL, as i32; bare sums need parentheses inside anything tighter. */
export function indexCode({ constant, terms }: Index, naming: Naming): string {
  if (terms.length === 0) return i32Text(constant);
  // A sum that starts with a minus sign is harder to read than one that ends with it.
  const ordered = [...terms].sort((a, b) => Number(a.coefficient < 0) - Number(b.coefficient < 0));
  const constantFirst = ordered[0].coefficient < 0 && constant > 0;
  let code = constantFirst ? i32Text(constant) : '';
  for (const term of ordered) {
    const product = termCode(term, naming);
    if (code === '') code = term.coefficient < 0 ? `-${product}` : product;
    else code += term.coefficient < 0 ? ` - ${product}` : ` + ${product}`;
  }
  if (constant === 0 || constantFirst) return code;
  return `${code} ${constant < 0 ? '-' : '+'} ${i32Text(Math.abs(constant))}`;
}

/** 0 ≤ index < extent, without the half that always holds and with constants on the right. */
export function conditionCode({ index, extent }: Condition, naming: Naming): string {
  const { min, max } = rangeOf(index);
  const { constant, terms } = index;
  const code = indexCode({ constant: 0, terms }, naming);
  const parts: string[] = [];
  if (min < 0) parts.push(`${code} >= ${i32Text(0 - constant)}`);
  if (max >= extent) parts.push(`${code} < ${i32Text(extent - constant)}`);
  return parts.length === 0 ? 'true' : parts.join(' && ');
}

export function conditionsCode(conditions: readonly Condition[], naming: Naming): string {
  return conditions.map((condition) => conditionCode(condition, naming)).join(' && ');
}

function termCode({ atom, coefficient }: Term, naming: Naming): string {
  const factor = Math.abs(coefficient);
  if (factor === 1) return atomCode(atom, naming);
  const code = atomCode(atom, naming);
  return `${i32Text(factor)} * ${atom.kind === 'div' || atom.kind === 'mod' ? `(${code})` : code}`;
}

function atomCode(atom: Atom, naming: Naming): string {
  switch (atom.kind) {
    case 'variable':
      return naming(atom.name);
    case 'div':
    case 'mod': {
      const value = indexCode(atom.value, naming);
      const isPlain = /^\w+$/.test(value);
      const operator = atom.kind === 'div' ? '/' : '%';
      return `${isPlain ? value : `(${value})`} ${operator} ${i32Text(atom.by)}`;
    }
    case 'min':
    case 'max':
      return `${atom.kind}(${indexCode(atom.a, naming)}, ${indexCode(atom.b, naming)})`;
  }
}
