import type * as ast from '../syntax/ast.js';
import type { Comments } from './comments.js';

/** Prints expressions on one line, where that is possible. */
export class FlatPrinter {
  constructor(
    protected readonly source: string,
    protected readonly comments: Comments,
  ) {}

  /** The expression on one line; undefined when it must stand on several. */
  flat(expression: ast.Expression): string | undefined {
    switch (expression.kind) {
      case 'number':
      case 'boolean':
      case 'string':
      case 'name':
      case 'error':
        return this.raw(expression.span);
      case 'list': {
        if (this.opensLine(expression)) return undefined;
        if (this.comments.within(expression, expression.items)) return undefined;
        const items = this.flatAll(expression.items);
        return items === undefined ? undefined : `[${items.join(', ')}]`;
      }
      case 'tuple': {
        const items = this.flatAll(expression.items);
        return items === undefined ? undefined : `(${items.join(', ')})`;
      }
      case 'group':
        return around('(', this.flat(expression.value), ')');
      case 'unary':
        return around(prefix(expression.operator), this.flat(expression.operand), '');
      case 'binary': {
        const sides = this.flatAll([expression.left, expression.right]);
        return sides?.join(infix(expression.operator));
      }
      case 'call': {
        const callee = this.flat(expression.callee);
        const args = this.flatArguments(expression.arguments);
        if (callee === undefined || args === undefined) return undefined;
        return `${callee}(${args})${this.label(expression.label)}`;
      }
      case 'index': {
        const parts = this.flatAll([expression.target, expression.index]);
        return parts === undefined ? undefined : `${parts[0]}[${parts[1]}]`;
      }
      case 'member':
        return around('', this.flat(expression.target), `.${expression.member.text}`);
      case 'pipeline': {
        if (this.comments.within(expression, [expression.head, ...expression.steps])) {
          return undefined;
        }
        if (this.linesOf(expression).length > 1) return undefined;
        const steps = expression.steps.map((step) => this.flatStep(step));
        const head = this.flat(expression.head);
        if (head === undefined || steps.includes(undefined)) return undefined;
        return [head, ...steps].join(' -> ');
      }
      case 'if-expression':
        return this.flatConditional(expression);
    }
  }

  protected raw(span: ast.Identifier['span']): string {
    return this.source.slice(span.start, span.end);
  }

  protected flatAll(expressions: readonly ast.Expression[]): string[] | undefined {
    const parts = expressions.map((each) => this.flat(each));
    return parts.every((part) => part !== undefined) ? parts : undefined;
  }

  protected flatArguments(args: readonly ast.Argument[]): string | undefined {
    const parts = args.map(({ name, value }) =>
      around(name === undefined ? '' : `${name.text} = `, this.flat(value), ''),
    );
    return parts.includes(undefined) ? undefined : parts.join(', ');
  }

  protected flatStep(step: ast.PipelineStep): string | undefined {
    const callee = this.flat(step.callee);
    const label = this.label(step.label);
    if (step.arguments === undefined) return around('', callee, label);
    const args = this.flatArguments(step.arguments);
    return callee === undefined || args === undefined ? undefined : `${callee}(${args})${label}`;
  }

  protected flatConditional(expression: ast.IfExpression): string | undefined {
    const branches = expression.branches.map(({ condition, value }) => {
      const parts = this.flatAll([condition, value]);
      return parts === undefined ? undefined : `if ${parts[0]} { ${parts[1]} }`;
    });
    const otherwise = this.flat(expression.otherwise);
    if (otherwise === undefined || branches.includes(undefined)) return undefined;
    return `${branches.join(' else ')} else { ${otherwise} }`;
  }

  protected label(label: ast.Expression | undefined): string {
    return label === undefined ? '' : ` as ${this.raw(label.span)}`;
  }

  /** Whether a line break follows the opening bracket: then the list was meant to stand so. */
  protected opensLine(list: ast.ListExpression): boolean {
    const [first] = list.items as readonly (ast.Expression | undefined)[];
    if (first === undefined) return false;
    return /[\r\n]/.test(this.source.slice(list.span.start, first.span.start));
  }

  /** The steps as the author broke them into lines; the first line starts with the head. */
  protected linesOf(pipeline: ast.PipelineExpression): ast.PipelineStep[][] {
    const lines: ast.PipelineStep[][] = [[]];
    let end = pipeline.head.span.end;
    for (const step of pipeline.steps) {
      if (/[\r\n]/.test(this.source.slice(end, step.span.start))) lines.push([]);
      lines[lines.length - 1].push(step);
      end = step.span.end;
    }
    return lines;
  }
}

export function prefix(operator: ast.UnaryOperator): string {
  return operator === 'not' ? 'not ' : '-';
}

/** The sign with the blanks around it. */
export function infix(operator: ast.BinaryOperator): string {
  return operator === '..' ? '..' : ` ${operator} `;
}

export function around(
  before: string,
  text: string | undefined,
  after: string,
): string | undefined {
  return text === undefined ? undefined : before + text + after;
}
