import type { Span } from '../diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from './codes.js';
import { adviceOnName } from './foreign/advice.js';
import type { Scope } from './elaborate/scope.js';
import type * as ast from './syntax/ast.js';

/** A name that a body binds: what it is, where, and whether anything reads it. */
interface LocalName {
  readonly what: 'binding' | 'parameter' | 'loop';
  readonly span: Span;
  read: boolean;
}

export interface NameCheck {
  readonly diagnostics: readonly FrontendDiagnostic[];
  /** `file:offset` of every use of a name that some binding before it may supply. */
  readonly resolved: ReadonlySet<string>;
}

/** What can be declared and go unused. */
type Unused = 'binding' | 'block' | 'constant' | 'import' | 'parameter';

/** The key of a use of a name in `NameCheck.resolved`. */
export function placeOf(span: Span): string {
  return `${span.file}:${span.start}`;
}

/**
 * Finds unknown and unused names without running anything, so that blocks nobody calls and branches
 * not taken are checked too. `isRoot`: the file was not imported, so its own blocks should be used.
 */
export function checkNames(
  module: ast.Module,
  file: Scope,
  doubtful: ReadonlySet<string>,
  isRoot: boolean,
): NameCheck {
  const checker = new NameChecker(file, doubtful);
  for (const item of module.items) {
    if (item.kind === 'network' || item.kind === 'block') checker.body(item);
    if (item.kind === 'bind') checker.constant(item.value);
  }
  const hasNetwork = module.items.some((item) => item.kind === 'network');
  checker.unusedItems(module.items, isRoot && hasNetwork);
  return checker;
}

class NameChecker implements NameCheck {
  readonly diagnostics: FrontendDiagnostic[] = [];
  readonly resolved = new Set<string>();
  private readonly readInFile = new Set<string>();

  constructor(
    private readonly file: Scope,
    private readonly doubtful: ReadonlySet<string>,
  ) {}

  body(item: ast.NetworkItem | ast.BlockItem): void {
    const locals = new Locals(undefined, (name, local) => {
      this.warnUnused(name, local, item.name.text);
    });
    for (const { name, value } of item.parameters) {
      if (value !== undefined) this.expression(value, locals);
      this.declaredOnce(name, locals);
      locals.define(name, 'parameter');
    }
    this.statements(item.body.statements, locals);
    locals.close();
  }

  private declaredOnce({ text, span }: ast.Identifier, locals: Locals): void {
    const first = locals.own(text);
    if (first === undefined || text === '') return;
    this.diagnostics.push({
      severity: 'error',
      code: 'name/twice',
      title: `there are two parameters \`${text}\``,
      primary: { span, message: 'declared again here' },
      secondary: [{ span: first, message: 'first declared here' }],
    });
  }

  constant(value: ast.Expression): void {
    this.expression(value, new Locals(undefined, () => undefined));
  }

  /** Imports, and blocks and constants of a file that is not imported itself, should be used. */
  unusedItems(items: readonly ast.Item[], ownToo: boolean): void {
    for (const item of items) {
      if (item.kind === 'import') {
        for (const { local } of item.names) this.warnItem('import', local);
      } else if (ownToo && item.kind === 'block') {
        this.warnItem('block', item.name);
      } else if (ownToo && item.kind === 'bind') {
        for (const name of item.names) this.warnItem('constant', name);
      }
    }
  }

  private warnItem(what: Unused, { text, span }: ast.Identifier): void {
    if (this.readInFile.has(text) || this.mayGoUnused(text)) return;
    this.warn(what, `the ${what} \`${text}\` is never used`, span);
  }

  private warnUnused(name: string, local: LocalName, container: string): void {
    if (this.mayGoUnused(name)) return;
    if (local.what === 'parameter') {
      this.warn('parameter', `\`${container}\` never uses its parameter \`${name}\``, local.span);
    } else if (local.what === 'binding') {
      this.warn('binding', `\`${name}\` is never used`, local.span);
    }
  }

  private mayGoUnused(name: string): boolean {
    return name === '' || name.startsWith('_') || this.doubtful.has(name);
  }

  private warn(code: Unused, title: string, span: Span): void {
    this.diagnostics.push({
      severity: 'warning',
      code: `unused/${code}`,
      title,
      primary: { span, message: 'not used' },
      hint: 'remove it, or let its name begin with `_`',
    });
  }

  private statements(statements: readonly ast.Statement[], locals: Locals): void {
    for (const statement of statements) this.statement(statement, locals);
  }

  private statement(statement: ast.Statement, locals: Locals): void {
    switch (statement.kind) {
      case 'bind':
        this.expression(statement.value, locals);
        for (const name of statement.names) locals.define(name, 'binding');
        return;
      case 'expression': {
        this.expression(statement.value, locals);
        return;
      }
      case 'return':
        for (const value of statement.values) this.expression(value, locals);
        return;
      case 'for': {
        this.expression(statement.list, locals);
        const turn = locals.inner();
        turn.define(statement.name, 'loop');
        this.statements(statement.body.statements, turn);
        turn.close();
        return;
      }
      case 'if':
        for (const { condition, body } of statement.branches) {
          this.expression(condition, locals);
          this.statements(body.statements, locals);
        }
        {
          this.statements(statement.otherwise?.statements ?? [], locals);
          return;
        }
      case 'weights': {
        this.expression(statement.path, locals);
        for (const { value } of statement.arguments) this.expression(value, locals);
        return;
      }
      case 'input':
        for (const { value } of statement.arguments) this.expression(value, locals);
        {
          locals.define(statement.name, 'binding');
          return;
        }
      case 'output':
        if (statement.value !== undefined) {
          this.expression(statement.value, locals);
          locals.define(statement.name, 'binding');
        }
        this.use(statement.name.text, statement.name.span, locals);
        if (statement.labels !== undefined) this.expression(statement.labels, locals);
    }
  }

  private expression(expression: ast.Expression, locals: Locals): void {
    if (expression.kind === 'name') this.use(expression.name, expression.span, locals);
    if (expression.kind === 'member' && expression.target.kind === 'name') {
      const { target, member } = expression;
      this.use(target.name, target.span, locals, member.text);
      return;
    }
    for (const child of childrenOf(expression)) this.expression(child, locals);
  }

  /** `member` is what follows a dot behind the name. */
  private use(name: string, span: Span, locals: Locals, member?: string): void {
    const local = locals.read(name);
    const outer = this.file.lookup(name);
    // A local tensor does not hide a block of the same name from calls, so both count as used.
    this.readInFile.add(name);
    if (local || outer !== undefined) {
      this.resolved.add(placeOf(span));
      return;
    }
    if (name === '' || this.doubtful.has(name)) return;
    const { bound, provided } = this.file.names();
    this.diagnostics.push({
      severity: 'error',
      code: 'name/unknown',
      title: `there is no \`${name}\` here`,
      primary: { span, message: 'unknown name' },
      ...adviceOnName(name, { bound: [...locals.names(), ...bound], provided }, member),
    });
  }
}

/** Names of one body; a turn of a loop has its own, within those of the body. */
class Locals {
  private readonly known = new Map<string, LocalName>();

  constructor(
    private readonly parent: Locals | undefined,
    private readonly unused: (name: string, local: LocalName) => void,
  ) {}

  inner(): Locals {
    return new Locals(this, this.unused);
  }

  define(name: ast.Identifier, what: LocalName['what']): void {
    if (this.find(name.text) !== undefined && what === 'binding') return;
    this.known.set(name.text, { what, span: name.span, read: false });
  }

  /** Marks the name as read; false when there is none. */
  read(name: string): boolean {
    const found = this.find(name);
    if (found !== undefined) found.read = true;
    return found !== undefined;
  }

  /** Where this very scope declares the name. */
  own(name: string): Span | undefined {
    return this.known.get(name)?.span;
  }

  names(): string[] {
    return [...this.known.keys(), ...(this.parent?.names() ?? [])];
  }

  close(): void {
    for (const [name, local] of this.known) if (!local.read) this.unused(name, local);
  }

  private find(name: string): LocalName | undefined {
    return this.known.get(name) ?? this.parent?.find(name);
  }
}

function childrenOf(expression: ast.Expression): readonly ast.Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
    case 'name':
    case 'error':
      return [];
    case 'string':
      return expression.parts.filter((part) => typeof part !== 'string');
    case 'list':
    case 'tuple':
      return expression.items;
    case 'group':
      return [expression.value];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'index':
      return [expression.target, expression.index];
    case 'member':
      return [expression.target];
    case 'call':
      return [
        expression.callee,
        ...expression.arguments.map((argument) => argument.value),
        ...(expression.label === undefined ? [] : [expression.label]),
      ];
    case 'pipeline':
      return [
        expression.head,
        ...expression.steps.flatMap((step) => [
          step.callee,
          ...(step.arguments ?? []).map((argument) => argument.value),
          ...(step.label === undefined ? [] : [step.label]),
        ]),
      ];
    case 'if-expression':
      return [
        ...expression.branches.flatMap((branch) => [branch.condition, branch.value]),
        expression.otherwise,
      ];
  }
}
