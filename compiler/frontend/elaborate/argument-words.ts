import { CHANNELS, FILTERS, FITS } from '../../ir/image.js';
import type { SurfaceKind } from '../../ir/op.js';
import type * as ast from '../syntax/ast.js';
import { bodiesOf, childrenOf, expressionsOf } from '../syntax/children.js';
import type { BlockVal, FunctionVal, OpVal } from './values.js';

/** What is called, or the type of an input, output or state. */
export type Callee =
  | Pick<OpVal, 'kind' | 'entry'>
  | Pick<BlockVal, 'kind' | 'block'>
  | Pick<FunctionVal, 'kind'>
  | { readonly kind: 'input' | 'output' | 'state'; readonly name: string };

const WORDS: Readonly<Partial<Record<SurfaceKind, readonly string[]>>> = {
  boolean: ['true', 'false'],
  padding: ['same', 'same_lower', 'valid'],
  winograd: ['off'],
};

const IMAGE: Readonly<Record<string, readonly string[]>> = {
  fit: FITS,
  resize: FILTERS,
};

/** The words and texts, as they are written, that an argument takes; empty where it takes any value. */
export function argumentWords(callee: Callee, argument: string): readonly string[] {
  switch (callee.kind) {
    case 'op': {
      const known = callee.entry.surface.arguments.find(({ name }) => name === argument);
      return (known && WORDS[known.kind]) ?? [];
    }
    case 'block':
      return blockWords(callee.block, argument);
    case 'function':
      return [];
    case 'state':
    case 'input':
    case 'output': {
      if (callee.name !== 'image') return [];
      if (argument !== 'channels') return (callee.kind === 'input' && IMAGE[argument]) || [];
      return Object.keys(CHANNELS).filter((name) => callee.kind === 'output' || name !== 'rgba');
    }
  }
}

/** What a block compares its parameter with; else what its default and its name let expect. */
function blockWords(block: ast.BlockItem, name: string): readonly string[] {
  const parameter = block.parameters.find((each) => each.name.text === name);
  if (parameter === undefined) return [];
  const choices = choicesOf(block, name);
  if (choices.length > 0) return choices.map((choice) => JSON.stringify(choice));
  if (parameter.value?.kind === 'boolean') return WORDS.boolean ?? [];
  return name === 'padding' || name === 'winograd' ? (WORDS[name] ?? []) : [];
}

/** The texts with which a block compares one of its parameters to decide what it does. */
export function choicesOf(block: ast.BlockItem, parameter: string): readonly string[] {
  const choices = new Set<string>();
  const visit = (expression: ast.Expression): void => {
    if (expression.kind === 'binary' && ['==', '!='].includes(expression.operator)) {
      const { left, right } = expression;
      for (const [one, other] of [
        [left, right],
        [right, left],
      ]) {
        const text = plainText(other);
        if (one.kind === 'name' && one.name === parameter && text !== undefined) choices.add(text);
      }
    }
    childrenOf(expression).forEach(visit);
  };
  const visitBody = ({ statements }: ast.Body): void => {
    for (const statement of statements) {
      expressionsOf(statement).forEach(visit);
      bodiesOf(statement).forEach(visitBody);
    }
  };
  visitBody(block.body);
  return [...choices];
}

function plainText(expression: ast.Expression): string | undefined {
  if (expression.kind !== 'string') return undefined;
  const [text = '', ...more] = expression.parts;
  return more.length === 0 && typeof text === 'string' ? text : undefined;
}
