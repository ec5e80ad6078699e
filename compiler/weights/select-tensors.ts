import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { nearestName } from '../diagnostics/nearest.js';
import { elementCount } from '../ir/types.js';
import { isFloatDtype } from './dtype.js';
import { fillPattern, matchPattern } from './name-pattern.js';
import { listed, quote } from './quote.js';
import type { StoredTensor, WeightSource } from './weight-source.js';

/** Which tensors of a file are parameters, and of what names. */
export interface TensorSelection {
  /** Only tensors whose names begin with it are read; they are called what follows it. */
  readonly prefix?: { readonly text: string; readonly span?: Span };
  /** Applied one after another, each to what the one before gave. */
  readonly rename?: readonly RenameRule[];
  /** Patterns for names in the file: of what may be there without being used. */
  readonly allowUnused?: readonly string[];
}

/** A name that `from` matches becomes `to`; both are patterns with equally many stars. */
export interface RenameRule {
  readonly from: string;
  readonly to: string;
  readonly span?: Span;
}

/** A tensor under the name of the parameter that it is for. */
export interface SelectedTensor extends StoredTensor {
  readonly nameInFile: string;
}

export interface SelectedTensors {
  readonly byName: ReadonlyMap<string, SelectedTensor>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The tensors of a source under the names that parameters have. */
export function selectTensors(
  { name: file, tensors = new Map(), aliases = new Map() }: WeightSource,
  { prefix, rename = [] }: TensorSelection,
): SelectedTensors {
  const diagnostics: Diagnostic[] = [];
  const unmatched = new Set(rename);
  const byName = new Map<string, SelectedTensor>();
  const start = prefix?.text ?? '';
  const select = (given: string, nameInFile: string, tensor: StoredTensor): void => {
    if (!given.startsWith(start)) return;
    const name = applyRules(given.slice(start.length), rename, unmatched);
    const first = byName.get(name);
    if (first === undefined || !isUsable(first)) {
      byName.set(name, { dtype: tensor.dtype, shape: tensor.shape, nameInFile });
    } else if (isUsable(tensor) && first.nameInFile !== nameInFile) {
      diagnostics.push(collision(file, name, [first.nameInFile, nameInFile]));
    }
  };
  for (const [name, tensor] of tensors) select(name, name, tensor);
  for (const [alias, name] of aliases) {
    const tensor = tensors.get(name);
    if (tensor !== undefined) select(alias, name, tensor);
  }
  if (byName.size === 0 && tensors.size > 0) {
    diagnostics.push(noPrefix(file, start, [...tensors.keys()], prefix?.span));
  } else {
    for (const rule of unmatched) diagnostics.push(noMatch(file, rule));
  }
  return { byName, diagnostics };
}

/** Whether a tensor could be a parameter: masks, counters and marks without elements never are. */
export function isUsable({ dtype, shape }: StoredTensor): boolean {
  return isFloatDtype(dtype) && elementCount(shape) > 0;
}

function applyRules(
  name: string,
  rules: readonly RenameRule[],
  unmatched: Set<RenameRule>,
): string {
  return rules.reduce((current, rule) => {
    const captures = matchPattern(rule.from, current);
    if (captures === undefined) return current;
    unmatched.delete(rule);
    return fillPattern(rule.to, captures);
  }, name);
}

function collision(file: string, name: string, from: readonly string[]): Diagnostic {
  return {
    severity: 'error',
    code: 'weights/collision',
    title: `two tensors of ${file} become ${quote(name)}: ${from.map(quote).join(' and ')}`,
    hint: 'rename only one of them, or read only a part of the file with `prefix`',
  };
}

function noPrefix(
  file: string,
  prefix: string,
  names: readonly string[],
  span: Span | undefined,
): Diagnostic {
  const near = nearestName(
    prefix,
    new Set(names.map((name) => name.slice(0, name.indexOf('.') + 1))),
  );
  return {
    severity: 'error',
    code: 'weights/prefix',
    title: `no tensor of ${file} has a name that begins with ${quote(prefix)}`,
    ...(span === undefined ? {} : { primary: { span, message: 'no name begins with this' } }),
    notes: [`the file has ${listed(names.map(quote)).join(', ')}`],
    hint:
      near === undefined
        ? 'without a prefix, or with --weights-prefix "", all of them are read'
        : `did you mean ${quote(near)}?`,
  };
}

function noMatch(file: string, { from, span }: RenameRule): Diagnostic {
  return {
    severity: 'warning',
    code: 'weights/rename',
    title: `${quote(from)} matches no tensor of ${file}, so it renames nothing`,
    ...(span === undefined ? {} : { primary: { span, message: 'matches nothing' } }),
    hint: 'a rule sees names behind the prefix, as the rules before it left them',
  };
}
