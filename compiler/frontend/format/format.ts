import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import type * as ast from '../syntax/ast.js';
import { parseModule } from '../syntax/parse.js';
import type { Anchor, Comment } from './comments.js';
import { Comments } from './comments.js';
import { endColumn, ExpressionPrinter, STEP, WIDTH } from './expressions.js';

export interface Formatted {
  /** The formatted text; absent when the source has syntax errors. */
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Formats a file. Stable: formatting the result again changes nothing. Comments stay with what they
 * explain, and one blank line between statements stays where there was at least one.
 */
export function formatSource(source: string, path: string): Formatted {
  const { module, comments, diagnostics } = parseModule(source, path);
  if (diagnostics.length > 0) return { diagnostics };
  const attached = new Comments(source, module, comments);
  const text = new ModulePrinter(attached, new ExpressionPrinter(source, attached)).print(module);
  return { text, diagnostics: [] };
}

class ModulePrinter {
  constructor(
    private readonly comments: Comments,
    private readonly expressions: ExpressionPrinter,
  ) {}

  print(module: ast.Module): string {
    const lines: string[] = [];
    module.items.forEach((item, at) => {
      const before = module.items[at - 1] as ast.Item | undefined;
      const apart = before !== undefined && (hasBody(before) || hasBody(item));
      this.entry(lines, item, item.span.start, '', apart, this.item(item));
    });
    this.closing(lines, module, '');
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  }

  /** One statement or item with its comments, and a blank line before it where there was one. */
  private entry(
    lines: string[],
    node: Anchor,
    start: number,
    indent: string,
    apart: boolean,
    text: string,
  ): void {
    const above = this.comments.above(node);
    const first = above[0] as Comment | undefined;
    const blank = apart || (first?.blankBefore ?? this.comments.blankBefore(start));
    if (blank && lines.length > 0) lines.push('');
    above.forEach((comment, at) => {
      if (at > 0 && comment.blankBefore) lines.push('');
      lines.push(indent + comment.text);
    });
    if (above.length > 0 && this.comments.blankBefore(start)) lines.push('');
    const behind = this.comments.behind(node).map((comment) => `  ${comment.text}`);
    lines.push(indent + text + behind.join(''));
  }

  private closing(lines: string[], node: Anchor, indent: string): void {
    for (const comment of this.comments.atEnd(node)) {
      if (comment.blankBefore && lines.length > 0) lines.push('');
      lines.push(indent + comment.text);
    }
  }

  private item(item: ast.Item): string {
    switch (item.kind) {
      case 'import': {
        const names = item.names.map(({ name, local }) =>
          name.text === local.text ? name.text : `${name.text} as ${local.text}`,
        );
        const list = names.length === 0 ? '{}' : `{ ${names.join(', ')} }`;
        return `import ${list} from ${this.expressions.flat(item.path) ?? ''}`;
      }
      case 'network':
      case 'block': {
        const head = `${item.kind} ${item.name.text}`;
        const none = item.kind === 'network' && item.parameters.length === 0;
        const parameters = none ? '' : this.parameters(item.parameters, head.length);
        return `${head}${parameters} ${this.body(item.body, '')}`;
      }
      case 'bind':
        return this.statement(item, '');
    }
  }

  /** On one line, or one below the other when `room` characters in front leave too little. */
  private parameters(parameters: readonly ast.Parameter[], room: number): string {
    const parts = parameters.map(({ name, value }) => {
      if (value === undefined) return name.text;
      const head = `${name.text} = `;
      return head + this.expressions.print(value, STEP, STEP.length + head.length, 1);
    });
    const line = `(${parts.join(', ')})`;
    // What follows is ` {`.
    if (!line.includes('\n') && room + line.length + 2 <= WIDTH) return line;
    return `(\n${STEP}${parts.join(`,\n${STEP}`)}\n)`;
  }

  private body(body: ast.Body, indent: string): string {
    const inner = indent + STEP;
    const lines: string[] = [];
    for (const statement of body.statements) {
      const text = this.statement(statement, inner);
      this.entry(lines, statement, statement.span.start, inner, false, text);
    }
    this.closing(lines, body, inner);
    const opening = this.comments.behindOpening(body).map((comment) => `  ${comment.text}`);
    if (lines.length === 0 && opening.length === 0) return '{}';
    return [`{${opening.join('')}`, ...lines, `${indent}}`].join('\n');
  }

  private statement(statement: ast.Statement, indent: string): string {
    const print = (head: string, value: ast.Expression): string =>
      head + this.expressions.print(value, indent, endColumn(head, indent.length));
    switch (statement.kind) {
      case 'bind': {
        const names = statement.names.map((name) => name.text);
        return print(`${names.join(', ')} = `, statement.value);
      }
      case 'expression':
        return print('', statement.value);
      case 'return': {
        const values = statement.values.map((value) => print('return ', value).slice(7));
        return `return ${values.join(', ')}`;
      }
      case 'for': {
        const head = print(`for ${statement.name.text} in `, statement.list);
        return `${head} ${this.body(statement.body, indent)}`;
      }
      case 'if': {
        const branches = statement.branches.map(
          ({ condition, body }) => `${print('if ', condition)} ${this.body(body, indent)}`,
        );
        const { otherwise } = statement;
        const last = otherwise === undefined ? [] : [this.body(otherwise, indent)];
        return [...branches, ...last].join(' else ');
      }
      case 'weights': {
        const named = print('weights ', statement.path);
        if (statement.arguments.length === 0) return named;
        return this.expressions.arguments(`${named} `, statement.arguments, indent, indent.length);
      }
      case 'input': {
        const { name, type } = statement;
        const head = `input ${name.text}: ${type.name.text}`;
        return this.expressions.arguments(head, type.arguments, indent, indent.length);
      }
      case 'state': {
        const { name, type, value } = statement;
        const plain = `state ${name.text}: ${type.name.text}`;
        const head = this.expressions.arguments(plain, type.arguments, indent, indent.length);
        return value === undefined ? head : print(`${head} = `, value);
      }
      case 'output': {
        const { name, type, value, labels } = statement;
        const plain = `output ${name.text}${type === undefined ? '' : `: ${type.name.text}`}`;
        const args = type?.arguments ?? [];
        const head =
          args.length === 0
            ? plain
            : this.expressions.arguments(plain, args, indent, indent.length);
        const given = value === undefined ? head : print(`${head} = `, value);
        return labels === undefined ? given : print(`${given} labels `, labels);
      }
    }
  }
}

function hasBody(item: ast.Item): boolean {
  return item.kind === 'network' || item.kind === 'block';
}
