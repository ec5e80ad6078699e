import { expect, it } from 'vitest';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { f32 } from '../../compiler/ir/types.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { generateProgram } from '../support/usual-machines.js';

/** Inputs cannot be written where the concatenation is, so its kernel reads them all. */
function joined(count: number): Graph {
  const builder = new GraphBuilder('wide');
  const inputs = Array.from({ length: count }, (_, at) => builder.input(`x${at}`, f32(1, 4)));
  builder.output('y', builder.add('concat', inputs, { axis: 1 })[0]);
  return runPipeline(builder.finish());
}

it('a kernel has no more parameters than a function of WebAssembly may', async () => {
  const program = await generateProgram({ wasm: joined(999) });
  expect(WebAssembly.validate(Uint8Array.from(program.wasm?.binary ?? []))).toBe(true);
  await expect(generateProgram({ wasm: joined(1000) })).rejects.toMatchObject({
    diagnostics: [
      {
        code: 'kernel/too-wide',
        title:
          'concat works on 1001 tensors, but a function of WebAssembly has at most 1000 parameters',
        hint: 'join groups of some hundred of them first, and then the groups',
      },
    ],
  });
  const { webgpu } = await generateProgram({ webgpu: joined(1000) });
  expect(webgpu?.dispatches.length).toBeGreaterThan(0);
});
