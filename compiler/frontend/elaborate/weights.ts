import type { Span } from '../../diagnostics/diagnostic.js';
import type * as ast from '../syntax/ast.js';
import type { Given } from './arguments.js';
import { matchArguments } from './arguments.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import { evaluate } from './evaluate.js';
import type { Val } from './values.js';
import { count, describe, isPoisoned } from './values.js';

/** The weights file that a network names, and how the names in it become those of parameters. */
export interface WeightsDeclaration {
  /** As the source has it: relative to the file that it stands in. */
  readonly path: string;
  readonly span: Span;
  readonly prefix?: { readonly text: string; readonly span: Span };
  readonly rename: readonly RenameDeclaration[];
  /** Patterns of names that may go unused. */
  readonly allowUnused: readonly string[];
}

export interface RenameDeclaration {
  readonly from: string;
  readonly to: string;
  readonly span: Span;
}

const ARGUMENTS = ['prefix', 'rename', 'allow_unused'];

/** `weights "file" (prefix = …, rename = …, allow_unused = …)`. */
export function nameWeights(statement: ast.WeightsStatement, context: Context): void {
  const { session } = context;
  const value = evaluate(statement.path, context);
  const given = statement.arguments.map(({ name, value: argument }): Given => ({
    ...(name === undefined ? {} : { name }),
    value: evaluate(argument, context),
    span: argument.span,
  }));
  const { span } = statement.path;
  const site = { name: 'weights', calleeSpan: span, span: statement.span };
  const { byName, failed } = matchArguments(context, site, [], given, ARGUMENTS);
  if (isPoisoned(value)) return;
  if (value.kind !== 'string') {
    const title = `the weights are named by a string, not by ${describe(value)}`;
    failAt(context, 'weights/kind', title, { span, message: describe(value) });
    return;
  }
  if (session.weights !== undefined) {
    failAt(
      context,
      'weights/twice',
      'this network names its weights twice',
      { span: statement.span, message: 'named again here' },
      { secondary: [{ span: session.weights.span, message: 'first named here' }] },
    );
    return;
  }
  const items = itemSpans(statement);
  const prefix = read(context, byName.get('prefix'), 'a string', prefixOf);
  const rename = read(context, byName.get('rename'), RENAME_FORM, (argument) =>
    rulesOf(argument, items),
  );
  const allowUnused = read(context, byName.get('allow_unused'), UNUSED_FORM, patternsOf);
  if (failed) return;
  session.weights = {
    path: value.value,
    span,
    ...(prefix === undefined ? {} : { prefix }),
    rename: (rename ?? []).filter((rule) => hasEqualStars(context, rule)),
    allowUnused: allowUnused ?? [],
  };
}

const RENAME_FORM = 'a list of pairs, such as `[["encoder.*", "backbone.*"]]`';
const UNUSED_FORM = '`true`, or patterns such as `"aux.*"` or `["aux.*", "ema.*"]`';

/** An argument as `convert` makes it; reports when it cannot. */
function read<T>(
  context: Context,
  argument: Given | undefined,
  form: string,
  convert: (argument: Given) => T | undefined,
): T | undefined {
  if (argument?.name === undefined || isPoisoned(argument.value)) return undefined;
  const converted = convert(argument);
  if (converted === undefined) {
    failAt(
      context,
      'weights/argument',
      `\`${argument.name.text}\` must be ${form}, but is ${describe(argument.value)}`,
      { span: argument.span, message: describe(argument.value) },
    );
  }
  return converted;
}

function prefixOf({ value, span }: Given): { text: string; span: Span } | undefined {
  return value.kind === 'string' ? { text: value.value, span } : undefined;
}

function rulesOf({ value, span }: Given, items: readonly Span[]): RenameDeclaration[] | undefined {
  if (value.kind !== 'list') return undefined;
  const rules = value.items.map((item, index): RenameDeclaration | undefined => {
    const texts = stringsOf(item);
    if (texts?.length !== 2) return undefined;
    return { from: texts[0], to: texts[1], span: items.at(index) ?? span };
  });
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

function patternsOf({ value }: Given): readonly string[] | undefined {
  if (value.kind === 'boolean') return value.value ? ['*'] : [];
  return value.kind === 'string' ? [value.value] : stringsOf(value);
}

function stringsOf(value: Val): string[] | undefined {
  if (value.kind !== 'list') return undefined;
  const texts = value.items.map((item) => (item.kind === 'string' ? item.value : undefined));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** Where the pairs of `rename` stand, if they stand in the statement. */
function itemSpans({ arguments: given }: ast.WeightsStatement): Span[] {
  const value = given.find(({ name }) => name?.text === 'rename')?.value;
  return value?.kind === 'list' ? value.items.map(({ span }) => span) : [];
}

function hasEqualStars(context: Context, { from, to, span }: RenameDeclaration): boolean {
  const stars = (pattern: string): number => pattern.split('*').length - 1;
  if (stars(from) === stars(to)) return true;
  const title = `"${from}" has ${count(stars(from), 'star')}, but "${to}" has ${stars(to)}`;
  failAt(
    context,
    'weights/pattern',
    title,
    { span, message: 'not as many on both sides' },
    {
      hint: 'what a `*` stands for on the left is put where the `*` of its number stands on the right',
    },
  );
  return false;
}
