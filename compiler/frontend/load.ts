import type { Span } from '../diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from './codes.js';
import { didYouMean } from '../diagnostics/nearest.js';
import type { Graph, Value } from '../ir/graph.js';
import type { Block } from './elaborate/blocks.js';
import type { Observe } from './elaborate/context.js';
import { Halt, Session } from './elaborate/context.js';
import { Draft } from './elaborate/draft.js';
import type { SetValue } from './elaborate/network.js';
import { elaborateNetwork } from './elaborate/network.js';
import type { WeightsDeclaration } from './elaborate/weights.js';
import type { LoadedModule, LoadSource } from './modules.js';
import { ModuleLoader } from './modules.js';
import { PRELUDE_FILE } from './prelude.js';
import { checkNames } from './check-names.js';
import { nameIn, placeOf } from './elaborate/checked-names.js';
import type { NameResolution } from './resolve-names.js';
import { resolveNames } from './resolve-names.js';
import type * as ast from './syntax/ast.js';
import type { Names, ParsedModule } from './syntax/parse.js';

export interface LoadOptions {
  /** Name of the file, for messages and for what it imports. */
  readonly path: string;
  readonly source: string;
  /** Reads imported files; undefined means that there is none, a DiagnosticError why one cannot be read. */
  readonly loadSource: LoadSource;
  /** Values for network parameters: `{ classes: '10' }` or `{ classes: 10 }`. */
  readonly sets?: Readonly<Record<string, SetValue>>;
  /** Which network, when the file holds several. */
  readonly network?: string;
  readonly observe?: Observe;
}

export interface LoadedNetwork {
  /** Absent when there are errors. */
  readonly graph?: Graph;
  /** The weights that the source names. */
  readonly weights?: WeightsDeclaration;
  /** The innermost named block that computes each value of the graph; the network's own are not in it. */
  readonly blocks: ReadonlyMap<Value, Block>;
  /** Names of the network's parameters. */
  readonly parameters: readonly string[];
  readonly diagnostics: readonly FrontendDiagnostic[];
  /** The text of every file that a span may point into. */
  readonly sources: ReadonlyMap<string, string>;
  /** Every file but the prelude. */
  readonly files: ReadonlyMap<string, SourceFile>;
}

/** A file as tree and tokens, and what its names mean. */
export interface SourceFile {
  readonly parsed: ParsedModule;
  readonly names: NameResolution;
}

/** From source text to graph. Never throws for anything that a text can hold. */
export function loadNetwork(options: LoadOptions): LoadedNetwork {
  const draft = new Draft();
  const doubtful = new Map<string, Names>();
  const session = new Session(draft, doubtful, options.observe);
  const loader = new ModuleLoader(options.loadSource, session, doubtful);
  const report = (diagnostic: FrontendDiagnostic): void => {
    session.report(diagnostic);
  };
  let network: ast.NetworkItem | undefined;
  let graph: Graph | undefined;
  let files: ReadonlyMap<string, SourceFile> = new Map();
  try {
    const module = loader.load(options.path, options.source);
    files = checkAllNames(loader, session, options.path);
    network = chooseNetwork(module, options, report);
    if (network !== undefined) {
      graph = elaborateNetwork(network, module.scope, options.sets ?? {}, session);
    }
  } catch (error) {
    if (!(error instanceof Halt)) throw error;
  }
  const { blocks, weights } = session;
  return {
    ...(graph === undefined ? {} : { graph }),
    ...(weights === undefined ? {} : { weights }),
    blocks,
    parameters: network?.parameters.map((parameter) => parameter.name.text) ?? [],
    diagnostics: inReadingOrder(withoutConsequences(session.diagnostics), loader),
    sources: loader.sources,
    files,
  };
}

/** Resolves and checks the names of every file but the prelude. */
function checkAllNames(
  loader: ModuleLoader,
  session: Session,
  root: string,
): Map<string, SourceFile> {
  const all = new Map<string, SourceFile>();
  const bound = new Set<string>();
  const unknown = new Set<string>();
  for (const [file, { parsed, scope }] of loader.modules) {
    if (file === PRELUDE_FILE) continue;
    const { module, doubtful } = parsed;
    const names = resolveNames(module, scope);
    all.set(file, { parsed, names });
    const found = checkNames({ module, scope, names, doubtful, isRoot: file === root });
    for (const diagnostic of found) session.report(diagnostic);
    for (const { name, known, span } of names.uses) {
      if (known) bound.add(placeOf(span));
      else unknown.add(nameIn(span.file, name));
    }
  }
  session.names = { bound, unknown };
  return all;
}

/** Leaves out warnings about a place that an error speaks of: they may go with it. */
function withoutConsequences(diagnostics: readonly FrontendDiagnostic[]): FrontendDiagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const spans = errors.flatMap(({ primary, secondary = [] }) =>
    [...(primary === undefined ? [] : [primary]), ...secondary].map(({ span }) => span),
  );
  return diagnostics.filter(
    ({ severity, primary }) =>
      severity === 'error' ||
      primary === undefined ||
      !spans.some((span) => isInside(primary.span, span)),
  );
}

function isInside(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && outer.start <= inner.start && inner.end <= outer.end;
}

/** Errors before warnings, and each in the order of the text. */
function inReadingOrder(
  diagnostics: readonly FrontendDiagnostic[],
  loader: ModuleLoader,
): FrontendDiagnostic[] {
  const files = [...loader.sources.keys()];
  const rank = ({ severity, primary }: FrontendDiagnostic): number[] => [
    severity === 'error' ? 0 : 1,
    primary === undefined ? -1 : files.indexOf(primary.span.file),
    primary?.span.start ?? 0,
  ];
  return [...diagnostics].sort((a, b) => {
    const [ranksA, ranksB] = [rank(a), rank(b)];
    const at = ranksA.findIndex((each, index) => each !== ranksB[index]);
    return at < 0 ? 0 : ranksA[at] - ranksB[at];
  });
}

function chooseNetwork(
  { parsed }: LoadedModule,
  { path, network: wanted }: LoadOptions,
  report: (diagnostic: FrontendDiagnostic) => void,
): ast.NetworkItem | undefined {
  const networks = parsed.module.items.filter((item) => item.kind === 'network');
  const names = networks.map((network) => network.name.text);
  const twice = networks.find((network, at) => names.indexOf(network.name.text) < at);
  if (twice !== undefined) {
    const first = networks[names.indexOf(twice.name.text)];
    report({
      severity: 'error',
      code: 'network/twice',
      title: `the network \`${twice.name.text}\` is declared twice`,
      primary: { span: twice.name.span, message: 'declared again here' },
      secondary: [{ span: first.name.span, message: 'first declared here' }],
    });
  }
  if (wanted !== undefined) {
    const found = networks.find((network) => network.name.text === wanted);
    // What could not be read may hold it.
    if (found === undefined && parsed.diagnostics.length === 0) {
      report({
        severity: 'error',
        code: 'network/unknown',
        title: `\`${path}\` has no network \`${wanted}\``,
        notes: [names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`],
        hint: didYouMean(wanted, names)?.hint,
      });
    }
    return found;
  }
  if (networks.length === 0 && parsed.diagnostics.length === 0) {
    report({
      severity: 'error',
      code: 'network/none',
      title: `\`${path}\` has no network`,
      hint: 'write `network name { … }`; a file of blocks is for import',
    });
  }
  if (networks.length > 1 && twice === undefined) {
    report({
      severity: 'error',
      code: 'network/several',
      title: `\`${path}\` has ${networks.length} networks: ${names.join(', ')}`,
      primary: { span: networks[1].name.span, message: 'the second of them' },
      secondary: [{ span: networks[0].name.span, message: 'the first' }],
      hint: `say which one is meant, as in \`--network ${names[0]}\``,
    });
    return undefined;
  }
  return networks.at(0);
}
