/** WebAssembly text as nested lists, and how to lay it out so that people can read it. */
export type Sexp = string | readonly Sexp[];

const WIDTH = 100;

/** A comment on a line of its own. */
export function comment(text: string): string {
  return `;; ${text.replaceAll('\n', ' ')}`;
}

/** Prints on one line what fits, and otherwise one part a line, indented by two. */
export function printSexp(expression: Sexp, indent = 0): string {
  const pad = ' '.repeat(indent);
  if (typeof expression === 'string') return pad + expression;
  const flat = flatten(expression);
  if (flat !== undefined && indent + flat.length <= WIDTH) return pad + flat;
  const head: string[] = [];
  let index = 0;
  while (index < expression.length && isHeader(expression[index], index)) {
    head.push(flatten(expression[index++]) ?? '');
  }
  const rest = expression.slice(index).map((part) => printSexp(part, indent + 2));
  return `${pad}(${[head.join(' '), ...rest].join('\n')})`;
}

/** The operator and its names, labels, types and numbers stay on the first line. */
function isHeader(part: Sexp, index: number): boolean {
  if (typeof part === 'string') return (index < 3 || /^\d+$/.test(part)) && !isComment(part);
  return HEADER_FORMS.has(part[0]);
}

const HEADER_FORMS = new Set<Sexp>(['param', 'result', 'export']);

export function isComment(part: Sexp): boolean {
  return typeof part === 'string' && part.startsWith(';;');
}

export function isList(part: Sexp | undefined): part is readonly Sexp[] {
  return typeof part === 'object';
}

/** Undefined when a line comment inside forces a line break. */
function flatten(expression: Sexp): string | undefined {
  if (typeof expression === 'string') return isComment(expression) ? undefined : expression;
  const parts: string[] = [];
  for (const part of expression) {
    const text = flatten(part);
    if (text === undefined) return undefined;
    parts.push(text);
  }
  return `(${parts.join(' ')})`;
}

/** A module: what it is called, and its fields in order. */
export interface WasmModule {
  readonly name: string;
  readonly fields: readonly Sexp[];
}

/** The text of a module, for people: the assembler takes the lists. */
export function printModule({ name, fields }: WasmModule): string {
  const body = fields.map((field) => printSexp(field, 2)).join('\n\n');
  return `${comment(name)}\n(module\n${body})\n`;
}

/** Whether `(local.get $name)` is somewhere in a text. */
export function readsLocal(text: Sexp, name: string): boolean {
  if (typeof text === 'string') return false;
  if (text[0] === 'local.get' && text[1] === `$${name}`) return true;
  return text.some((part) => readsLocal(part, name));
}
