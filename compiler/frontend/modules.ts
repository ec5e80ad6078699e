import type { Span } from '../diagnostics/diagnostic.js';
import { DiagnosticError } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { bind } from './elaborate/statements.js';
import type { Context, Session } from './elaborate/context.js';
import { FUNCTIONS } from './elaborate/functions.js';
import { Layer } from './elaborate/layers.js';
import { Scope } from './elaborate/scope.js';
import { SURFACES } from './elaborate/surfaces.js';
import { POISON } from './elaborate/values.js';
import { resolvePath } from './paths.js';
import { PRELUDE_FILE, parsedPrelude } from './prelude.js';
import { preludeSource } from './prelude.generated.js';
import type * as ast from './syntax/ast.js';
import type { Names, ParsedModule } from './syntax/parse.js';
import { parseModule } from './syntax/parse.js';

/** Reads the text of a file, or undefined when there is none; throws a DiagnosticError for other reasons. */
export type LoadSource = (path: string) => string | undefined;

/** A file with what it declares and imports, ready to elaborate. */
export interface LoadedModule {
  readonly parsed: ParsedModule;
  readonly scope: Scope;
}

/** All files that one network needs. */
export class ModuleLoader {
  readonly sources = new Map<string, string>();
  readonly modules = new Map<string, LoadedModule>();
  private readonly loading: { readonly file: string; readonly span?: Span }[] = [];
  private readonly language = languageScope();
  private prelude: Scope | undefined;

  constructor(
    private readonly loadSource: LoadSource,
    private readonly session: Session,
    /** Where names on lines with syntax errors are collected, per file. */
    private readonly doubtful: Map<string, Names>,
  ) {}

  /** Parses the file, loads what it imports and binds its names. */
  load(file: string, source: string, importedAt?: Span): LoadedModule {
    this.prelude ??= this.bindAll(parsedPrelude(), preludeSource, this.language).scope;
    this.loading.push(importedAt === undefined ? { file } : { file, span: importedAt });
    const module = this.bindAll(parseModule(source, file), source, this.prelude);
    this.loading.pop();
    return module;
  }

  private bindAll(parsed: ParsedModule, source: string, outer: Scope): LoadedModule {
    const { file, items } = parsed.module;
    this.sources.set(file, source);
    this.doubtful.set(file, parsed.doubtful);
    for (const diagnostic of parsed.diagnostics) this.session.report(diagnostic);
    const scope = new Scope(outer, file === PRELUDE_FILE ? 'language' : 'file');
    const module = { parsed, scope };
    this.modules.set(file, module);
    for (const item of items) if (item.kind === 'import') this.import(item, scope);
    for (const item of items) {
      if (item.kind !== 'block' || item.name.text === '') continue;
      const binding = {
        value: { kind: 'block', block: item, scope },
        span: item.name.span,
      } as const;
      if (this.define(scope, item.name, binding)) continue;
      // Which of the two is meant by a call, nobody knows.
      scope.define(item.name.text, { value: POISON, span: item.name.span });
    }
    const context: Context = {
      session: this.session,
      scope,
      container: new Layer(undefined, file, { file, start: 0, end: 0 }),
      calls: [],
    };
    for (const item of items) {
      if (item.kind !== 'bind') continue;
      const taken = item.names.filter((name) => !this.free(scope, name));
      if (taken.length === 0) bind(item, context);
    }
    return module;
  }

  /** Binds a name that the file has not bound yet; false when it has. */
  private define(
    scope: Scope,
    name: ast.Identifier,
    binding: Parameters<Scope['define']>[1],
  ): boolean {
    const free = this.free(scope, name);
    if (free) scope.define(name.text, binding);
    return free;
  }

  /** Whether a file has not bound the name yet; reports when it has. */
  private free(scope: Scope, name: ast.Identifier): boolean {
    const known = scope.own(name.text);
    if (known === undefined) return true;
    this.session.report({
      severity: 'error',
      code: 'name/twice',
      title: `\`${name.text}\` is declared twice in this file`,
      primary: { span: name.span, message: 'declared again here' },
      ...(known.span === undefined
        ? {}
        : { secondary: [{ span: known.span, message: 'first declared here' }] }),
    });
    return false;
  }

  private import(item: ast.ImportItem, scope: Scope): void {
    const imported = this.find(item);
    const missing: ast.Identifier[] = [];
    for (const { name, local } of item.names) {
      const found = imported?.scope.own(name.text);
      if (found === undefined) missing.push(name);
      const value = found?.value ?? POISON;
      // An import that stands there twice is one mistake, whatever it imports.
      if (!this.define(scope, local, { value, span: local.span })) return;
    }
    if (imported !== undefined) this.reportMissing(imported, missing);
  }

  /** Each name that is probably another, and the first of the others: it may be the wrong file. */
  private reportMissing({ parsed }: LoadedModule, names: readonly ast.Identifier[]): void {
    const { items, file } = parsed.module;
    const offered = items.flatMap((each) =>
      each.kind === 'block'
        ? [each.name.text]
        : each.kind === 'bind'
          ? each.names.map((bound) => bound.text)
          : [],
    );
    const missing = names.filter(({ text }) => this.doubtful.get(file)?.has(text) !== true);
    // What could not be read may hold it.
    const strange =
      parsed.diagnostics.length > 0
        ? undefined
        : missing.find(({ text }) => didYouMean(text, offered) === undefined);
    for (const name of missing) {
      const advice = didYouMean(name.text, offered);
      if (advice === undefined && name !== strange) continue;
      this.session.report({
        severity: 'error',
        code: 'import/name',
        title: `\`${file}\` has no \`${name.text}\``,
        primary: { span: name.span, message: 'not declared in that file' },
        ...(advice ?? {
          hint:
            offered.length === 0 ? 'it declares no blocks' : `it declares ${offered.join(', ')}`,
        }),
      });
    }
  }

  private find(item: ast.ImportItem): LoadedModule | undefined {
    const { path } = item;
    if (path.kind === 'error') return undefined;
    const text = path.parts[0] ?? '';
    if (path.parts.length > 1 || typeof text !== 'string') {
      this.importError('path', 'the file of an import is a plain string', path.span, {
        message: 'nothing may be put into it',
      });
      return undefined;
    }
    const file = resolvePath(path.span.file, text);
    const known = this.modules.get(file);
    const cycle = this.loading.findIndex((each) => each.file === file);
    if (cycle >= 0) {
      const chain = [...this.loading.slice(cycle).map((each) => each.file), file];
      this.importError('cycle', `these files import one another: ${chain.join(' → ')}`, path.span, {
        message: 'this import closes the circle',
        hint: 'move what both need into a third file',
      });
      return undefined;
    }
    if (known !== undefined) return known;
    const source = this.readSource(file, path.span);
    return source === undefined ? undefined : this.load(file, source, path.span);
  }

  private readSource(file: string, span: Span): string | undefined {
    try {
      const source = this.loadSource(file);
      if (source !== undefined) return source;
      this.importError('file', `there is no file \`${file}\``, span, {
        message: 'cannot be read',
        hint: 'paths are relative to the file that imports',
      });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      for (const { title } of error.diagnostics) {
        this.importError('file', title, span, { message: 'cannot be read' });
      }
    }
    return undefined;
  }

  private importError(
    code: 'cycle' | 'file' | 'name' | 'path',
    title: string,
    span: Span,
    { message, hint }: { readonly message: string; readonly hint?: string },
  ): void {
    this.session.report({
      severity: 'error',
      code: `import/${code}`,
      title,
      primary: { span, message },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** Ops and functions, which every file sees. */
function languageScope(): Scope {
  const scope = new Scope(undefined, 'language');
  for (const [name, entry] of SURFACES) scope.define(name, { value: { kind: 'op', entry } });
  for (const value of FUNCTIONS) scope.define(value.name, { value });
  return scope;
}
