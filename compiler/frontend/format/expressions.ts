import type * as ast from '../syntax/ast.js';
import { around, FlatPrinter, infix, prefix } from './flat.js';

/** Lines are wrapped where they would be longer than this. */
export const WIDTH = 100;
/** Two spaces per level. */
export const STEP = '  ';
const ARROW = '-> ';

/**
 * Prints expressions. `print` fits text behind what already stands on the line: `column` is where it
 * begins, `indent` where its further lines do, and `room` what must still fit behind it.
 */
export class ExpressionPrinter extends FlatPrinter {
  print(expression: ast.Expression, indent: string, column: number, room = 0): string {
    const flat = this.flat(expression);
    if (flat !== undefined && column + flat.length + room <= WIDTH) return flat;
    switch (expression.kind) {
      case 'list':
        return this.list(expression, indent);
      case 'tuple':
        return this.bracketed('(', expression.items, ')', indent, (item, inner) =>
          this.print(item, inner, inner.length, 1),
        );
      case 'group':
        return `(${this.print(expression.value, indent, column + 1, room + 1)})`;
      case 'call':
        return this.call(expression, indent, column, room);
      case 'pipeline':
        return this.pipeline(expression, indent, column, room);
      case 'binary':
        return this.binary(expression, indent, column, room);
      case 'unary': {
        const sign = prefix(expression.operator);
        return sign + this.print(expression.operand, indent, column + sign.length, room);
      }
      case 'index': {
        const target = this.print(expression.target, indent, column);
        const index = this.print(expression.index, indent, endColumn(target, column) + 1, room + 1);
        return `${target}[${index}]`;
      }
      case 'member':
        return `${this.print(expression.target, indent, column)}.${expression.member.text}`;
      case 'if-expression':
        return this.conditional(expression, indent, column);
      case 'number':
      case 'boolean':
      case 'string':
      case 'name':
      case 'error':
        return flat ?? this.raw(expression.span);
    }
  }

  /** A call's arguments in parentheses, behind `head`. */
  arguments(
    head: string,
    args: readonly ast.Argument[],
    indent: string,
    column: number,
    room = 0,
  ): string {
    const flat = this.flatArguments(args);
    const at = endColumn(head, column);
    if (flat !== undefined && at + flat.length + 2 + room <= WIDTH) return `${head}(${flat})`;
    const print = (argument: ast.Argument, inner: string): string => {
      const name = argument.name === undefined ? '' : `${argument.name.text} = `;
      return name + this.print(argument.value, inner, inner.length + name.length, 1);
    };
    const inner = indent + STEP;
    if (flat !== undefined && args.length > 1 && inner.length + flat.length <= WIDTH) {
      return `${head}(\n${inner}${flat}\n${indent})`;
    }
    // One argument needs no lines of its own when it is what is long: `labels([…])`.
    if (args.length === 1) return `${head}(${this.last(args[0], indent, at + 1)})`;
    return head + this.bracketed('(', args, ')', indent, print);
  }

  private last(argument: ast.Argument, indent: string, column: number): string {
    const name = argument.name === undefined ? '' : `${argument.name.text} = `;
    return name + this.print(argument.value, indent, column + name.length, 1);
  }

  private list(expression: ast.ListExpression, indent: string): string {
    const { items } = expression;
    const rows = this.rows(expression, indent);
    if (rows !== undefined) {
      const lines = rows.map((row) => `${indent + STEP}${row}`);
      return ['[', ...lines, `${indent}]`].join('\n');
    }
    const plain = items.every((item) => this.flat(item) !== undefined && !nests(item));
    if (plain && !this.comments.within(expression, items)) return this.filled(items, indent);
    const inner = indent + STEP;
    const opening = this.comments.behindOpening(expression).map((each) => `  ${each.text}`);
    const lines = [`[${opening.join('')}`];
    items.forEach((item, at) => {
      for (const comment of this.comments.above(item)) lines.push(inner + comment.text);
      const comma = at < items.length - 1 ? ',' : '';
      const trailing = this.comments.behind(item).map((comment) => `  ${comment.text}`);
      lines.push(inner + this.print(item, inner, inner.length, 1) + comma + trailing.join(''));
    });
    for (const comment of this.comments.atEnd(expression)) lines.push(inner + comment.text);
    return [...lines, `${indent}]`].join('\n');
  }

  /**
   * The items in the lines that the author gave them, the rows of a matrix say; undefined when these
   * do not fit or carry comments.
   */
  private rows(expression: ast.ListExpression, indent: string): string[] | undefined {
    const { items } = expression;
    if (!this.opensLine(expression) || this.comments.within(expression, items)) return undefined;
    const rows: string[] = [];
    let end = expression.span.start;
    for (const [at, item] of items.entries()) {
      const flat = this.flat(item);
      if (flat === undefined) return undefined;
      const text = flat + (at < items.length - 1 ? ',' : '');
      if (/[\r\n]/.test(this.source.slice(end, item.span.start))) rows.push(text);
      else rows[rows.length - 1] += ` ${text}`;
      end = item.span.end;
    }
    return rows.every((row) => indent.length + STEP.length + row.length <= WIDTH)
      ? rows
      : undefined;
  }

  /** Numbers and names fill the lines. */
  private filled(items: readonly ast.Expression[], indent: string): string {
    const inner = indent + STEP;
    const lines: string[] = [];
    let line = inner;
    items.forEach((item, at) => {
      const text = (this.flat(item) ?? '') + (at < items.length - 1 ? ',' : '');
      if (line !== inner && line.length + 1 + text.length > WIDTH) {
        lines.push(line);
        line = inner;
      }
      line += line === inner ? text : ` ${text}`;
    });
    return ['[', ...lines, line, `${indent}]`].join('\n');
  }

  private bracketed<T>(
    open: string,
    items: readonly T[],
    close: string,
    indent: string,
    print: (item: T, inner: string) => string,
  ): string {
    const inner = indent + STEP;
    const lines = items.map((item, at) => {
      return inner + print(item, inner) + (at < items.length - 1 ? ',' : '');
    });
    return [open, ...lines, `${indent}${close}`].join('\n');
  }

  private call(
    expression: ast.CallExpression,
    indent: string,
    column: number,
    room: number,
  ): string {
    const label = this.label(expression.label);
    const callee = this.print(expression.callee, indent, column);
    return (
      this.arguments(callee, expression.arguments, indent, column, room + label.length) + label
    );
  }

  /** Operands of one precedence stand one below the other, each behind its operator. */
  private binary(
    expression: ast.BinaryExpression,
    indent: string,
    column: number,
    room: number,
  ): string {
    const inner = indent + STEP;
    const left = this.print(expression.left, indent, column);
    const sign = infix(expression.operator).trimStart();
    const right = this.print(expression.right, inner, inner.length + sign.length, room);
    return `${left}\n${inner}${sign}${right}`;
  }

  private conditional(expression: ast.IfExpression, indent: string, column: number): string {
    const inner = indent + STEP;
    const branches = expression.branches.map(({ condition, value }) => {
      const test = this.print(condition, indent, column + 3, 2);
      return `if ${test} {\n${inner}${this.print(value, inner, inner.length)}\n${indent}}`;
    });
    const otherwise = this.print(expression.otherwise, inner, inner.length);
    return `${branches.join(' else ')} else {\n${inner}${otherwise}\n${indent}}`;
  }

  /**
   * Keeps the author's lines, which group the steps of a layer. Where one does not fit, each of its
   * steps gets a line of its own.
   */
  private pipeline(
    expression: ast.PipelineExpression,
    indent: string,
    column: number,
    room: number,
  ): string {
    const { head, steps } = expression;
    const inner = indent + STEP;
    let text = this.commented(head, this.print(head, indent, column));
    const lines = this.linesOf(expression);
    lines.forEach((line, at) => {
      const last = line.at(-1) === steps.at(-1);
      const start = at === 0 ? endColumn(text, column) + 1 : inner.length;
      const together = this.together(line, start + (last ? room : 0));
      const beside = at === 0 && together !== undefined && lines.length > 1;
      if (together !== undefined && (beside || at > 0)) {
        const above = line.flatMap((step) => this.comments.above(step));
        if (!(beside && above.length > 0)) {
          text += above.map((comment) => `\n${inner}${comment.text}`).join('');
          text += (beside ? ' ' : `\n${inner}`) + together + this.trailing(line[line.length - 1]);
          return;
        }
      }
      for (const step of line) {
        const behind = step === steps.at(-1) ? room : 0;
        const above = this.comments.above(step).map((comment) => `\n${inner}${comment.text}`);
        const printed = this.step(step, inner, inner.length + ARROW.length, behind);
        text += `${above.join('')}\n${inner}${ARROW}${printed}${this.trailing(step)}`;
      }
    });
    return text;
  }

  /** The steps of a line behind one another; undefined when they do not fit or comments divide them. */
  private together(line: readonly ast.PipelineStep[], start: number): string | undefined {
    if (line.length === 0 || !this.commentsEndLine(line)) return undefined;
    const parts = line.map((step) => around(ARROW, this.flatStep(step), ''));
    const text = parts.includes(undefined) ? undefined : parts.join(' ');
    return text !== undefined && start + text.length <= WIDTH ? text : undefined;
  }

  private trailing(step: ast.PipelineStep): string {
    return this.comments
      .behind(step)
      .map((comment) => `  ${comment.text}`)
      .join('');
  }

  /** Whether comments stand only behind the last step of the line and above the first. */
  private commentsEndLine(line: readonly ast.PipelineStep[]): boolean {
    return line.every(
      (step, at) =>
        (at === line.length - 1 || this.comments.behind(step).length === 0) &&
        (at === 0 || this.comments.above(step).length === 0),
    );
  }

  private commented(node: ast.Expression, text: string): string {
    return (
      text +
      this.comments
        .behind(node)
        .map((comment) => `  ${comment.text}`)
        .join('')
    );
  }

  private step(step: ast.PipelineStep, indent: string, column: number, room: number): string {
    const label = this.label(step.label);
    const callee = this.print(step.callee, indent, column);
    if (step.arguments === undefined) return callee + label;
    return this.arguments(callee, step.arguments, indent, column, room + label.length) + label;
  }
}

/** Expressions that get lines of their own in a list. */
function nests(item: ast.Expression): boolean {
  return item.kind === 'list' || item.kind === 'call' || item.kind === 'pipeline';
}

/** The column behind `text` when it began at `column`. */
export function endColumn(text: string, column: number): number {
  const lastBreak = text.lastIndexOf('\n');
  return lastBreak < 0 ? column + text.length : text.length - lastBreak - 1;
}
