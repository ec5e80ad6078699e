import type { Label } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import type { OutputImage } from '../../ir/image.js';
import type * as ast from '../syntax/ast.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import type { DraftValue } from './draft.js';
import { evaluate } from './evaluate.js';
import { amongText } from './numerals.js';
import { readOutputImage } from './output-image.js';
import { firstAlone } from './several.js';
import { bind } from './statements.js';
import type { Val } from './values.js';
import { count, describe, isPoisoned, isSeveralTensors } from './values.js';

/**
 * `output scores`, `output p = softmax(scores)`, either with `labels …` or as an `image(…)`. With a
 * value it binds the name as a binding would.
 */
export function declareOutput(statement: ast.OutputStatement, context: Context): void {
  const { name, value: expression, span } = statement;
  const { draft } = context.session;
  if (draft.outputs.some((output) => output.name === name.text)) {
    const title = `the output \`${name.text}\` is declared twice`;
    failAt(context, 'output/twice', title, { span: name.span, message: 'declared again here' });
    return;
  }
  if (expression !== undefined) {
    bind({ kind: 'bind', names: [name], value: expression, span }, context);
  }
  const value = evaluate({ kind: 'name', name: name.text, span: name.span }, context);
  const labels = statement.labels === undefined ? undefined : readLabels(statement.labels, context);
  if (isPoisoned(value)) return;
  if (value.kind !== 'tensor') {
    refuse(value, statement, context);
    return;
  }
  if (labels !== undefined && statement.labels !== undefined) {
    checkLabels(labels, value.value, statement.labels, context);
  }
  const image = statement.type && readType(statement.type, value.value, context);
  draft.outputs.push({
    name: name.text,
    value: value.value,
    ...(image === undefined ? {} : { image }),
    ...(labels === undefined ? {} : { labels }),
  });
}

/** Says that an output is no tensor; of several under one name, where they got it. */
function refuse(
  value: Val,
  { name, value: expression }: ast.OutputStatement,
  context: Context,
): void {
  const several = isSeveralTensors(value) ? value : undefined;
  const bound = several?.name;
  const elsewhere = bound !== undefined && expression === undefined ? bound.span : undefined;
  failAt(
    context,
    'output/kind',
    `the output \`${name.text}\` must be a tensor, but is ${describe(value)}`,
    { span: elsewhere ?? name.span, message: describe(value) },
    {
      about: [value],
      hint:
        several === undefined || expression === undefined
          ? undefined
          : `bind them on a line of their own: \`${firstAlone(name.text, several.items.length)}\`, then \`output ${name.text}\``,
      secondary: elsewhere && [{ span: name.span, message: 'declared as an output here' }],
    },
  );
}

function readType(
  type: ast.DeclaredType,
  value: DraftValue,
  context: Context,
): OutputImage | undefined {
  const { text, span } = type.name;
  if (text === 'image') return readOutputImage(context, type, value);
  if (text === '') return undefined;
  failAt(
    context,
    'output/type',
    `\`${text}\` is not a type of output`,
    { span, message: 'unknown type' },
    didYouMean(text, ['image']) ?? { hint: 'an output is an `image` or, without a type, a tensor' },
  );
  return undefined;
}

/** A list of strings or numbers. */
function readLabels(expression: ast.Expression, context: Context): string[] | undefined {
  const value = evaluate(expression, context);
  if (isPoisoned(value)) return undefined;
  const items = value.kind === 'list' ? value.items : [];
  const texts = items.flatMap((item) =>
    item.kind === 'string' || item.kind === 'number' ? [`${item.value}`] : [],
  );
  if (value.kind === 'list' && texts.length === items.length) return texts;
  const wrong = items.find(({ kind }) => kind !== 'string' && kind !== 'number');
  failAt(
    context,
    'labels/kind',
    value.kind === 'list' && wrong !== undefined
      ? `labels are strings or numbers, but ${amongText(wrong, value)}`
      : `labels are a list of strings or numbers, not ${describe(value)}`,
    { span: expression.span, message: describe(value) },
    { hint: 'write `labels ["cat", "dog"]` or `labels 0..10`' },
  );
  return undefined;
}

function checkLabels(
  labels: readonly string[],
  value: DraftValue,
  expression: ast.Expression,
  context: Context,
): void {
  const { shape } = value.type;
  const classes = shape.at(-1) ?? 1;
  if (labels.length === classes) return;
  const secondary: Label[] = [
    { span: value.span, message: `a tensor [${shape.join(',')}] comes from here` },
  ];
  failAt(
    context,
    'labels/count',
    `${count(labels.length, 'label')} for ${count(classes, 'class').replace(/classs$/, 'classes')}`,
    { span: expression.span, message: count(labels.length, 'label') },
    { secondary },
  );
}
