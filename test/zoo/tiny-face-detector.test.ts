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
import { decoded } from '../support/decoded.js';
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

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

interface Expected {
  readonly width: number;
  readonly height: number;
  readonly inputSize: number;
  readonly boxes: readonly Box[];
}

const { pictures } = JSON.parse(readFileSync(`${model}expected-boxes.json`, 'utf8')) as {
  readonly pictures: Readonly<Record<string, Expected>>;
};

function grid(name: string): Tensor {
  const tensor = `${name}.output`;
  return { shape: results.tensors.get(tensor)?.shape ?? [], data: results.read({ name: tensor }) };
}

function detector(name: string): Graph {
  const { width, height, inputSize } = pictures[`${name}.png`];
  return exampleGraph('zoo/detection/tiny_face_detector.net', { size: inputSize, width, height });
}

/** A photograph as planes of red, green and blue from 0 to 255. */
async function photograph(name: string): Promise<Tensor> {
  const file = `${name}.png`;
  const { width, height, channels, data } = await decoded(file, readFileSync(`${model}${file}`));
  const planes = [0, 1, 2].flatMap((channel) =>
    Array.from({ length: width * height }, (_, pixel) => data[pixel * channels + channel]),
  );
  return { shape: [1, 3, height, width], data: Float32Array.from(planes) };
}

type Outputs = Readonly<Record<string, ArrayLike<number>>>;

function expectBoxes({ boxes, scores, count }: Outputs, name: string): void {
  const expected = pictures[`${name}.png`].boxes;
  expect(count[0], name).toBe(expected.length);
  expected.forEach(({ x, y, width, height, score }, face) => {
    const side = (at: number): number => boxes[4 * face + at];
    const found = [side(0), side(1), side(2) - side(0), side(3) - side(1)];
    [x, y, width, height].forEach((value, at) => {
      expect(Math.abs(found[at] - value), name).toBeLessThan(0.01);
    });
    expect(Math.abs(scores[face] - score), name).toBeLessThan(1e-5);
  });
  expect(
    Array.from(scores)
      .slice(expected.length)
      .every((score) => score === 0),
  ).toBe(true);
}

describe('the tiny face detector with its trained weights sees what face-api.js sees', () => {
  it('in a portrait, by the reference', async () => {
    const outputs = interpret(detector('portrait'), { photo: await photograph('portrait') });
    expectClose(outputs.grid, grid('portrait'), 'portrait', WITHIN);
    const arrays = Object.entries(outputs).map(([name, { data }]) => [name, data] as const);
    expectBoxes(Object.fromEntries(arrays), 'portrait');
  });

  it.each(['astronaut', 'group', 'portrait', 'cat'])('in %s, by WebAssembly', async (picture) => {
    const photo = await photograph(picture);
    const program = await generateProgram({ wasm: runPipeline(detector(picture)) });
    const outputs = await runProgramWasm(program, { photo: photo.data });
    const expected = grid(picture);
    expectClose({ shape: expected.shape, data: outputs.grid }, expected, picture, WITHIN);
    expectBoxes(outputs, picture);
  });

  // Of outputs that reach 44.
  it.each([
    ['f16', 0.02],
    ['int8', 0.8],
  ] as const)('in portrait, with weights as %s, within %f', async (weightsAs, absolute) => {
    const photo = await photograph('portrait');
    const planned = runPipeline(detector('portrait'), { weightsAs });
    const program = await generateProgram({ wasm: planned });
    const outputs = await runProgramWasm(program, { photo: photo.data });
    const expected = grid('portrait');
    const rounded = { shape: expected.shape, data: outputs.grid };
    expectClose(rounded, expected, 'portrait', { absolute, relative: 0 });
  });
});

it('draws the boxes of face-api.js around the faces in a photograph', async () => {
  const program = await compileNetwork(detector('group'), { targets: ['wasm'] });
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
  const { boxes } = pictures['group.png'];
  expect(found).toHaveLength(boxes.length);
  boxes.forEach(({ score, x, y, width, height }, index) => {
    // As printed, to the hundredth of a pixel.
    [100 * score, x, y, width, height].forEach((value, at) => {
      expect(found[index][at]).toBeCloseTo(value, 1);
    });
  });
});
