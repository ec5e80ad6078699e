import type { Label } from '../../diagnostics/diagnostic.js';
import * as ast from '../syntax/ast.js';
import type { TupleVal } from './values.js';
import { count } from './values.js';

/** `x, _ = …`: the first of several results under a name, the others under none. */
export function firstAlone(name: string, results: number): string {
  return `${[name, ...new Array<string>(results - 1).fill(ast.NOTHING)].join(', ')} = …`;
}

/**
 * What to say where several tensors under one name are at fault: where they got it, unless that is what
 * is shown anyway, and how they get names of their own.
 */
export function severalAdvice(
  about: readonly object[],
  { span }: Label,
): { readonly secondary: readonly Label[]; readonly hint: string } | undefined {
  const value = about.find(hasOneName);
  if (value === undefined) return undefined;
  const { name, items } = value;
  const isShown = name.span.file === span.file && name.span.start === span.start;
  const message = `${count(items.length, 'value')} are bound here`;
  return {
    secondary: isShown ? [] : [{ span: name.span, message }],
    hint: `give each a name where they are bound: \`${firstAlone(name.text, items.length)}\``,
  };
}

function hasOneName(value: object): value is TupleVal & Required<Pick<TupleVal, 'name'>> {
  return 'kind' in value && value.kind === 'tuple' && 'name' in value;
}
