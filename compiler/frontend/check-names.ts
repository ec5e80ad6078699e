import type { Span } from '../diagnostics/diagnostic.js';
import type { Advice } from '../diagnostics/nearest.js';
import { didYouMean } from '../diagnostics/nearest.js';
import type { FrontendDiagnostic } from './codes.js';
import { argumentWords } from './elaborate/argument-words.js';
import type { Scope } from './elaborate/scope.js';
import { adviceOnName } from './foreign/advice.js';
import type {
  ArgumentUse,
  NameResolution,
  NameScope,
  NameSymbol,
  NameUse,
} from './resolve-names.js';
import { namesAt } from './resolve-names.js';
import type * as ast from './syntax/ast.js';
import type { Names } from './syntax/parse.js';

/** What can be declared and go unused. */
type Unused = 'binding' | 'block' | 'constant' | 'import' | 'parameter';

/** What a file is to the network that is built. */
export interface CheckedFile {
  readonly module: ast.Module;
  readonly scope: Scope;
  readonly names: NameResolution;
  /** Names on lines with syntax errors: they may be bound there. */
  readonly doubtful: Names;
  /** It was not imported, so its own blocks should be used. */
  readonly isRoot: boolean;
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
    ...unknownNames(file),
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

/** Other places of an unknown name that are shown. */
const MOST_PLACES = 3;
/** More unknown names than this that look like nothing are one error: they may have one cause. */
const MOST_STRANGE = 2;

/** Every unknown name once, with the places where it stands. */
function unknownNames(file: CheckedFile): FrontendDiagnostic[] {
  const byName = new Map<string, NameUse[]>();
  for (const use of file.names.uses) {
    if (use.known || use.inDoubt === true || use.name === '' || file.doubtful.has(use.name))
      continue;
    byName.set(use.name, [...(byName.get(use.name) ?? []), use]);
  }
  const all = [...byName.values()].map((uses) => ({ uses, advice: adviceOn(file, uses[0]) }));
  const strange = all.filter(({ advice }) => advice === undefined);
  const together = strange.length > MOST_STRANGE;
  const alone = together ? all.filter(({ advice }) => advice !== undefined) : all;
  return [
    ...alone.map(({ uses: [first, ...others], advice }) =>
      unknownName([first.name], first, others, advice),
    ),
    ...(together ? [unknownTogether(strange.map(({ uses }) => uses[0]))] : []),
  ];
}

function adviceOn(
  { scope, names }: CheckedFile,
  { name, span, member, argument }: NameUse,
): Advice | undefined {
  const { bound, provided } = scope.names();
  const local = namesAt(names, span.start).map((symbol) => symbol.name);
  const words = argument === undefined ? [] : wordsFor(argument, scope);
  if (argument !== undefined && words.length > 0) {
    const [noun, verb] = words.length === 1 ? ['word', 'is'] : ['words', 'are'];
    const hint = `the ${noun} for \`${argument.name}\` ${verb} ${words.join(', ')}`;
    return didYouMean(name, [...words, ...local, ...bound]) ?? { hint };
  }
  return adviceOnName(name, { bound: [...local, ...bound], provided }, member);
}

/** The words that an argument takes. */
function wordsFor({ name, of, callee }: ArgumentUse, scope: Scope): readonly string[] {
  const called = of === 'call' ? scope.lookupCallable(callee) : { kind: of, name: callee };
  return called === undefined ? [] : argumentWords(called, name);
}

function unknownTogether([first, ...others]: readonly NameUse[]): FrontendDiagnostic {
  return unknownName(
    [first, ...others].map(({ name }) => name),
    first,
    others,
    undefined,
  );
}

function unknownName(
  unknown: readonly string[],
  { span }: NameUse,
  others: readonly NameUse[],
  advice: Advice | undefined,
): FrontendDiagnostic {
  const quoted = unknown.map((name) => `\`${name}\``);
  const listed = [quoted.slice(0, -1).join(', '), quoted[quoted.length - 1]]
    .filter((part) => part !== '')
    .join(' or ');
  const more = others.length - MOST_PLACES;
  return {
    severity: 'error',
    code: 'name/unknown',
    title: `there is no ${listed} here`,
    primary: { span, message: 'unknown name' },
    ...(others.length === 0
      ? {}
      : {
          secondary: others
            .slice(0, MOST_PLACES)
            .map((other) => ({ span: other.span, message: 'nor here' })),
        }),
    ...(more > 0 ? { notes: [`and in ${more} more ${more === 1 ? 'place' : 'places'}`] } : {}),
    ...advice,
  };
}
