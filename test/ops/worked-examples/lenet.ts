import { expect } from 'vitest';
import { loadNetwork } from '../../../compiler/frontend/index.js';
import { elementCount } from '../../../compiler/ir/types.js';
import { constantOf } from '../../../compiler/ir/rewrite.js';
import type { Checks, Entry } from './entry.js';

/** What a layer of LeNet-5 gives for an input of height, width and channels, and its parameters. */
function layer(
  [height, width, channels]: readonly number[],
  body: string,
): { readonly out: number[]; readonly params: number } {
  const source = `network layer {
  input x: tensor(1, ${channels}, ${height}, ${width})
${body}
}
`;
  const { graph, diagnostics } = loadNetwork({
    path: 'layer.net',
    source,
    loadSource: () => undefined,
  });
  if (graph === undefined) throw new Error(diagnostics.map(({ title }) => title).join('\n'));
  const [, maps, ...size] = graph.outputs[0].value.type.shape;
  const params = graph.nodes
    .filter((node) => constantOf(node)?.parameter === true)
    .map(({ outputs: [{ type }] }) => elementCount(type.shape));
  return { out: [...size, maps], params: params.reduce((sum, count) => sum + count) };
}

function subsampling({ given }: Entry): ReturnType<typeof layer> {
  return layer(given.in as number[], `  output y = x -> subsample`);
}

/** `entries` is the whole list, because the links of C3 are an entry of their own. */
export function lenetChecks(entries: readonly Entry[]): Checks {
  const table = entries.find(({ id }) => id === 'lenet-c3-table')?.answer as number[][];
  return {
    'lenet-s2-params': (entry) => {
      expect(subsampling(entry).params).toBe(entry.answer);
    },
    'lenet-s4': (entry) => {
      const { out, params } = subsampling(entry);
      // Each element sees a window of k × k and its map's bias.
      const seen = (entry.given.k as number) ** 2 + 1;
      const connections = out.reduce((product, extent) => product * extent) * seen;
      expect({ out, params, connections }).toEqual(entry.answer);
    },
    'lenet-c3-params': ({ given, answer }) => {
      const {
        k,
        maps,
        links,
        out: wanted,
      } = given as { k: number; maps: number; links: number; out: number[] };
      expect(table.flat()).toHaveLength(links);
      // Each map convolves the maps of S2 that the table links it to.
      const sources = Array.from({ length: maps }, (_, map) =>
        [...table.keys()].filter((from) => table[from].includes(map)),
      );
      const body = `  output y = x -> connected_conv(${JSON.stringify(sources)}, kernel = ${k})`;
      const { out, params } = layer([14, 14, table.length], body);
      expect(out).toEqual([...wanted, maps]);
      expect({ params, connections: params * out[0] * out[1] }).toEqual(answer);
    },
  };
}
