import { expect, test } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { bundleFiles, named } from '../support/bundles.js';
import { exampleGraph } from '../support/example.js';

/** The promise of the README: all code of LeNet-5, before compression and weights aside. */
const budget = 16 * 1024;

test.each([[['wasm'] as const], [['wasm', 'webgpu'] as const]])(
  'LeNet-5 for %s: JavaScript and wasm stay within the budget',
  async (targets) => {
    const graph = exampleGraph('lenet5/lenet5.net');
    const files = bundleFiles(await compileNetwork(graph, { targets: [...targets] }));
    const bytes = (name: string): number => files.get(name)?.length ?? Infinity;
    expect(bytes('lenet5.js') + bytes(named(files, 'wasm'))).toBeLessThan(budget);
  },
);
