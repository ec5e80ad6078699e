import { describe, expect, test } from 'vitest';
import { compileNetwork } from '../compiler/compile.js';
import { passesFor, PIPELINE, runPipeline } from '../compiler/passes/pipeline.js';
import { bundleFiles } from './support/bundles.js';
import { exampleGraph } from './support/example.js';
import { generateProgram } from './support/usual-machines.js';

const graph = exampleGraph('lenet5/lenet5.net');

describe('compileNetwork', () => {
  test('runs the passes that targets have in common once', async () => {
    const seen: string[] = [];
    await compileNetwork(graph, {}, { observe: ({ name }) => seen.push(name) });
    const common = PIPELINE.filter(({ target }) => target === 'all').map(({ name }) => name);
    const own = (['wasm', 'webgpu'] as const).flatMap((target) =>
      passesFor(target)
        .filter((pass) => pass.target !== 'all')
        .map(({ name }) => name),
    );
    expect(seen).toEqual([...common, ...own]);
  });

  test('gives what passes and code generation give one after another', async () => {
    const settings = { weightsAs: 'f16', winograd: 2, threads: 3 } as const;
    const program = await compileNetwork(graph, settings);
    const apart = await generateProgram(
      {
        wasm: runPipeline(graph, settings),
        webgpu: runPipeline(graph, { ...settings, target: 'webgpu' }),
      },
      { threads: 3 },
    );
    expect(program.wasm?.binary).toEqual(apart.wasm?.binary);
    expect(program.webgpu?.shaders).toEqual(apart.webgpu?.shaders);
    expect(program.weights.byteLength).toBe(apart.weights.byteLength);
  });

  test('says in the declarations what a bundle was compiled with', async () => {
    const files = bundleFiles(await compileNetwork(graph, { targets: ['wasm'], threads: 2 }));
    const [first] = new TextDecoder().decode(files.get('lenet5.d.ts')).split('\n');
    expect(first).toBe(
      '/** lenet5, a neural network compiled by Netloom with `--target wasm --weights-as f32 --winograd 4 --threads 2`. */',
    );
  });
});
