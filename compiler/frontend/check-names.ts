import type { Span } from '../diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from './codes.js';
import type { Scope } from './elaborate/scope.js';
import { adviceOnName } from './foreign/advice.js';
import type { NameResolution, NameScope, NameSymbol, NameUse } from './resolve-names.js';
import { namesAt } from './resolve-names.js';
import type * as ast from './syntax/ast.js';

/** What can be declared and go unused. */
type Unused = 'binding' | 'block' | 'constant' | 'import' | 'parameter';

/** What a file is to the network that is built. */
export interface CheckedFile {
  readonly module: ast.Module;
  readonly scope: Scope;
  readonly names: NameResolution;
  /** Names on lines with syntax errors: they may be bound there. */
  readonly doubtful: ReadonlySet<string>;
  /** It was not imported, so its own blocks should be used. */
  readonly isRoot: boolean;
}

/** The key of a use of a name. */
export function placeOf(span: Span): string {
  return `${span.file}:${span.start}`;
}

/**
 * Finds unknown and unused names without running anything, so that blocks nobody calls and branches
 * not taken are checked too.
 */
export function checkNames(file: CheckedFile): FrontendDiagnostic[] {
  const { module, names, isRoot } = file;
  const hasNetwork = module.items.some((item) => item.kind === 'network');
  return [
    ...names.scopes.flatMap((scope) => [
      ...scope.repeated.map((name) => declaredTwice(name, scope)),
      ...[...scope.symbols.values()].flatMap((symbol) => unusedLocal(file, symbol, scope)),
    ]),
    ...names.uses.filter(({ known }) => !known).flatMap((use) => unknownName(file, use)),
    ...[...names.items.values()].flatMap((symbol) =>
      unusedItem(file, symbol, isRoot && hasNetwork),
    ),
  ];
}

function declaredTwice({ text, span }: ast.Identifier, { symbols }: NameScope): FrontendDiagnostic {
  const first = symbols.get(text)?.sites[0];
  return {
    severity: 'error',
    code: 'name/twice',
    title: `there are two parameters \`${text}\``,
    primary: { span, message: 'declared again here' },
    ...(first === undefined
      ? {}
      : { secondary: [{ span: first, message: 'first declared here' }] }),
  };
}

function unusedLocal(
  file: CheckedFile,
  { name, kind, read, sites: [span] }: NameSymbol,
  { container }: NameScope,
): FrontendDiagnostic[] {
  if (read || kind === 'loop' || mayGoUnused(file, name)) return [];
  return kind === 'parameter'
    ? [unused('parameter', `\`${container.name.text}\` never uses its parameter \`${name}\``, span)]
    : [unused('binding', `\`${name}\` is never used`, span)];
}

/** Imports should be used, and blocks and constants of a file that is not imported itself. */
function unusedItem(
  file: CheckedFile,
  { name, kind, read, sites: [span] }: NameSymbol,
  ownToo: boolean,
): FrontendDiagnostic[] {
  if (read || mayGoUnused(file, name)) return [];
  const isOwn = kind === 'block' || kind === 'constant';
  if (kind !== 'import' && !(ownToo && isOwn)) return [];
  return [unused(kind, `the ${kind} \`${name}\` is never used`, span)];
}

function mayGoUnused({ doubtful }: CheckedFile, name: string): boolean {
  return name === '' || name.startsWith('_') || doubtful.has(name);
}

function unused(code: Unused, title: string, span: Span): FrontendDiagnostic {
  return {
    severity: 'warning',
    code: `unused/${code}`,
    title,
    primary: { span, message: 'not used' },
    hint: 'remove it, or let its name begin with `_`',
  };
}

function unknownName(
  { scope, names, doubtful }: CheckedFile,
  { name, span, member }: NameUse,
): FrontendDiagnostic[] {
  if (name === '' || doubtful.has(name)) return [];
  const { bound, provided } = scope.names();
  const local = namesAt(names, span.start).map((symbol) => symbol.name);
  return [
    {
      severity: 'error',
      code: 'name/unknown',
      title: `there is no \`${name}\` here`,
      primary: { span, message: 'unknown name' },
      ...adviceOnName(name, { bound: [...local, ...bound], provided }, member),
    },
  ];
}
