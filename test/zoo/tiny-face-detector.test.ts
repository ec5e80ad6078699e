import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../compiler/codegen/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Graph } from '../../compiler/ir/graph.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { bindWeights, bytesSource, openSafetensors } from '../../compiler/weights/index.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { sharedRoot } from '../support/paths.js';
import { runProgramWasm } from '../support/run-program.js';

/**
 * Raw outputs reach 55; in 64 bits the network differs from what tfjs computed by up to 4.1e-5, and
 * PyTorch by up to 4.6e-5.
 */
const WITHIN = { absolute: 1e-4, relative: 0 };

const open = (file: string) =>
  openSafetensors(
    bytesSource(file, readFileSync(`${sharedRoot}models/tiny-face-detector/${file}`)),
  );
const weights = open('weights.safetensors');
const results = open('expected.safetensors');

function load(name: string): Tensor {
  return { shape: results.tensors.get(name)?.shape ?? [], data: results.read({ name }) };
}

function detector(size: number): Graph {
  const { graph, diagnostics } = bindWeights(
    exampleGraph('zoo/tiny_face_detector.net', { size }),
    weights,
  );
  expect(diagnostics).toEqual([]);
  return graph;
}

describe('the tiny face detector with its trained weights sees what face-api.js sees', () => {
  it('in a portrait, by the reference', () => {
    const photo = load('portrait.input');
    const { grid } = interpret(detector(photo.shape[2]), { photo });
    expectClose(grid, load('portrait.output'), 'portrait', WITHIN);
  });

  it.each(['astronaut', 'group', 'portrait', 'cat'])('in %s, by WebAssembly', async (picture) => {
    const photo = load(`${picture}.input`);
    const optimised = runPipeline(detector(photo.shape[2]));
    const program = await compileGraph(optimised, { targets: ['wasm'] });
    const { grid } = await runProgramWasm(program, { photo: photo.data });
    const expected = load(`${picture}.output`);
    expectClose({ shape: expected.shape, data: grid }, expected, picture, WITHIN);
  });
});
