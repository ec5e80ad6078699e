import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../compiler/frontend/elaborate/context.js';
import type { LoadedNetwork } from '../../compiler/frontend/index.js';
import { loadNetwork, renderDiagnostic } from '../../compiler/frontend/index.js';
import { listFiles } from '../support/list-files.js';
import { Mutator, tokensOf } from '../support/mutations.js';
import { projectRoot } from '../support/paths.js';
import { randomNumbers } from '../support/random-tensor.js';

/** A program, and the file of it that is changed. */
interface Base {
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
  readonly changed: string;
  /** The first, where the file holds several. */
  readonly network?: string;
}

const folder = join(projectRoot, 'examples');
const files = Object.fromEntries(
  listFiles(folder, '.net').map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
);
const blocks = 'zoo/blocks.net';
const guide = readFileSync(join(projectRoot, 'docs/language.md'), 'utf8');
const bases: readonly Base[] = [
  ...Object.keys(files)
    .filter((path) => path !== blocks)
    .map((path) => ({ path, files, changed: path, ...firstOfSeveral(files[path]) })),
  { path: 'zoo/inception/googlenet.net', network: 'googlenet', files, changed: blocks },
  ...[...guide.matchAll(/```net\n(.*?)```/gs)].map(([, text], index) => {
    const path = `language-${index}.net`;
    return { path, files: { [path]: text }, changed: path };
  }),
];

function firstOfSeveral(source: string): { network?: string } {
  const [first, ...others] = Array.from(source.matchAll(/^network (\w+)/gm), ([, name]) => name);
  return others.length > 0 ? { network: first } : {};
}

/** Builds the network; fails where that takes long. */
function built(
  { path, files: sources, network }: Base,
  changed: string,
  text: string,
): LoadedNetwork {
  const all = { ...sources, [changed]: text };
  const read = (file: string): string | undefined =>
    Object.hasOwn(all, file) ? all[file] : undefined;
  let evaluated = 0;
  const start = performance.now();
  const loaded = loadNetwork({
    path,
    source: all[path],
    ...(network !== undefined && { network }),
    loadSource: read,
    observe: () => {
      evaluated++;
    },
  });
  // The second finds what hangs without evaluating anything.
  expect(evaluated).toBeLessThanOrEqual(LIMITS.steps);
  expect(performance.now() - start).toBeLessThan(5000);
  return loaded;
}

function errorsOf({ diagnostics, sources }: LoadedNetwork): string[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((diagnostic) => renderDiagnostic(diagnostic, sources));
}

describe('one mistake in a program gives one error, or two', () => {
  test.each(bases.map((base) => [`${base.path}, ${base.changed} changed`, base] as const))(
    '%s',
    (name, base) => {
      const { changed } = base;
      const original = base.files[changed];
      expect(errorsOf(built(base, changed, original))).toEqual([]);
      const vocabulary = [...new Set(Object.values(base.files).flatMap(tokensOf))].filter(
        (token) => !/^[\s#]/.test(token),
      );
      const mutator = new Mutator(randomNumbers(name), vocabulary);
      for (let index = 0; index < 70; index++) {
        const { what, text } = mutator.mutate(original);
        const loaded = built(base, changed, text);
        const errors = errorsOf(loaded);
        if (errors.length > 2) expect({ what, text, errors }).toEqual('one error, or two');
        expect(loaded.graph === undefined).toBe(errors.length > 0);
      }
    },
  );
});
