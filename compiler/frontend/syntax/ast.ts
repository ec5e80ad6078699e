import type { Span } from '../../diagnostics/diagnostic.js';

/**
 * The syntax tree. Every node carries the span of its text. `error` stands where the text could not
 * be read: it was reported, evaluates to the poisoned value, and so causes no further message.
 */
export interface Module {
  readonly file: string;
  readonly items: readonly Item[];
}

export type Item = ImportItem | NetworkItem | BlockItem | BindStatement;

/** What stands in the place of a name for a result, or an iteration's value, that nothing reads. */
export const NOTHING = '_';

export interface Identifier {
  readonly text: string;
  readonly span: Span;
}

export interface ImportItem {
  readonly kind: 'import';
  readonly names: readonly ImportName[];
  readonly path: StringExpression | ErrorExpression;
  readonly span: Span;
}

export interface ImportName {
  readonly name: Identifier;
  /** `a as b`: the name in this file. */
  readonly local: Identifier;
}

export interface NetworkItem {
  readonly kind: 'network';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  /** Stands for what could not be read in front of its body: there may be parameters. */
  readonly broken?: ErrorExpression;
  readonly body: Body;
  readonly span: Span;
}

export interface BlockItem {
  readonly kind: 'block';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  /** Stands for what could not be read in front of its body: it may be anything that has one. */
  readonly broken?: ErrorExpression;
  readonly body: Body;
  readonly span: Span;
}

export interface Parameter {
  readonly name: Identifier;
  readonly value?: Expression;
}

export interface Body {
  readonly statements: readonly Statement[];
  readonly span: Span;
}

export type Statement =
  | BindStatement
  | ExpressionStatement
  | ReturnStatement
  | ForStatement
  | IfStatement
  | WeightsStatement
  | InputStatement
  | StateStatement
  | OutputStatement;

/** `a = …` or `a, b = …`. */
export interface BindStatement {
  readonly kind: 'bind';
  readonly names: readonly Identifier[];
  readonly value: Expression;
  readonly span: Span;
}

export interface ExpressionStatement {
  readonly kind: 'expression';
  readonly value: Expression;
  readonly span: Span;
}

export interface ReturnStatement {
  readonly kind: 'return';
  readonly values: readonly Expression[];
  readonly span: Span;
}

export interface ForStatement {
  readonly kind: 'for';
  readonly name: Identifier;
  readonly list: Expression;
  readonly body: Body;
  readonly span: Span;
}

export interface IfStatement {
  readonly kind: 'if';
  readonly branches: readonly { readonly condition: Expression; readonly body: Body }[];
  readonly otherwise?: Body;
  readonly span: Span;
}

/** `weights "file" (prefix = …)`: a string, and perhaps how names in the file are read. */
export interface WeightsStatement {
  readonly kind: 'weights';
  readonly path: Expression;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

/** What an input, output or state is, written like a call: `tensor(1, 3, 224, 224)`. */
export interface DeclaredType {
  readonly name: Identifier;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

export interface InputStatement {
  readonly kind: 'input';
  readonly name: Identifier;
  readonly type: DeclaredType;
  readonly span: Span;
}

export interface StateStatement {
  readonly kind: 'state';
  readonly name: Identifier;
  readonly type: DeclaredType;
  /** What it begins with, where not with zeros. */
  readonly value?: Expression;
  readonly span: Span;
}

export interface OutputStatement {
  readonly kind: 'output';
  readonly name: Identifier;
  /** Where it is more than a tensor. */
  readonly type?: DeclaredType;
  /** Absent in `output scores`, which names a binding. */
  readonly value?: Expression;
  readonly labels?: Expression;
  readonly span: Span;
}

export type Expression =
  | NumberExpression
  | BooleanExpression
  | StringExpression
  | ListExpression
  | TupleExpression
  | NameExpression
  | UnaryExpression
  | BinaryExpression
  | CallExpression
  | IndexExpression
  | MemberExpression
  | PipelineExpression
  | IfExpression
  | GroupExpression
  | ErrorExpression;

export interface NumberExpression {
  readonly kind: 'number';
  readonly value: number;
  readonly span: Span;
}

export interface BooleanExpression {
  readonly kind: 'boolean';
  readonly value: boolean;
  readonly span: Span;
}

/** `"layer{i}"` has the parts `"layer"` and the expression `i`. */
export interface StringExpression {
  readonly kind: 'string';
  readonly parts: readonly (string | Expression)[];
  readonly span: Span;
}

export interface ListExpression {
  readonly kind: 'list';
  readonly items: readonly Expression[];
  readonly span: Span;
}

/** `(a, b)`: several values on their way into one call. */
export interface TupleExpression {
  readonly kind: 'tuple';
  readonly items: readonly Expression[];
  readonly span: Span;
}

/** `(a)`: kept apart so that the formatter prints what was written. */
export interface GroupExpression {
  readonly kind: 'group';
  readonly value: Expression;
  readonly span: Span;
}

export interface NameExpression {
  readonly kind: 'name';
  readonly name: string;
  readonly span: Span;
}

export type UnaryOperator = '-' | 'not';

export interface UnaryExpression {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
  readonly span: Span;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | 'and' | 'or' | '..';

export interface BinaryExpression {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
  /** `conv(…) as c1`. */
  readonly label?: Expression;
  readonly span: Span;
}

export interface Argument {
  readonly name?: Identifier;
  readonly value: Expression;
}

export interface IndexExpression {
  readonly kind: 'index';
  readonly target: Expression;
  readonly index: Expression;
  readonly span: Span;
}

export interface MemberExpression {
  readonly kind: 'member';
  readonly target: Expression;
  readonly member: Identifier;
  readonly span: Span;
}

export interface PipelineExpression {
  readonly kind: 'pipeline';
  readonly head: Expression;
  readonly steps: readonly PipelineStep[];
  readonly span: Span;
}

/** `-> conv(64) as c1`, or `-> relu` where `arguments` is absent. */
export interface PipelineStep {
  readonly callee: Expression;
  readonly arguments?: readonly Argument[];
  readonly label?: Expression;
  readonly span: Span;
}

export interface IfExpression {
  readonly kind: 'if-expression';
  readonly branches: readonly { readonly condition: Expression; readonly value: Expression }[];
  readonly otherwise: Expression;
  readonly span: Span;
}

export interface ErrorExpression {
  readonly kind: 'error';
  /** What could not be read may have bound any name. */
  readonly binds?: true;
  /** What could be read of it; it has no value. */
  readonly read?: Expression;
  readonly span: Span;
}
