import type { CompletionItem } from 'vscode-languageserver';
import { CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import type { NameSymbol } from '../../../compiler/frontend/resolve-names.js';
import { namesAt } from '../../../compiler/frontend/resolve-names.js';
import type { Callee } from '../../../compiler/frontend/elaborate/argument-words.js';
import { argumentWords } from '../../../compiler/frontend/elaborate/argument-words.js';
import { MEMBERS } from '../../../compiler/frontend/elaborate/evaluate.js';
import { SURFACES } from '../../../compiler/frontend/elaborate/surfaces.js';
import type * as ast from '../../../compiler/frontend/syntax/ast.js';
import * as t from '../../../compiler/frontend/syntax/tokens.js';
import { is } from '../../../compiler/frontend/syntax/tokens.js';
import type { Entry } from '../../../compiler/manual/entries.js';
import { entries, entryOf } from '../../../compiler/manual/entries.js';
import { KIND_TEXT } from '../../../compiler/manual/kinds.js';
import { contains } from '../analysis.js';
import type { Analysis } from '../analysis.js';
import { callableOf } from '../callables.js';
import type { Cursor, OpenCall } from '../cursor.js';
import { cursorAt } from '../cursor.js';
import { importedFile } from '../names.js';
import { pageText } from './hover.js';

/** What may be written at a place of a document. */
export function completionsAt(analysis: Analysis, offset: number): CompletionItem[] {
  const file = analysis.files.get(analysis.path);
  if (file === undefined) return [];
  const cursor = cursorAt(file.parsed, analysis.source, offset);
  if (cursor.kind !== 'code') return [];
  const last = cursor.before.at(-1);
  const previous = cursor.before.at(-2);
  if (cursor.inImport) return importedNames(analysis, offset);
  if (is(last, t.Dot)) return MEMBERS.map(memberItem);
  if (is(last, t.As, t.NumberLiteral)) return [];
  if (is(last, t.Colon)) return typeItems();
  if (is(last, t.Arrow)) return callableItems(analysis, offset, true);
  const { call } = cursor;
  if (call !== undefined && is(last, t.Equal) && call.current === previous?.image) {
    return [...wordsFor(analysis, call), ...valueItems(analysis, offset)];
  }
  if (call !== undefined && is(last, t.OpenParen, t.Comma)) {
    return [...argumentItems(analysis, call), ...valueItems(analysis, offset)];
  }
  if (cursor.atStatement) return statementItems(analysis, cursor, offset);
  return valueItems(analysis, offset);
}

/** Adds the page of what an item stands for, which takes a moment to make. */
export function resolveCompletion(item: CompletionItem): CompletionItem {
  const entry = typeof item.data === 'string' ? entryOf(item.data) : undefined;
  if (entry === undefined) return item;
  return { ...item, documentation: { kind: MarkupKind.Markdown, value: pageText(entry) } };
}

function keyword(label: string, detail: string): CompletionItem {
  return { label, kind: CompletionItemKind.Keyword, detail };
}

const TOP_LEVEL = [
  keyword('network', 'a network: `network name { … }`'),
  keyword('block', 'a block: `block name(x) { … }`'),
  keyword('import', 'blocks of another file: `import { name } from "./blocks.net"`'),
];

const IN_BODY = [
  keyword('state', 'what the next run finds: `state h: tensor(1, 64)`'),
  keyword('for', 'goes through a list'),
  keyword('if', 'chooses by a constant'),
];

const IN_NETWORK = [
  keyword('input', 'an input: `input x: tensor(1, 3, 224, 224)`'),
  keyword('output', 'a result: `output y`, or `output y = …`'),
  keyword('weights', 'the weights file: `weights "file.safetensors"`'),
];

const IN_BLOCK = [keyword('return', 'gives a result')];

function statementItems(analysis: Analysis, { depth }: Cursor, offset: number): CompletionItem[] {
  if (depth === 0) return TOP_LEVEL;
  const kind = itemAround(analysis, offset)?.kind;
  return [
    ...(kind === 'block'
      ? IN_BLOCK
      : kind === 'network'
        ? IN_NETWORK
        : [...IN_NETWORK, ...IN_BLOCK]),
    ...IN_BODY,
    ...valueItems(analysis, offset),
  ];
}

function itemAround({ files, path }: Analysis, offset: number): ast.Item | undefined {
  const items = files.get(path)?.parsed.module.items ?? [];
  return items.find(({ span }) => contains(span, offset));
}

/** Names that are bound here, then what the language has for values. */
function valueItems(analysis: Analysis, offset: number): CompletionItem[] {
  return [
    ...boundNames(analysis, offset).map((symbol) => symbolItem(analysis, symbol)),
    ...callableItems(analysis, offset, false),
    ...[t.True, t.False].map((word) => ({
      label: wordOf(word),
      kind: CompletionItemKind.Constant,
    })),
  ];
}

function wordOf(word: (typeof t)['True']): string {
  return word.PATTERN instanceof RegExp ? word.PATTERN.source : '';
}

function boundNames({ files, path }: Analysis, offset: number): NameSymbol[] {
  const names = files.get(path)?.names;
  return names === undefined ? [] : distinct(namesAt(names, offset));
}

/** The nearest of each name. */
function distinct(symbols: readonly NameSymbol[]): NameSymbol[] {
  return symbols.filter(
    ({ name }, at) => name !== '' && symbols.findIndex((each) => each.name === name) === at,
  );
}

function symbolItem({ observations }: Analysis, symbol: NameSymbol): CompletionItem {
  const detail = symbol.sites
    .map((site) => observations.textAt(site))
    .findLast((text) => text !== undefined);
  return {
    label: symbol.name,
    kind: CompletionItemKind.Variable,
    sortText: `0${symbol.name}`,
    ...(detail === undefined ? {} : { detail }),
  };
}

/** Blocks of the file and everything that the language has; `piped`: behind an arrow. */
function callableItems(analysis: Analysis, offset: number, piped: boolean): CompletionItem[] {
  const items = [...(analysis.files.get(analysis.path)?.names.items.values() ?? [])];
  const own = items
    .filter(({ kind }) => kind !== 'network' && !(piped && kind === 'constant'))
    .map(({ name, kind }): CompletionItem => {
      const entry = callableOf(analysis, analysis.path, name)?.entry;
      return {
        label: name,
        kind: kind === 'constant' ? CompletionItemKind.Constant : CompletionItemKind.Function,
        sortText: `1${name}`,
        ...(entry === undefined
          ? {}
          : { detail: entry.signature, ...(piped ? snippet(entry) : {}) }),
      };
    });
  const taken = new Set(own.map(({ label }) => label));
  const parameters = piped
    ? boundNames(analysis, offset)
        .filter(({ kind }) => kind === 'parameter' || kind === 'loop')
        .map((symbol) => symbolItem(analysis, symbol))
    : [];
  const provided = entries()
    .filter(({ kind }) => kind !== 'type' && !(piped && (kind === 'word' || kind === 'function')))
    .filter(({ name }) => !taken.has(name));
  return [...parameters, ...own, ...provided.map((entry) => entryItem(entry, piped))];
}

const KINDS = {
  op: CompletionItemKind.Function,
  block: CompletionItemKind.Function,
  function: CompletionItemKind.Function,
  word: CompletionItemKind.Constant,
  type: CompletionItemKind.Class,
} as const;

function entryItem(entry: Entry, piped: boolean): CompletionItem {
  return {
    label: entry.name,
    kind: KINDS[entry.kind],
    detail: entry.brief,
    sortText: `2${entry.name}`,
    data: entry.name,
    ...(piped ? snippet(entry) : {}),
  };
}

/** Behind an arrow an op that needs arguments is written with places for them. */
function snippet({ name, arguments: list }: Entry): Partial<CompletionItem> {
  const required = list.filter((argument) => argument.required);
  if (required.length === 0) return {};
  const places = required.map((argument, at) => `\${${at + 1}:${argument.name}}`);
  return {
    insertText: `${name}(${places.join(', ')})`,
    insertTextFormat: InsertTextFormat.Snippet,
  };
}

function memberItem(name: string): CompletionItem {
  return { label: name, kind: CompletionItemKind.Property };
}

function typeItems(): CompletionItem[] {
  return entries()
    .filter(({ kind }) => kind === 'type')
    .map((entry) => ({ ...entryItem(entry, false), ...snippet(entry) }));
}

/** The arguments of a call that are not given yet. */
function argumentItems(analysis: Analysis, call: OpenCall): CompletionItem[] {
  const callable = callableOf(analysis, analysis.path, call.name);
  if (callable === undefined) return [];
  const { entry, block } = callable;
  const given = new Set([...call.named, ...positionalNames(entry, call)]);
  const documented = new Map(entry.arguments.map((argument) => [argument.name, argument]));
  const names = block?.item.parameters.map(({ name }) => name.text) ?? [...documented.keys()];
  return names
    .filter((name) => !given.has(name) && !(call.piped && name === names[0] && block !== undefined))
    .map((name, at): CompletionItem => {
      const argument = documented.get(name);
      const preset = argument?.default === undefined ? '' : ` = ${argument.default}`;
      return {
        label: `${name} =`,
        filterText: name,
        insertText: `${name} = `,
        kind: CompletionItemKind.Field,
        sortText: `00${String(at).padStart(2, '0')}`,
        detail: `${name}${preset}`,
        ...(argument === undefined ? {} : { documentation: argumentText(argument) }),
      };
    });
}

function argumentText({ doc, kind }: Entry['arguments'][number]): string {
  return kind === undefined ? doc : `${doc}: ${KIND_TEXT[kind].replaceAll('`', '')}`;
}

/** Arguments that stand in the call without their names. */
function positionalNames({ parameters }: Entry, { positional, piped }: OpenCall): string[] {
  const names = parameters.map((text) => text.replace(/^\[|\]$/g, '').split(' = ')[0]);
  const [, ...rest] = names;
  return (piped ? rest : names).slice(0, positional);
}

/** What fits the argument whose value is written. */
function wordsFor(analysis: Analysis, { name, current = '' }: OpenCall): CompletionItem[] {
  const block = callableOf(analysis, analysis.path, name)?.block?.item;
  const entry = SURFACES.get(name);
  const callee: Callee =
    block !== undefined
      ? { kind: 'block', block }
      : entry !== undefined
        ? { kind: 'op', entry }
        : { kind: 'input', name };
  return argumentWords(callee, current).map((label, at) => ({
    label,
    kind: CompletionItemKind.Constant,
    sortText: `000${at}`,
  }));
}

/** What the file behind an import declares. */
function importedNames({ files, path }: Analysis, offset: number): CompletionItem[] {
  const items = files.get(path)?.parsed.module.items ?? [];
  const item = items.find((each) => each.kind === 'import' && contains(each.span, offset));
  const file = item?.kind === 'import' ? importedFile(item) : undefined;
  const symbols = file === undefined ? [] : [...(files.get(file)?.names.items.values() ?? [])];
  return symbols
    .filter(({ kind }) => kind === 'block' || kind === 'constant')
    .map(({ name, kind }) => ({
      label: name,
      kind: kind === 'block' ? CompletionItemKind.Function : CompletionItemKind.Constant,
    }));
}
