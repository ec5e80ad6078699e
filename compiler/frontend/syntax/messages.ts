import { EOF } from 'chevrotain';
import type {
  IParserErrorMessageProvider,
  IRecognitionException,
  IToken,
  TokenType,
} from 'chevrotain';
import type { Span } from '../../diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from '../codes.js';
import type { Places } from './places.js';
import { BinaryOperator, CloseBrace, Comma, EndOfLine, Identifier } from './tokens.js';

/** What the reader sees for each token that was found or missed. */
function describeToken(token: IToken): string {
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
const RULES: Readonly<Record<string, string | undefined>> & { readonly statement: string } = {
  module: 'a network, a block, an import or a binding',
  block: '`(`',
  statement: 'a statement',
  primary: 'a value',
  postfix: 'a value',
  bind: 'a name',
  label: 'a name or a string',
};

/** Chevrotain's messages in the language of the diagnostics: "expected … but found …". */
export const syntaxMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual, ruleName }) => {
    if (expected === EndOfLine) return `${describeToken(actual)} does not belong here`;
    // A body ends where no statement begins.
    const what =
      ruleName === 'body' && expected === CloseBrace ? RULES.statement : describeType(expected);
    return `expected ${what}, but found ${describeToken(actual)}`;
  },
  buildNotAllInputParsedMessage: ({ firstRedundant }) =>
    `expected ${describeType(EOF)}, but found ${describeToken(firstRedundant)}`,
  buildNoViableAltMessage: ({ actual, ruleName }) =>
    `expected ${RULES[ruleName] ?? `a ${ruleName}`}, but found ${describeToken(actual[0])}`,
  buildEarlyExitMessage: ({ actual, ruleName }) =>
    `expected ${RULES[ruleName] ?? `a ${ruleName}`}, but found ${describeToken(actual[0])}`,
};

/** What the grammar found, as a diagnostic; `end` is where the text ends. */
export function parserError(
  error: IRecognitionException,
  places: Places,
  end: Span,
): FrontendDiagnostic {
  const { token, message: title } = error;
  const span = Number.isFinite(token.startOffset) ? places.token(token) : end;
  const [expected, found] = title.split(', but found ');
  if (found !== undefined) {
    const primary = { span, message: expected };
    return { severity: 'error', code: 'syntax/expected', title, primary };
  }
  const hint = unexpectedHint(error);
  return {
    severity: 'error',
    code: 'syntax/unexpected',
    title,
    primary: { span, message: 'the line should end before this' },
    ...(hint === undefined ? {} : { hint }),
  };
}

function unexpectedHint({ token, context }: IRecognitionException): string | undefined {
  if (token.tokenType.CATEGORIES?.includes(BinaryOperator) === true) {
    return 'to calculate with what a pipeline gives, put the pipeline in parentheses';
  }
  return token.tokenType === Comma && context.ruleStack.at(-2) === 'outputStatement'
    ? 'several results are bound first, `a, b = …`, and each is an output on a line of its own'
    : undefined;
}
