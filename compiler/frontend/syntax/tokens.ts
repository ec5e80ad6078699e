import { createToken, Lexer } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';

/**
 * The words and signs of the language. Categories (`Identifier`, `BinaryOperator`, …) let one rule of
 * the grammar take any of several tokens. `input`, `output`, `state`, `weights`, `labels` and `from` are words
 * only where they stand first in their phrase: elsewhere they are ordinary names, since a network's
 * last layer may well be called `output`.
 */

/** Everything that may stand inside a line; used to step over what is left of a broken one. */
const InLine = createToken({ name: 'InLine', pattern: Lexer.NA });
/**
 * Letters of any script of the basic plane, after the name characters of XML: `α` and `größe` are
 * names. (Chevrotain cannot analyse `\p{L}`.)
 */
const LETTERS =
  'A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF' +
  '\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF';

export const Identifier = createToken({
  name: 'Identifier',
  pattern: new RegExp(`[${LETTERS}_][${LETTERS}_0-9]*`),
  categories: [InLine],
  line_breaks: false,
});
export const BinaryOperator = createToken({ name: 'BinaryOperator', pattern: Lexer.NA });
export const PrefixOperator = createToken({ name: 'PrefixOperator', pattern: Lexer.NA });

function keyword(word: string, ...categories: TokenType[]): TokenType {
  return createToken({
    name: `'${word}'`,
    pattern: new RegExp(word),
    longer_alt: Identifier,
    categories: [InLine, ...categories],
  });
}

function sign(text: string, ...categories: TokenType[]): TokenType {
  return createToken({ name: `'${text}'`, pattern: text, categories: [InLine, ...categories] });
}

export const Network = keyword('network');
export const Block = keyword('block');
export const Import = keyword('import');
export const For = keyword('for');
export const In = keyword('in');
export const If = keyword('if');
export const Else = keyword('else');
export const Return = keyword('return');
export const As = keyword('as');
export const True = keyword('true');
export const False = keyword('false');
const And = keyword('and', BinaryOperator);
const Or = keyword('or', BinaryOperator);
export const Not = keyword('not', PrefixOperator);

export const From = keyword('from', Identifier);
export const Input = keyword('input', Identifier);
export const Output = keyword('output', Identifier);
export const State = keyword('state', Identifier);
export const Weights = keyword('weights', Identifier);
export const Labels = keyword('labels', Identifier);

export const NumberLiteral = createToken({
  name: 'a number',
  pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/,
  categories: [InLine],
});
export const StringLiteral = createToken({
  name: 'a string',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/,
  categories: [InLine],
});
/** A string whose closing quote is missing; the lexer reports it and the grammar takes it. */
export const OpenString = createToken({
  name: 'an unfinished string',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/,
  categories: [InLine, StringLiteral],
});

/** A string with another in its braces, put together and reported by `braced-quotes.ts`. */
export const StringWithQuotes = createToken({
  name: 'a string with quotes in its braces',
  pattern: Lexer.NA,
  categories: [InLine, StringLiteral],
});

export const Arrow = sign('->');
const DotDot = sign('..', BinaryOperator);
export const Dot = sign('.');
const EqualEqual = sign('==', BinaryOperator);
const NotEqual = sign('!=', BinaryOperator);
const LessEqual = sign('<=', BinaryOperator);
const GreaterEqual = sign('>=', BinaryOperator);
const Less = sign('<', BinaryOperator);
const Greater = sign('>', BinaryOperator);
export const Equal = sign('=');
const Plus = sign('+', BinaryOperator);
const Minus = sign('-', BinaryOperator, PrefixOperator);
const StarStar = sign('**', BinaryOperator);
const Star = sign('*', BinaryOperator);
const SlashSlash = sign('//', BinaryOperator);
const Slash = sign('/', BinaryOperator);
const Percent = sign('%', BinaryOperator);
export const Comma = sign(',');
export const Colon = sign(':');
export const OpenParen = sign('(');
export const CloseParen = sign(')');
export const OpenBracket = sign('[');
export const CloseBracket = sign(']');
export const OpenBrace = createToken({ name: "'{'", pattern: '{' });
export const CloseBrace = createToken({ name: "'}'", pattern: '}' });

/** Stands for tokens of which nothing can be made: see `broken-statements.ts`. */
export const Broken = createToken({ name: 'what cannot be read', pattern: Lexer.NA });

/** Zero-length, placed by `lines.ts` where a line ends a statement. */
export const EndOfLine = createToken({ name: 'the end of the line', pattern: Lexer.NA });

const Blank = createToken({ name: 'Blank', pattern: /[\s\uFEFF]+/, group: Lexer.SKIPPED });
const Comment = createToken({ name: 'Comment', pattern: /#[^\r\n]*/, group: 'comments' });

/** All token types; where one pattern is a prefix of another the longer stands first. */
export const TOKENS: TokenType[] = [
  Blank,
  Comment,
  ...[Input, Output, State, Weights, Labels, From],
  ...[Network, Block, Import, For, In, If, Else, Return, As, True, False, And, Or, Not],
  Identifier,
  ...[NumberLiteral, StringLiteral, OpenString, StringWithQuotes],
  ...[Arrow, DotDot, Dot, EqualEqual, NotEqual, LessEqual, GreaterEqual, Less, Greater, Equal],
  ...[Plus, Minus, StarStar, Star, SlashSlash, Slash, Percent, Comma, Colon],
  ...[OpenParen, CloseParen, OpenBracket, CloseBracket, OpenBrace, CloseBrace],
  ...[EndOfLine, Broken, InLine, BinaryOperator, PrefixOperator],
];

export function is(token: IToken | undefined, ...types: readonly TokenType[]): boolean {
  return token !== undefined && types.includes(token.tokenType);
}

/** Whether the grammar takes the token for a name: words that mean something only in front are names. */
export function isName(token: IToken | undefined): token is IToken {
  return (
    token !== undefined &&
    (token.tokenType === Identifier || token.tokenType.CATEGORIES?.includes(Identifier) === true)
  );
}
