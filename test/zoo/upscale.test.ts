import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodePng } from '../../cli/input/decoders/png.js';
import { compileNetwork } from '../../compiler/compile.js';
import { bytesSource, openSafetensors } from '../../compiler/weights/index.js';
import type { Network } from '../../runtime/load.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { projectRoot, sharedRoot } from '../support/paths.js';
import { loadProgram } from '../support/run-program.js';

/** Outputs reach 232; in 64 bits the network differs from what tfjs computed by up to 1.8e-4. */
const WITHIN = { absolute: 1e-3, relative: 0 };

/** Pixels may lie exactly between two integers. */
const ONE_STEP = 1;

const model = `${sharedRoot}models/esrgan-slim-2x/`;
const results = openSafetensors(
  bytesSource('expected.safetensors', readFileSync(`${model}expected.safetensors`)),
);

interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** What the example's script exports. */
interface Upscaling {
  readonly upscale: (
    network: Network,
    picture: Pixels,
    progress?: (done: number, all: number) => void,
  ) => Promise<Pixels>;
}

async function load(height: number, width: number): Promise<Network> {
  const graph = exampleGraph('upscale/upscale.net', { height, width });
  return loadProgram(await compileNetwork(graph, { targets: ['wasm'] }), 'wasm');
}

/** RGBA pixels of one of the model's files. */
async function pixelsOf(name: string): Promise<Pixels> {
  const { data, width, height } = await decodePng(name, readFileSync(`${model}${name}`));
  const samples = data.length / (width * height);
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  data.forEach((sample, at) => {
    rgba[4 * Math.floor(at / samples) + (at % samples)] = sample;
  });
  return { data: rgba, width, height };
}

function furthest(a: Pixels, b: Pixels): number {
  return a.data.reduce((most, value, at) => Math.max(most, Math.abs(value - b.data[at])), 0);
}

describe('pictures of twice the size', () => {
  it.each(['cat-eye', 'plane'])('are those of tfjs: %s', async (name) => {
    const photo = results.tensors.get(`${name}.input`)?.shape ?? [];
    const network = await load(photo[2], photo[3]);
    const picture = new Float32Array(4 * 3 * photo[2] * photo[3]);
    await network.run({ photo: results.read({ name: `${name}.input` }) }, { picture });
    const expected = results.read({ name: `${name}.output` });
    const shape = results.tensors.get(`${name}.output`)?.shape ?? [];
    expectClose({ shape, data: picture }, { shape, data: expected }, name, WITHIN);
    network.dispose();
  });

  it('are those of UpscalerJS, in pieces', async () => {
    const script = pathToFileURL(join(projectRoot, 'examples/upscale/upscale.js')).href;
    const { upscale } = (await import(/* @vite-ignore */ script)) as Upscaling;
    const network = await load(48, 64);
    const heard: string[] = [];
    const result = await upscale(network, await pixelsOf('plane.png'), (done, all) => {
      heard.push(`${done} of ${all}`);
    });
    const expected = await pixelsOf('plane.expected.png');
    expect([result.width, result.height]).toEqual([expected.width, expected.height]);
    expect(furthest(result, expected)).toBeLessThanOrEqual(ONE_STEP);
    expect(heard).toEqual(['1 of 4', '2 of 4', '3 of 4', '4 of 4']);
    const small = { data: new Uint8ClampedArray(4 * 20 * 20), width: 20, height: 20 };
    await expect(upscale(network, small)).rejects.toThrow(
      'A picture is at least 64 by 48 pixels, not 20 by 20.',
    );
    network.dispose();
  });
});
