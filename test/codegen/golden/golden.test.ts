import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { computingNodes } from '../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../compiler/codegen/schedule/placement/place.js';
import { printKernel } from '../../../compiler/lower/loops/print-loops.js';
import type { Program } from '../../../compiler/codegen/program.js';
import type { Span } from '../../../compiler/diagnostics/diagnostic.js';
import { loadNetwork } from '../../../compiler/frontend/index.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import type { Graph } from '../../../compiler/ir/graph.js';
import { printGraph } from '../../../compiler/ir/print.js';
import type { Tensor } from '../../../compiler/ir/tensor.js';
import { elementsOf } from '../../../compiler/ir/tensor.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { bindWeights, randomWeights } from '../../../compiler/weights/index.js';
import { expectClose } from '../../support/close.js';
import { randomTensor } from '../../support/random-tensor.js';
import { runProgramWasm } from '../../support/run-program.js';
import { describeWebGpu } from '../../support/webgpu.js';
import { WgslRunner } from '../../support/wgsl-runner.js';
import { cpuKernel, gpuKernels, placeForGpu, placeNode } from '../../support/usual-machines.js';

/**
 * Every `.net` file in this folder through every level of the compiler, as text to be read beside its
 * source (`vitest -u` writes it anew: read what changed), and run on both targets.
 */
const folder = import.meta.dirname;
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.net'))
  .map((file) => file.replace('.net', ''));

interface Golden {
  readonly source: string;
  readonly graph: Graph;
  readonly compiled: Graph;
  readonly compiledForGpu: Graph;
  readonly program: Program;
  readonly inputs: Readonly<Record<string, Tensor>>;
}

async function compile(name: string): Promise<Golden> {
  const path = `${name}.net`;
  const source = readFileSync(join(folder, path), 'utf8');
  const loaded = loadNetwork({ path, source, loadSource: () => undefined });
  if (loaded.graph === undefined) throw new Error(loaded.diagnostics[0].title);
  const { graph, diagnostics } = bindWeights(loaded.graph, randomWeights(1));
  expect([...loaded.diagnostics, ...diagnostics]).toEqual([]);
  const compiled = runPipeline(graph, { verify: true });
  const compiledForGpu = runPipeline(graph, { target: 'webgpu', verify: true });
  const locate = ({ file, start }: Span): string =>
    `${file}:${source.slice(0, start).split('\n').length}`;
  const program = await compileNetwork(graph, {}, { locate });
  const inputs = Object.fromEntries(
    graph.inputs.map(({ value: { name, type } }) => {
      const { shape, data } = randomTensor(type.shape, name);
      return [name, { shape, data: elementsOf(type.element, data) }];
    }),
  );
  return { source, graph, compiled, compiledForGpu, program, inputs };
}

function levelsText({ source, graph, compiled, compiledForGpu, program }: Golden): string {
  const constants = constantsOf(compiled);
  const nodes = computingNodes(compiled).map((node) => placeNode(node, constants));
  const constantsForGpu = constantsOf(compiledForGpu);
  const onGpu = computingNodes(compiledForGpu).map((node) => placeForGpu(node, constantsForGpu));
  const sections: [string, string][] = [
    ['source', source],
    ['graph', printGraph(graph)],
    ['graph after all passes', printGraph(compiled)],
    ['loops for one core', nodes.map((node) => printKernel(cpuKernel(node))).join('\n')],
    ['WebAssembly', program.wasm?.wat() ?? ''],
    ['loops for a GPU', onGpu.flatMap(gpuKernels).map(printKernel).join('\n')],
    ['WGSL', program.webgpu?.shaders.map(({ code }) => code).join('\n') ?? ''],
  ];
  return sections.map(([title, text]) => `======== ${title}\n\n${text.trimEnd()}\n`).join('\n');
}

describe.each(cases)('%s', (name) => {
  it('reads as recorded at every level', async () => {
    await expect(levelsText(await compile(name))).toMatchFileSnapshot(`${name}.golden.txt`);
  });

  it('computes in WebAssembly what the reference does', async () => {
    const { graph, program, inputs } = await compile(name);
    const data = Object.entries(inputs).map(([key, tensor]) => [key, tensor.data]);
    const actual = await runProgramWasm(
      program,
      Object.fromEntries(data) as Record<string, Float32Array>,
    );
    for (const [output, tensor] of Object.entries(interpret(graph, inputs))) {
      expectClose({ shape: tensor.shape, data: actual[output] }, tensor, output);
    }
  });
});

await describeWebGpu('golden cases in WGSL', () => {
  const device = WgslRunner.create();
  it.each(cases)('%s computes what the reference does', async (name) => {
    const { graph, program, inputs } = await compile(name);
    const actual = await (await device).run(program, inputs);
    for (const [output, tensor] of Object.entries(interpret(graph, inputs))) {
      expectClose(actual[output], tensor, output);
    }
  });
});
