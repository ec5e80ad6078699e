import { describe, expect, it, test } from 'vitest';
import type { Size } from '../../compiler/compile.js';
import { compileNetwork, compileSizes } from '../../compiler/compile.js';
import type { Program } from '../../compiler/codegen/program.js';
import { declarationText } from '../../compiler/codegen/bundle/declaration.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { arraysFor } from '../../runtime/outputs.js';
import type { Settings } from '../../compiler/settings.js';
import { bundleFiles, importBundle } from '../support/bundles.js';
import { expectClose } from '../support/close.js';
import { randomTensor } from '../support/random-tensor.js';
import { sourceGraph } from '../support/source-graph.js';
import { testGpu } from '../support/webgpu.js';

/** Weights do not depend on the size, but for a literal, `steps`, which is written in the source. */
function at(size: number): Size {
  const graph = sourceGraph(`
    network sized {
      input photo: tensor(1, 3, ${size}, ${size + 1})
      steps = [${size}, 2, 3, 4]
      x = photo -> conv(8, kernel = 3, padding = 1) as conv -> batch_norm as bn -> relu
      output y = x -> global_avg_pool -> flatten -> linear(4) as fc
      output z = y * steps
    }`);
  return { set: { size }, graph };
}

const SIZES = [at(6), at(17), at(9)] as const;

function compiled(settings: Partial<Settings> = { targets: ['wasm'] }): Promise<Program> {
  return compileSizes([...SIZES], settings);
}

describe('a network at several sizes', async () => {
  const { gpu } = await testGpu();

  it.each([
    ['on WebAssembly', { targets: ['wasm'] }, false],
    ['on WebAssembly with threads', { targets: ['wasm'], threads: 2 }, false],
    ['with relaxed SIMD', { targets: ['wasm'], relaxedSimd: true }, false],
    ['from a single file', { targets: ['wasm'] }, true],
    ['on WebGPU', { targets: ['webgpu'] }, false],
  ] as const)('computes what the reference does at each, %s', async (_, settings, singleFile) => {
    const target = settings.targets[0];
    if (target === 'webgpu' && gpu === undefined) return;
    const { load } = await importBundle(
      bundleFiles(await compiled({ ...settings, targets: [target] }), { singleFile }),
    );
    for (const { set, graph } of SIZES) {
      const network = await load({ set, target, ...(gpu && { gpu }) });
      const photo = randomTensor(graph.inputs[0].value.type.shape, 'photo');
      expect(network.inputs[0].shape).toEqual(photo.shape);
      const actual = await network.run({ photo: photo.data }, arraysFor(network.outputs));
      for (const [name, tensor] of Object.entries(interpret(graph, { photo }))) {
        expectClose({ shape: tensor.shape, data: actual[name] }, tensor, name);
      }
      network.dispose();
    }
  });

  it('is the first that fits, and none where none does', async () => {
    const { load } = await importBundle(bundleFiles(await compiled()));
    const first = await load();
    expect(first.inputs[0].shape).toEqual([1, 3, 6, 7]);
    first.dispose();
    await expect(load({ set: { size: 8 } })).rejects.toMatchObject({
      code: 'set/unknown',
      message: 'This bundle has no {"size":8}: it has {"size":6}, {"size":17}, {"size":9}.',
    });
  });

  it('shares the weights that are packed alike, and no others', async () => {
    const { weights, others = [] } = await compiled();
    for (const other of others) expect(other.weights).toBe(weights);
    const { weights: alone } = await compileNetwork(SIZES[0].graph, { targets: ['wasm'] });
    const names = weights.segments.map(({ name }) => name);
    const added = names.filter((name) => !alone.segments.some((each) => each.name === name));
    expect(added.map((name) => name.replace(/ f32 .* of/, ' of'))).toEqual([
      'literal of size 2',
      'literal of size 3',
    ]);
  });

  it('says in its types which sizes there are', async () => {
    const text = declarationText(await compiled());
    expect(text).toContain('readonly set?: { readonly size?: 6 | 17 | 9 };');
    expect(text).toContain('At other sizes `f32[1,3,17,18]`, `f32[1,3,9,10]`.');
  });

  it('has the bundle of one size where there is one', async () => {
    const [{ graph }] = SIZES;
    const files = bundleFiles(await compileNetwork(graph, { targets: ['wasm'] }));
    expect(Buffer.from(files.get('sized.js') ?? []).toString()).not.toContain('set/unknown');
  });
});

test('what differs in more than extents is not one network', async () => {
  const other = sourceGraph(
    'network sized {\n input photo: tensor(1, 3)\n output y = photo * 2\n}',
  );
  await expect(compileSizes([SIZES[0], { set: { size: 1 }, graph: other }])).rejects.toThrow(
    'sized has other inputs or outputs with {"size":1} than with {"size":6}',
  );
});
