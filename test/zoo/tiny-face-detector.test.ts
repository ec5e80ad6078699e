import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Graph } from '../../compiler/ir/graph.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { bytesSource, openSafetensors } from '../../compiler/weights/index.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { bundleFiles, temporaryFolder } from '../support/bundles.js';
import { projectRoot, sharedRoot } from '../support/paths.js';
import { runProgramWasm } from '../support/run-program.js';
import { generateProgram } from '../support/usual-machines.js';

/**
 * Raw outputs reach 55; in 64 bits the network differs from what tfjs computed by up to 4.1e-5, and
 * PyTorch by up to 4.6e-5.
 */
const WITHIN = { absolute: 1e-4, relative: 0 };

const model = `${sharedRoot}models/tiny-face-detector/`;
const results = openSafetensors(
  bytesSource('expected.safetensors', readFileSync(`${model}expected.safetensors`)),
);

function load(name: string): Tensor {
  return { shape: results.tensors.get(name)?.shape ?? [], data: results.read({ name }) };
}

function detector(size: number): Graph {
  return exampleGraph('zoo/detection/tiny_face_detector.net', { size });
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
    const program = await generateProgram({ wasm: optimised });
    const { grid } = await runProgramWasm(program, { photo: photo.data });
    const expected = load(`${picture}.output`);
    expectClose({ shape: expected.shape, data: grid }, expected, picture, WITHIN);
  });

  // Of outputs that reach 44.
  it.each([
    ['f16', 0.02],
    ['int8', 0.8],
  ] as const)('in portrait, with weights as %s, within %f', async (weightsAs, absolute) => {
    const photo = load('portrait.input');
    const planned = runPipeline(detector(photo.shape[2]), { weightsAs });
    const program = await generateProgram({ wasm: planned });
    const { grid } = await runProgramWasm(program, { photo: photo.data });
    const expected = load('portrait.output');
    const rounded = { shape: expected.shape, data: grid };
    expectClose(rounded, expected, 'portrait', { absolute, relative: 0 });
  });
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

it('draws the boxes of face-api.js around the faces in a photograph', async () => {
  const program = await compileNetwork(detector(512), { targets: ['wasm'] });
  const folder = await temporaryFolder();
  for (const [name, bytes] of bundleFiles(program)) writeFileSync(join(folder, name), bytes);
  const example = join(projectRoot, 'examples/zoo/detection/tiny_face_detector');
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(example, 'detect.js'),
    join(folder, 'tiny_face_detector.js'),
    join(example, 'group.png'),
  ]);
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/[ %]+/).map(Number));
  const expected = JSON.parse(readFileSync(`${model}expected-boxes.json`, 'utf8')) as {
    readonly pictures: Readonly<Record<string, { readonly boxes: readonly Box[] }>>;
  };
  const { boxes } = expected.pictures['group.png'];
  expect(found).toHaveLength(4);
  boxes.forEach(({ score, x, y, width, height }, index) => {
    expect(found[index][0]).toBeCloseTo(100 * score, 1);
    // As printed, to the hundredth of a pixel.
    [x, y, width, height].forEach((value, side) => {
      expect(found[index][side + 1]).toBeCloseTo(value, 1);
    });
  });
});
