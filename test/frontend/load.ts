import type { LoadedNetwork, SetValue } from '../../compiler/frontend/index.js';
import { loadNetwork, renderDiagnostic } from '../../compiler/frontend/index.js';
import type { ConstantData, Graph } from '../../compiler/ir/graph.js';
import { constantOf } from '../../compiler/ir/rewrite.js';
import { verifyGraph } from '../../compiler/ir/verify.js';

/** Other files that a source may import, by path. */
export type Files = Readonly<Record<string, string>>;

export function load(
  source: string,
  sets: Readonly<Record<string, SetValue>> = {},
  files: Files = {},
): LoadedNetwork {
  return loadNetwork({ path: 'main.net', source, sets, loadSource: (path) => files[path] });
}

/** The graph of a source without errors or warnings; it must pass the verifier. */
export function graphOf(
  source: string,
  sets: Readonly<Record<string, SetValue>> = {},
  files: Files = {},
): Graph {
  const { graph, diagnostics, sources } = load(source, sets, files);
  const messages = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sources));
  if (graph === undefined || messages.length > 0) throw new Error(messages.join('\n\n'));
  const broken = verifyGraph(graph);
  if (broken.length > 0) throw new Error(broken.map((each) => each.title).join('\n'));
  return graph;
}

/** A network around statements: input `x` [1,3,8,8] and output `y`. */
export function network(...statements: readonly string[]): string {
  return `network test {
  input x: tensor(1, 3, 8, 8)
${statements.map((statement) => `  ${statement}\n`).join('')}  output y
}
`;
}

export function constants(graph: Graph): ConstantData[] {
  return graph.nodes.flatMap((node) => constantOf(node) ?? []);
}

/** Full names of the parameters, in the order in which the network reads them. */
export function parameterNames(graph: Graph): string[] {
  return constants(graph).flatMap((data) => (data.parameter === true ? [data.label] : []));
}

/** Codes of all diagnostics with the text they underline. */
export function codes({ diagnostics, sources }: LoadedNetwork): string[] {
  return diagnostics.map(({ code, primary }) => {
    if (primary === undefined) return code;
    const { file, start, end } = primary.span;
    return `${code} ${sources.get(file)?.slice(start, end) ?? ''}`;
  });
}
