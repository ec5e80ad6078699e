import { expect, test } from 'vitest';
import { declarationText } from '../../compiler/codegen/bundle/declaration.js';
import type { Network } from '../../runtime/load.js';
import { loadBundle } from '../../runtime/load.js';
import { wasm } from '../../runtime/parts/wasm.js';
import { bundleFiles, importBundle } from '../support/bundles.js';
import { expectError } from '../support/network-error.js';
import { partsWith } from '../support/parts.js';
import { handwrittenPictures, only } from '../support/programs.js';
import { inMemory } from '../support/run-program.js';

const program = only(
  'wasm',
  handwrittenPictures({ fit: 'contain', resize: 'bilinear', fill: [1, 2, 3] }),
);

async function load(): Promise<Network> {
  return (await importBundle(bundleFiles(program))).load();
}

/** The names of all properties inside `value`, at any depth. */
function propertiesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const nested = Object.values(value).flatMap(propertiesIn);
  return Array.isArray(value) ? nested : [...Object.keys(value), ...nested];
}

test('what it says of itself is what the declaration has, and nothing else', async () => {
  const network = await load();
  const declared = declarationText(program);
  const documented = (names: readonly string[]): string[] =>
    names.filter((name) => new RegExp(`^  +(readonly )?${name}\\??[:(<]`, 'm').test(declared));
  const own = Object.keys(network);
  expect(documented(own).sort()).toEqual(own.filter((name) => name !== 'threads').sort());
  const described = [...new Set(propertiesIn([network.inputs, network.outputs]))];
  expect(described).toContain('standardDeviation');
  expect(documented(described)).toEqual(described);
  network.dispose();
});

test('what it says of itself cannot be changed, all the way down', async () => {
  const network = await load();
  const everyObject = (value: unknown): object[] =>
    typeof value === 'object' && value !== null
      ? [value, ...Object.values(value).flatMap(everyObject)]
      : [];
  const objects = everyObject([network.inputs, network.outputs]).slice(1);
  expect(objects.length).toBeGreaterThan(10);
  for (const each of objects) expect(Object.isFrozen(each)).toBe(true);
  expect(() => {
    (network.inputs[0].shape as number[])[0] = 7;
  }).toThrow(TypeError);
  network.dispose();
});

test('is disposed of at the end of a block', async () => {
  const network = await loadBundle(inMemory(program), partsWith(program, wasm));
  // What `using network = await load()` does.
  network[Symbol.dispose]();
  await expectError(
    network.run({}),
    'disposed',
    "The network 'handwritten' was disposed of: call load() again.",
  );
});

test('loads where there is no Symbol.dispose yet, and leaves no trace of it', async () => {
  const description = Object.getOwnPropertyDescriptor(Symbol, 'dispose');
  const text = [...bundleFiles(program)].map(
    ([name, bytes]) =>
      [
        name,
        Buffer.from(
          Buffer.from(bytes).toString('latin1').replace('Symbol.dispose', 'Symbol.none'),
          'latin1',
        ),
      ] as const,
  );
  expect(description).toBeDefined();
  const network = await (await importBundle(new Map(text))).load();
  expect(Object.keys(network)).not.toContain('undefined');
  network.dispose();
});
