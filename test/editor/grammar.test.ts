import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IToken } from 'chevrotain';
import { beforeAll, describe, expect, test } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import type { IGrammar } from 'vscode-textmate';
import textmate from 'vscode-textmate';
import { isOperator } from '../../compiler/frontend/syntax/lines.js';
import { parseModule } from '../../compiler/frontend/syntax/parse.js';
import * as t from '../../compiler/frontend/syntax/tokens.js';
import { is, isName } from '../../compiler/frontend/syntax/tokens.js';
import { listFiles } from '../support/list-files.js';
import { projectRoot } from '../support/paths.js';

const grammarFile = join(projectRoot, 'editor/vscode/syntaxes/netloom.tmLanguage.json');
let grammar: IGrammar;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(readFileSync(wasm).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () =>
      Promise.resolve(textmate.parseRawGrammar(readFileSync(grammarFile, 'utf8'), grammarFile)),
  });
  const loaded = await registry.loadGrammar('source.netloom');
  if (loaded === null) throw new Error('the grammar cannot be loaded');
  grammar = loaded;
});

/** The scopes of every character, without those of the file as a whole. */
function scopesOf(source: string): string[][] {
  let state = textmate.INITIAL;
  const lines = source.split('\n').map((line) => {
    const scopes = Array.from({ length: line.length + 1 }, (): string[] => []);
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes: found } of tokens) {
      scopes.fill(
        found.filter((scope) => scope !== 'source.netloom'),
        startIndex,
        Math.min(endIndex, line.length),
      );
    }
    return scopes;
  });
  return lines.flat().slice(0, source.length);
}

const KEYWORDS = [t.Network, t.Block, t.Import, t.For, t.In, t.If, t.Else, t.Return, t.As];

/** What the scopes of a token must begin with, one of these. */
function expected(tokens: readonly IToken[], at: number): readonly string[] {
  const token = tokens[at];
  if (is(token, t.StringLiteral)) return ['string.quoted.double'];
  if (is(token, t.NumberLiteral)) return ['constant.numeric'];
  if (is(token, t.True, t.False)) return ['constant.language.boolean'];
  if (is(token, ...KEYWORDS) || isPhrase(tokens, at)) return ['keyword.', 'storage.type'];
  const isSign = isOperator(token) || is(token, t.Not, t.Arrow, t.Equal);
  if (isSign) return ['keyword.operator'];
  return isName(token) ? ['variable.', 'entity.name.'] : ['punctuation.'];
}

/** Whether a word that may be a name is none here, by the rules of the grammar. */
function isPhrase(tokens: readonly IToken[], at: number): boolean {
  const [token, before, after] = [tokens[at], tokens.at(at - 1), tokens.at(at + 1)];
  const isFirst = at === 0 || is(before, t.EndOfLine, t.OpenBrace);
  if (is(token, t.Input, t.Output, t.State)) return isFirst && isName(after);
  if (is(token, t.Weights)) return isFirst && is(after, t.StringLiteral);
  if (is(token, t.From)) return is(before, t.CloseBrace);
  const isBehindValue = isName(before) || is(before, t.CloseParen, t.CloseBracket, t.NumberLiteral);
  return is(token, t.Labels) && !isFirst && isBehindValue && !is(after, t.EndOfLine);
}

/** Fails where the colours of a text do not agree with its tokens. */
function hold(source: string): void {
  const { tokens, comments, diagnostics } = parseModule(source, 'main.net');
  expect(diagnostics).toEqual([]);
  const scopes = scopesOf(source);
  expect(scopes).toHaveLength(source.length);
  const covered = new Set<number>();
  const disagreements: string[] = [];
  const check = ({ image, startOffset }: IToken, begins: readonly string[]): void => {
    for (let offset = startOffset; offset < startOffset + image.length; offset++) {
      covered.add(offset);
      // What stands in the braces of a string has scopes of its own behind that of the string.
      const own = begins[0].startsWith('string') ? scopes[offset] : scopes[offset].slice(-1);
      if (begins.some((begin) => own.some((scope) => scope.startsWith(begin)))) continue;
      const line = source.slice(0, offset).split('\n').length;
      disagreements.push(`${image} on line ${line}: ${scopes[offset].join(' ')}`);
      return;
    }
  };
  tokens.forEach((token, at) => {
    if (token.image !== '') check(token, expected(tokens, at));
  });
  for (const comment of comments) check(comment, ['comment.line']);
  for (let offset = 0; offset < source.length; offset++) {
    if (!covered.has(offset) && scopes[offset].length > 0) {
      disagreements.push(`a space at ${offset}: ${scopes[offset].join(' ')}`);
    }
  }
  expect(disagreements).toEqual([]);
}

describe('the grammar of the extension agrees with the lexer', () => {
  test.each([
    ...listFiles(join(projectRoot, 'examples'), '.net').map((file) => `examples/${file}`),
    'compiler/frontend/prelude.net',
  ])('on %s', (file) => {
    hold(readFileSync(join(projectRoot, file), 'utf8'));
  });

  const guide = readFileSync(join(projectRoot, 'docs/language.md'), 'utf8');
  test.each([...guide.matchAll(/```net\n(.*?)```/gs)].map(([, text]) => text))(
    'on an example of the guide: %#',
    (text) => {
      hold(text);
    },
  );

  test('on words that are names in other places', () => {
    hold(`# A file whose names are words.
import { a as input, b as from } from "./blocks.net"

labels = ["cat", "dog"]
größe = 3
forest = 1e-3 // 2 ** größe % 4 - 0.5
as1 = "{größe}\\n\\{x\\} # no comment {labels[0]} {-1}"

block output(x, weights = true, α = 1) {
  return x -> input(weights = weights) -> from as from
}

network n(inputs = 2) { input x: tensor(1, 3)
  weights "a.safetensors" (prefix = "b.")
  weights = x -> output(α = 3) as "layer.{größe}"
  input = weights * (if not false and inputs >= 2 { 1 } else { 2 })
  output = (input, x) -> concat(axis = 1)
  output scores = output -> linear(len(labels)) as output labels labels
  output picture: image(grey) = x.shape[0] - x labels 0..3
}
`);
  });
});
