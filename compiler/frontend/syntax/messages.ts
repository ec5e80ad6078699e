import { EOF } from 'chevrotain';
import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
import { EndOfLine, Identifier } from './tokens.js';

/** What the reader sees for each token that was found or missed. */
export function describeToken(token: IToken): string {
  if (token.tokenType === EOF) return 'the end of the file';
  if (token.tokenType === EndOfLine) return 'the end of the line';
  return `\`${token.image}\``;
}

function describeType(type: TokenType): string {
  if (type === EOF) return 'a network, a block, an import or a binding';
  if (type === Identifier) return 'a name';
  return type.name.replaceAll("'", '`');
}

/** The rules of the grammar that a reader would call something else. */
const RULES: Readonly<Record<string, string>> = {
  module: 'a network, a block, an import or a binding',
  statement: 'a statement',
  primary: 'a value',
  postfix: 'a value',
  bind: 'a name',
  label: 'a name or a string',
};

/** Chevrotain's messages in the language of the diagnostics: "expected … but found …". */
export const syntaxMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }) =>
    `expected ${describeType(expected)}, but found ${describeToken(actual)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) =>
    `expected ${describeType(EOF)}, but found ${describeToken(firstRedundant)}`,
  buildNoViableAltMessage: ({ actual, ruleName }) =>
    `expected ${RULES[ruleName] ?? `a ${ruleName}`}, but found ${describeToken(actual[0])}`,
  buildEarlyExitMessage: ({ actual, ruleName }) =>
    `expected ${RULES[ruleName] ?? `a ${ruleName}`}, but found ${describeToken(actual[0])}`,
};
