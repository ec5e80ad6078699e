import type { IToken } from 'chevrotain';
import type * as ast from '../syntax/ast.js';

/** A comment and whether a blank line stands before it. */
export interface Comment {
  readonly text: string;
  readonly blankBefore: boolean;
}

/** What a comment can be attached to: whatever is printed on lines of its own. */
export type Anchor = object;

/** Anything with children on lines of their own: a body, a list, the steps of a pipeline. */
interface Container {
  readonly node: Anchor;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Child[];
  /** A pipeline: its first child stands on the line of what is around. */
  readonly headed?: true;
}

interface Child {
  readonly node: Anchor;
  readonly start: number;
  readonly end: number;
}

/**
 * The comments of a file, each attached to the node it is printed with: above it, behind it on its
 * last line, behind the bracket that opens it, or at its end before the closing bracket. A comment
 * in the middle of an expression moves above the statement: none is ever lost.
 */
export class Comments {
  private readonly leading = new Map<Anchor, Comment[]>();
  private readonly trailing = new Map<Anchor, Comment[]>();
  private readonly opening = new Map<Anchor, Comment[]>();
  private readonly dangling = new Map<Anchor, Comment[]>();

  constructor(
    private readonly source: string,
    module: ast.Module,
    comments: readonly IToken[],
  ) {
    const containers = containersOf(module, source.length);
    // Outer ones before those inside of them.
    const rest = containers.toSorted((a, b) => b.start - a.start || a.end - b.end);
    const around: Container[] = [];
    for (const token of comments) {
      const { startOffset } = token;
      for (let next = rest.at(-1); next && next.start <= startOffset; next = rest.at(-1)) {
        leave(around, next.start);
        around.push(next);
        rest.pop();
      }
      leave(around, startOffset);
      this.attach(token, around);
    }
  }

  above(node: Anchor): readonly Comment[] {
    return this.leading.get(node) ?? [];
  }

  behind(node: Anchor): readonly Comment[] {
    return this.trailing.get(node) ?? [];
  }

  behindOpening(node: Anchor): readonly Comment[] {
    return this.opening.get(node) ?? [];
  }

  atEnd(node: Anchor): readonly Comment[] {
    return this.dangling.get(node) ?? [];
  }

  /** Whether the node or any of its children carries a comment, so that it needs several lines. */
  within(node: Anchor, children: readonly Anchor[]): boolean {
    return (
      this.dangling.has(node) ||
      this.opening.has(node) ||
      children.some((child) => this.leading.has(child) || this.trailing.has(child))
    );
  }

  /** Whether a blank line stands before `offset`. */
  blankBefore(offset: number): boolean {
    let start = offset;
    while (start > 0 && /\s/.test(this.source[start - 1])) start--;
    const gap = this.source.slice(start, offset);
    return (gap.match(/\r\n|\n|\r/g) ?? []).length > 1;
  }

  /** `around` are the containers that the comment stands in, the outermost first. */
  private attach(token: IToken, around: readonly Container[]): void {
    const start = token.startOffset;
    const comment = { text: token.image.trimEnd(), blankBefore: this.blankBefore(start) };
    // No comment can stand above the head of a pipeline: it goes to what is around.
    const container =
      around.findLast(
        (each) => !each.headed || neighbours(each, start).inside !== each.children[0],
      ) ?? around[0];
    const { before, inside, next } = neighbours(container, start);
    if (inside !== undefined) {
      add(this.leading, inside.node, comment);
      return;
    }
    if (before !== undefined && this.sameLine(before.end, start)) {
      add(this.trailing, before.node, comment);
    } else if (before === undefined && this.sameLine(container.start, start) && start > 0) {
      add(this.opening, container.node, comment);
    } else if (next !== undefined) {
      add(this.leading, next.node, comment);
    } else {
      add(this.dangling, container.node, comment);
    }
  }

  private sameLine(from: number, to: number): boolean {
    return !/[\r\n]/.test(this.source.slice(from, to));
  }
}

/** Takes the containers away that end before `offset`. */
function leave(around: Container[], offset: number): void {
  while (around.length > 0 && around[around.length - 1].end <= offset) around.pop();
}

interface Neighbours {
  readonly before?: Child;
  readonly inside?: Child;
  readonly next?: Child;
}

/** The children of a container, which stand in order, around a comment at `offset`. */
function neighbours({ children }: Container, offset: number): Neighbours {
  let [from, to] = [0, children.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (children[middle].start < offset) from = middle + 1;
    else to = middle;
  }
  const last = from === 0 ? undefined : children[from - 1];
  const next = children.at(from);
  const isInside = last !== undefined && offset < last.end;
  return {
    ...(last && (isInside ? { inside: last } : { before: last })),
    ...(next && { next }),
  };
}

function add(map: Map<Anchor, Comment[]>, node: Anchor, comment: Comment): void {
  const known = map.get(node);
  if (known === undefined) map.set(node, [comment]);
  else known.push(comment);
}

function child(node: { readonly span: ast.Identifier['span'] }): Child {
  return { node, start: node.span.start, end: node.span.end };
}

/** All containers of a module; the module itself holds every comment. */
function containersOf(module: ast.Module, length: number): Container[] {
  const whole = { node: module, start: 0, end: length + 1, children: module.items.map(child) };
  const found: Container[] = [whole];
  const body = (node: ast.Body): void => {
    const { start, end } = node.span;
    found.push({ node, start, end, children: node.statements.map(child) });
    for (const statement of node.statements) visitStatement(statement);
  };
  const args = (list: readonly ast.Argument[]): void => {
    for (const argument of list) expression(argument.value);
  };
  const expression = (node: ast.Expression): void => {
    const { start, end } = node.span;
    if (node.kind === 'list') found.push({ node, start, end, children: node.items.map(child) });
    if (node.kind === 'pipeline') {
      const children = [child(node.head), ...node.steps.map(child)];
      found.push({ node, start, end, children, headed: true });
      expression(node.head);
      for (const step of node.steps) {
        expression(step.callee);
        args(step.arguments ?? []);
      }
      return;
    }
    if (node.kind === 'call') {
      expression(node.callee);
      args(node.arguments);
    } else if (node.kind === 'list' || node.kind === 'tuple') {
      for (const item of node.items) expression(item);
    } else if (node.kind === 'binary') {
      expression(node.left);
      expression(node.right);
    } else if (node.kind === 'unary') {
      expression(node.operand);
    } else if (node.kind === 'group') {
      expression(node.value);
    } else if (node.kind === 'index') {
      expression(node.target);
      expression(node.index);
    } else if (node.kind === 'member') {
      expression(node.target);
    } else if (node.kind === 'if-expression') {
      for (const branch of node.branches) {
        expression(branch.condition);
        expression(branch.value);
      }
      expression(node.otherwise);
    }
  };
  const visitStatement = (statement: ast.Statement): void => {
    switch (statement.kind) {
      case 'bind':
      case 'expression':
        expression(statement.value);
        return;
      case 'return':
        statement.values.forEach(expression);
        return;
      case 'for':
        expression(statement.list);
        body(statement.body);
        return;
      case 'if':
        for (const branch of statement.branches) {
          expression(branch.condition);
          body(branch.body);
        }
        if (statement.otherwise !== undefined) body(statement.otherwise);
        return;
      case 'weights':
        expression(statement.path);
        args(statement.arguments);
        return;
      case 'input':
        args(statement.type.arguments);
        return;
      case 'state':
        args(statement.type.arguments);
        if (statement.value !== undefined) expression(statement.value);
        return;
      case 'output':
        if (statement.type !== undefined) args(statement.type.arguments);
        if (statement.value !== undefined) expression(statement.value);
        if (statement.labels !== undefined) expression(statement.labels);
    }
  };
  for (const item of module.items) {
    if (item.kind === 'network' || item.kind === 'block') body(item.body);
    if (item.kind === 'bind') expression(item.value);
  }
  return found;
}
