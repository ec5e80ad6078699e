import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from '../../compiler/frontend/codes.js';
import type { LoadSource } from '../../compiler/frontend/index.js';
import { loadNetwork } from '../../compiler/frontend/index.js';
import type { SourceFile } from '../../compiler/frontend/load.js';
import type { WantedParameter } from '../../compiler/weights/bind.js';
import { parametersOf } from '../../compiler/weights/index.js';
import { Observations } from './observations.js';

/** All that the compiler says about one file and what it imports. */
export interface Analysis {
  readonly path: string;
  readonly source: string;
  readonly diagnostics: readonly FrontendDiagnostic[];
  /** The text of every file that a span may point into. */
  readonly sources: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly observations: Observations;
  /** Parameters of the networks that have no errors. */
  readonly parameters: readonly WantedParameter[];
  /** Files that were asked for, also those that there are not. */
  readonly asked: ReadonlySet<string>;
}

/** Codes that say that a command needs one network, which an editor does not. */
const OF_COMMANDS: readonly string[] = ['network/none', 'network/several'];

/** Builds every network of a file. Never throws for anything that a text can hold. */
export function analyse(path: string, source: string, loadSource: LoadSource): Analysis {
  const observations = new Observations();
  const asked = new Set<string>();
  const load = (network?: string): ReturnType<typeof loadNetwork> =>
    loadNetwork({
      path,
      source,
      observe: observations.observe,
      loadSource(file) {
        asked.add(file);
        return loadSource(file);
      },
      ...(network === undefined ? {} : { network }),
    });
  const first = load();
  const items = first.files.get(path)?.parsed.module.items ?? [];
  const names = items.flatMap((item) => (item.kind === 'network' ? [item.name.text] : []));
  const loaded = names.length > 1 ? [...new Set(names)].map((name) => load(name)) : [first];
  return {
    path,
    source,
    diagnostics: distinct(loaded.flatMap(({ diagnostics }) => diagnostics)),
    sources: first.sources,
    files: first.files,
    observations,
    parameters: loaded.flatMap(({ graph }) => (graph === undefined ? [] : parametersOf(graph))),
    asked,
  };
}

/** Each diagnostic once: what stands outside of networks is reported with every one. */
function distinct(diagnostics: readonly FrontendDiagnostic[]): FrontendDiagnostic[] {
  const seen = new Map<string, FrontendDiagnostic>();
  for (const diagnostic of diagnostics) {
    if (OF_COMMANDS.includes(diagnostic.code)) continue;
    seen.set(JSON.stringify([diagnostic.code, diagnostic.title, diagnostic.primary]), diagnostic);
  }
  return [...seen.values()];
}

export function contains({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
