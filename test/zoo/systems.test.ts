import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Layer } from '../../cli/inspect/layers.js';
import { layersOf, totalsOf } from '../../cli/inspect/layers.js';
import type { Block } from '../../compiler/frontend/index.js';
import { compileNetwork } from '../../compiler/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { memoryReport } from '../../compiler/passes/plan-memory.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import type { Tolerance } from '../support/close.js';
import { expectClose } from '../support/close.js';
import { exampleGraph, exampleNetwork } from '../support/example.js';
import { runProgram } from '../support/run-program.js';
import { testGpu } from '../support/webgpu.js';
import { projectRoot } from '../support/paths.js';
import { CHECKLIST } from './checklist.js';
import { differenceFromOnnxRuntime } from './against-onnxruntime.js';
import { courseDocument } from './course-document.js';
import { randomInputs } from './random-inputs.js';
import agreement from './agreement.json' with { type: 'json' };
import type { Row, System } from './systems/system.js';
import { titleOf } from './systems/system.js';
import { SYSTEMS } from './systems.js';

const nameOf = ({ file, network, sets = {} }: System): string => {
  const given = Object.entries(sets).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return `${file} ${network}(${given.join(', ')})`;
};

/** What a row of a table says, of the layers that there are. */
function rowOf(layers: readonly Layer[], { layer, ...expected }: Row): Row {
  const within = (block?: Block): boolean =>
    block !== undefined && (`${block.path}.`.startsWith(`${layer}.`) || within(block.parent));
  const found = layers.filter(
    ({ name, block }) => `${name}.`.startsWith(`${layer}.`) || within(block),
  );
  const { parameters, macs } = totalsOf(found);
  return {
    layer,
    ...('shape' in expected && { shape: found.at(-1)?.outputShapes[0] }),
    ...('parameters' in expected && { parameters }),
    ...('macs' in expected && { macs }),
  };
}

/**
 * Rounding is measured against the largest of a tensor: a small element may be the difference of large ones, and
 * Winograd's method rounds in proportion to the largest value that a layer reads.
 */
function roundingOf({ data }: Tensor): Tolerance {
  const largest = Float32Array.from(data).reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  return { absolute: 1e-5 * largest, relative: 1e-5 };
}

/** Made by the first target that asks, for all. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

describe('systems of the course', async () => {
  const { gpu } = await testGpu();
  for (const system of SYSTEMS) {
    const { file, network, sets, parameters, source, outputs, macs, rows, range, small } = system;
    const { targets = ['wasm', 'webgpu'] } = system;
    const load = (extra = {}) => exampleGraph(file, { ...sets, ...extra }, network);

    it(`${nameOf(system)} has the published parameters and shapes`, () => {
      const { graph, blocks } = exampleNetwork(file, sets, network);
      const layers = layersOf(graph, blocks);
      expect(totalsOf(layers).parameters, source).toBe(parameters);
      if (macs !== undefined) expect(totalsOf(layers).macs, source).toBe(macs);
      for (const row of rows ?? []) expect(rowOf(layers, row), source).toEqual(row);
      const shapes = graph.outputs.map(({ name, value }) => [name, value.type.shape]);
      expect(Object.fromEntries(shapes)).toEqual(outputs);
    });

    it(`${nameOf(system)} takes little more memory than it must`, () => {
      const { arenaBytes, lowerBound } = memoryReport(runPipeline(load()));
      expect(arenaBytes).toBeLessThanOrEqual(1.02 * lowerBound);
    });

    if (small === undefined) continue;
    const reference = lazily(() => {
      const { graph } = bindWeights(load(small), randomWeights(1));
      const inputs = randomInputs(graph, range);
      return { graph, inputs, expected: interpret(graph, inputs) };
    });
    for (const target of targets) {
      it.skipIf(target === 'webgpu' && gpu === undefined)(
        `${nameOf(system)} computes on ${target} what the reference does`,
        async () => {
          const { graph, inputs, expected } = reference();
          const program = await compileNetwork(graph, { targets: [target] });
          const arrays = Object.entries(inputs).map(([name, { data }]) => [name, data] as const);
          const actual = await runProgram(program, target, Object.fromEntries(arrays));
          for (const [name, tensor] of Object.entries(expected)) {
            expectClose(
              { shape: tensor.shape, data: actual[name] },
              tensor,
              name,
              roundingOf(tensor),
            );
          }
        },
        60_000,
      );
    }
  }
});

describe('at full size, as scripts/compare-zoo-with-onnxruntime.mjs finds of all', () => {
  it.each(['conv_conv', 'residual', 'dcgan_discriminator', 'encoder_decoder'])(
    '%s is in WebAssembly what it is in ONNX Runtime',
    async (network) => {
      const system = SYSTEMS.find((each) => each.network === network);
      if (system === undefined) throw new Error(`there is no ${network}`);
      expect(await differenceFromOnnxRuntime(system)).toBeLessThan(1e-5);
    },
  );
});

describe('docs/course.md', () => {
  it('is what `npm run docs` makes of the systems', () => {
    const document = readFileSync(join(projectRoot, 'docs/course.md'), 'utf8');
    expect(document, 'run `npm run docs`').toBe(courseDocument());
  });

  it('has errors of networks that there are', () => {
    const titles = new Set(SYSTEMS.map(titleOf));
    expect(Object.keys(agreement.networks).filter((title) => !titles.has(title))).toEqual([]);
  });

  it('knows every number that systems have', () => {
    const numbers = CHECKLIST.map(({ number }) => number);
    for (const { of } of SYSTEMS) if (of !== undefined) expect(numbers).toContain(of);
  });

  it('is about every network of the zoo', () => {
    const files = readdirSync(join(projectRoot, 'examples/zoo'), { recursive: true })
      .map((path) => `zoo/${String(path)}`)
      .filter((path) => path.endsWith('.net') && path !== 'zoo/blocks.net');
    const known = new Set(SYSTEMS.map(({ file }) => file));
    expect(files.filter((file) => !known.has(file))).toEqual([]);
  });
});
