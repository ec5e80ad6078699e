import type { Span } from '../diagnostics/diagnostic.js';
import type { Scope } from './elaborate/scope.js';
import { childrenOf } from './syntax/children.js';
import * as ast from './syntax/ast.js';

/** Something that a name of a file stands for. */
export interface NameSymbol {
  readonly name: string;
  readonly kind: LocalKind | ItemKind;
  /** Every place that binds it, in the order of the text: a loop or a branch may bind it again. */
  readonly sites: readonly Span[];
  /** Every place that means it. */
  readonly uses: readonly Span[];
  /** Whether anything may read it. */
  readonly read: boolean;
  /** Where what each of the sites binds begins to hold: behind the value. */
  readonly from: readonly number[];
}

export type LocalKind = 'parameter' | 'loop' | 'binding' | 'input' | 'state';
export type ItemKind = 'import' | 'block' | 'constant' | 'network';

/** What a network, a block or an iteration of a loop within one binds. */
export interface NameScope {
  /** The network or block around. */
  readonly container: ast.NetworkItem | ast.BlockItem;
  readonly span: Span;
  readonly parent?: NameScope;
  readonly symbols: ReadonlyMap<string, NameSymbol>;
  /** Names that are declared as parameters a second time. */
  readonly repeated: readonly ast.Identifier[];
}

export interface ArgumentUse {
  readonly name: string;
  /** What is called, or the type of an input, output or state. */
  readonly of: 'call' | 'input' | 'output' | 'state';
  readonly callee: string;
}

export interface NameUse {
  readonly name: string;
  readonly span: Span;
  /** What follows a dot behind it. */
  readonly member?: string;
  /** The argument that it is given for. */
  readonly argument?: ArgumentUse;
  readonly scope?: NameScope;
  /** What it means; absent when the language provides it, or nothing does. */
  readonly symbol?: NameSymbol;
  /** Some binding before it, or the language, may supply it. */
  readonly known: boolean;
  /** Not known, but something that could not be read may have bound it. */
  readonly inDoubt?: true;
}

/** What the names of one file mean, without running anything. */
export interface NameResolution {
  /** Imports, blocks, constants and networks. */
  readonly items: ReadonlyMap<string, NameSymbol>;
  /** An outer scope stands before those within it. */
  readonly scopes: readonly NameScope[];
  readonly uses: readonly NameUse[];
}

/** `file` holds what the items of the module are, and what the language provides. */
export function resolveNames(module: ast.Module, file: Scope): NameResolution {
  const resolver = new Resolver(file);
  for (const item of module.items) resolver.declare(item);
  for (const item of module.items) {
    if (item.kind === 'network' || item.kind === 'block') resolver.body(item);
    if (item.kind === 'bind') resolver.expression(item.value, undefined);
  }
  return resolver;
}

/** The names that hold at a place of a file, the nearest first. */
export function namesAt({ scopes }: NameResolution, offset: number): NameSymbol[] {
  const around = scopes.filter(({ span }) => span.start <= offset && offset <= span.end).reverse();
  return around.flatMap(({ symbols }) =>
    [...symbols.values()].filter(({ from }) => from[0] < offset),
  );
}

/** A symbol while its places are collected. */
interface GrowingSymbol extends NameSymbol {
  readonly sites: Span[];
  readonly uses: Span[];
  readonly from: number[];
  read: boolean;
  /** Whether its value is another name, which may be that of a block. */
  alias: boolean;
}

class GrowingScope implements NameScope {
  readonly symbols = new Map<string, GrowingSymbol>();
  readonly repeated: ast.Identifier[] = [];

  constructor(
    readonly container: NameScope['container'],
    readonly span: Span,
    readonly parent?: GrowingScope,
  ) {}

  find(name: string): GrowingSymbol | undefined {
    return this.symbols.get(name) ?? this.parent?.find(name);
  }

  /** Binds a name as a statement does: again where an enclosing body holds it. */
  bind(
    name: ast.Identifier,
    kind: 'binding' | 'input' | 'state',
    from: number,
    alias = false,
  ): void {
    if (name.text === ast.NOTHING) return;
    const known = this.find(name.text);
    if (known === undefined) {
      this.symbols.set(name.text, newSymbol(name, kind, from, alias));
      return;
    }
    known.sites.push(name.span);
    known.from.push(from);
    known.alias ||= alias;
  }

  declare(name: ast.Identifier, kind: 'parameter' | 'loop'): void {
    if (kind === 'loop' && name.text === ast.NOTHING) return;
    if (kind === 'parameter' && this.symbols.has(name.text)) this.repeated.push(name);
    else this.symbols.set(name.text, newSymbol(name, kind, name.span.end));
  }
}

function newSymbol(
  { text, span }: ast.Identifier,
  kind: NameSymbol['kind'],
  from: number,
  alias = false,
): GrowingSymbol {
  return { name: text, kind, sites: [span], uses: [], read: false, from: [from], alias };
}

class Resolver implements NameResolution {
  readonly items = new Map<string, GrowingSymbol>();
  readonly scopes: GrowingScope[] = [];
  readonly uses: NameUse[] = [];
  /** Whether something broken in the network or block, so far, may have bound any name. */
  private mayBeBound = false;

  constructor(private readonly file: Scope) {}

  declare(item: ast.Item): void {
    switch (item.kind) {
      case 'import':
        for (const { local } of item.names) this.item(local, 'import');
        return;
      case 'bind':
        for (const name of item.names) this.item(name, 'constant');
        return;
      case 'block':
      case 'network':
        this.item(item.name, item.kind);
    }
  }

  private item(name: ast.Identifier, kind: ItemKind): void {
    if (name.text === ast.NOTHING) return;
    const known = this.items.get(name.text);
    if (known === undefined) this.items.set(name.text, newSymbol(name, kind, 0));
    else {
      known.sites.push(name.span);
      known.from.push(0);
    }
  }

  body(item: ast.NetworkItem | ast.BlockItem): void {
    const scope = new GrowingScope(item, item.span);
    this.scopes.push(scope);
    this.mayBeBound = item.broken !== undefined;
    for (const { name, value } of item.parameters) {
      if (value !== undefined) this.expression(value, scope);
      scope.declare(name, 'parameter');
    }
    this.statements(item.body.statements, scope);
  }

  private statements(statements: readonly ast.Statement[], scope: GrowingScope): void {
    for (const statement of statements) this.statement(statement, scope);
  }

  private statement(statement: ast.Statement, scope: GrowingScope): void {
    switch (statement.kind) {
      case 'bind': {
        const { names, value } = statement;
        this.expression(value, scope);
        for (const name of names) {
          scope.bind(name, 'binding', value.span.end, value.kind === 'name');
        }
        return;
      }
      case 'expression': {
        this.expression(statement.value, scope);
        return;
      }
      case 'return':
        for (const value of statement.values) this.expression(value, scope);
        return;
      case 'for': {
        this.expression(statement.list, scope);
        const iteration = new GrowingScope(scope.container, statement.span, scope);
        this.scopes.push(iteration);
        iteration.declare(statement.name, 'loop');
        this.statements(statement.body.statements, iteration);
        return;
      }
      case 'if':
        for (const { condition, body } of statement.branches) {
          this.expression(condition, scope);
          this.statements(body.statements, scope);
        }
        {
          this.statements(statement.otherwise?.statements ?? [], scope);
          return;
        }
      case 'weights': {
        this.expression(statement.path, scope);
        for (const { value } of statement.arguments) this.expression(value, scope);
        return;
      }
      case 'input':
        this.arguments(statement.type.arguments, 'input', statement.type.name.text, scope);
        {
          scope.bind(statement.name, 'input', statement.span.end);
          return;
        }
      case 'state':
        this.arguments(statement.type.arguments, 'state', statement.type.name.text, scope);
        if (statement.value !== undefined) this.expression(statement.value, scope);
        {
          scope.bind(statement.name, 'state', statement.span.end);
          return;
        }
      case 'output':
        if (statement.type !== undefined) {
          this.arguments(statement.type.arguments, 'output', statement.type.name.text, scope);
        }
        if (statement.value === undefined) {
          this.use(statement.name.text, statement.name.span, scope, {});
        } else {
          this.expression(statement.value, scope);
          scope.bind(statement.name, 'binding', statement.value.span.end);
          this.readByOutput(statement.name.text, scope);
        }
        if (statement.labels !== undefined) this.expression(statement.labels, scope);
    }
  }

  /** `output name = …` binds and gives out: the name is no second place. */
  private readByOutput(name: string, scope: GrowingScope): void {
    const symbol = scope.find(name);
    if (symbol !== undefined) symbol.read = true;
  }

  expression(expression: ast.Expression, scope: GrowingScope | undefined): void {
    switch (expression.kind) {
      case 'name': {
        this.use(expression.name, expression.span, scope, {});
        return;
      }
      case 'member':
        if (expression.target.kind === 'name') {
          const { target, member } = expression;
          this.use(target.name, target.span, scope, { member: member.text });
          return;
        }
        break;
      case 'call':
        this.call(expression, scope);
        return;
      case 'pipeline':
        this.expression(expression.head, scope);
        for (const step of expression.steps) this.call(step, scope);
        return;
      case 'number':
      case 'boolean':
      case 'string':
      case 'list':
      case 'tuple':
      case 'group':
      case 'unary':
      case 'binary':
      case 'index':
      case 'if-expression':
        break;
      case 'error':
        this.mayBeBound ||= expression.binds === true;
        this.inBroken(expression.read, scope);
        return;
    }
    this.all(childrenOf(expression), scope);
  }

  /** What could be read of something broken: names may be cut in pieces there. */
  private inBroken(read: ast.Expression | undefined, scope: GrowingScope | undefined): void {
    if (read === undefined) return;
    const first = this.uses.length;
    this.expression(read, scope);
    this.uses.splice(first, Infinity, ...this.uses.slice(first).map(doubted));
  }

  private all(
    expressions: readonly (ast.Expression | undefined)[],
    scope: GrowingScope | undefined,
  ): void {
    for (const each of expressions) if (each !== undefined) this.expression(each, scope);
  }

  private call(
    { callee, arguments: given = [], label }: ast.CallExpression | ast.PipelineStep,
    scope: GrowingScope | undefined,
  ): void {
    const name = callee.kind === 'name' ? callee.name : '';
    if (callee.kind === 'name') this.use(name, callee.span, scope, { called: true });
    else this.expression(callee, scope);
    this.arguments(given, 'call', name, scope);
    this.all([label], scope);
  }

  private arguments(
    given: readonly ast.Argument[],
    of: ArgumentUse['of'],
    callee: string,
    scope: GrowingScope | undefined,
  ): void {
    for (const { name, value } of given) {
      if (name === undefined || value.kind !== 'name') this.expression(value, scope);
      else {
        const argument = { name: name.text, of, callee };
        this.use(value.name, value.span, scope, { argument });
      }
    }
  }

  private use(
    name: string,
    span: Span,
    scope: GrowingScope | undefined,
    {
      member,
      argument,
      called = false,
    }: Pick<NameUse, 'member' | 'argument'> & { readonly called?: boolean },
  ): void {
    const local = scope?.find(name);
    const item = this.items.get(name);
    // A local tensor does not hide a block of the same name from calls, so both count as used.
    if (local !== undefined) local.read = true;
    if (item !== undefined) item.read = true;
    const outer = this.file.lookup(name);
    const hidden = called && local !== undefined && !mayBeCalled(local);
    const symbol = local === undefined || (hidden && outer !== undefined) ? item : local;
    symbol?.uses.push(span);
    const known = local !== undefined || outer !== undefined;
    // What is called is rarely a parameter, and never bound by a statement.
    const inDoubt = !known && !called && this.mayBeBound;
    this.uses.push({
      name,
      span,
      known,
      ...(inDoubt ? { inDoubt } : {}),
      ...(member === undefined ? {} : { member }),
      ...(argument === undefined ? {} : { argument }),
      ...(scope === undefined ? {} : { scope }),
      ...(symbol === undefined ? {} : { symbol }),
    });
  }
}

function doubted(use: NameUse): NameUse {
  return use.known ? use : { ...use, inDoubt: true };
}

/** Parameters and iterations of a loop may stand for blocks, and so may what is bound to another name. */
function mayBeCalled({ kind, alias }: GrowingSymbol): boolean {
  return kind === 'parameter' || kind === 'loop' || alias;
}
