import { describe, expect, test } from 'vitest';
import { writeBundle } from '../../compiler/codegen/bundle/write-bundle.js';
import { netloomVersion } from '../../compiler/codegen/bundle/runtime-text.generated.js';
import type { Program } from '../../compiler/codegen/program.js';
import { checksum, checksumText } from '../../runtime/checksum.js';
import type { Manifest } from '../../runtime/manifest.js';
import type { BundleFiles } from '../support/bundles.js';
import { bundleFiles, importBundle } from '../support/bundles.js';
import { handwritten, handwrittenInputs, handwrittenReference, only } from '../support/programs.js';
import { describeWebGpu } from '../support/webgpu.js';

const { picture, gain } = handwrittenInputs;
const expected = handwrittenReference(picture, gain);

function text(files: BundleFiles, name: string): string {
  return Buffer.from(files.get(name) ?? []).toString('utf8');
}

/** Every choice that a user of the command line has. */
const forms = (['wasm', 'webgpu', 'all'] as const).flatMap((targets) =>
  [false, true].map((singleFile) => ({
    name: `${targets}${singleFile ? ', single file' : ''}`,
    targets,
    program: targets === 'all' ? handwritten : only(targets, handwritten),
    options: { singleFile },
  })),
);

describe.each(forms)('$name', ({ targets, program, options }) => {
  const files = bundleFiles(program, options);
  const module = text(files, 'handwritten.js');

  test('has the files of its targets and no others', () => {
    const code = [...(program.wasm ? ['wasm'] : []), ...(program.webgpu ? ['wgsl'] : [])];
    const separate = options.singleFile ? [] : ['json', 'weights', ...code];
    expect([...files.keys()].sort()).toEqual(
      [...separate, 'js', 'd.ts'].map((extension) => `handwritten.${extension}`).sort(),
    );
  });

  test('is the same bytes every time', () => {
    expect(bundleFiles(program, options)).toEqual(files);
  });

  test('imports nothing and evaluates no text', () => {
    expect(module).not.toMatch(/\bimport\b(?!\.meta\.url)/);
    expect(module).not.toMatch(/\beval\b|\bFunction\(|\brequire\b/);
  });

  test('can stand inside a page, and needs no encoding', () => {
    expect(module).not.toMatch(/<\/script|<!--/i);
    expect(/^[\n\x20-\x7e]*$/.test(module)).toBe(true);
  });

  test('has no code for other targets', () => {
    expect(module.includes('requestAdapter')).toBe(targets !== 'wasm');
    expect(module.includes('WebAssembly')).toBe(targets !== 'webgpu');
  });

  if (targets !== 'webgpu') {
    test('runs from a disk in Node', async () => {
      const { load } = await importBundle(files);
      const network = await load({ target: 'wasm' });
      expect(Array.from((await network.run({ picture, gain })).scores)).toEqual(expected.scores);
      network.dispose();
    });
  }
});

await describeWebGpu('with an adapter', (gpu) => {
  test.each(forms.filter(({ targets }) => targets !== 'wasm'))('$name', async (form) => {
    const { load } = await importBundle(bundleFiles(form.program, form.options));
    const network = await load({ gpu });
    expect(network.target).toBe('webgpu');
    expect(Array.from((await network.run({ picture, gain })).scores)).toEqual(expected.scores);
    network.dispose();
  });
});

test('the manifest says all that a program needs to know', () => {
  const files = bundleFiles(handwritten);
  const manifest = JSON.parse(text(files, 'handwritten.json')) as Manifest;
  const record = (file: string): object => {
    const bytes = files.get(file) ?? new Uint8Array();
    return { file, bytes: bytes.length, xxh32: checksumText(checksum(bytes, 0)) };
  };
  expect(manifest).toEqual({
    format: 1,
    netloom: netloomVersion,
    name: 'handwritten',
    inputs: [
      {
        name: 'picture',
        shape: [1, 3, 2, 4],
        offset: 0,
        image: {
          width: 4,
          height: 2,
          channels: 'rgb',
          scale: 0.5,
          mean: [1, 2, 3],
          standardDeviation: [2, 4, 8],
        },
      },
      { name: 'gain', shape: [2], offset: 96 },
    ],
    outputs: [
      { name: 'scaled', shape: [1, 3, 2, 4], offset: 112 },
      { name: 'scores', shape: [1, 3], offset: 208, labels: ['red', 'green', 'blue'] },
    ],
    arenaBytes: 224,
    arenaLowerBound: 212,
    weights: record('handwritten.weights'),
    wasm: { ...record('handwritten.wasm'), arenaBase: 128, requires: ['wasm-simd'] },
    webgpu: {
      ...record('handwritten.wgsl'),
      arenaBytes: 224,
      inputs: [0, 96],
      outputs: [112, 208],
      shaders: handwritten.webgpu?.shaders.map(({ name, code }) => ({
        name,
        lines: code.split('\n').length,
      })),
      dispatches: handwritten.webgpu?.dispatches,
      limits: {
        maxBufferSize: 224,
        maxStorageBufferBindingSize: 224,
        maxComputeWorkgroupsPerDimension: 2,
      },
    },
  });
  expect(text(files, 'handwritten.json')).toContain(
    '{"name":"scaled","shape":[1,3,2,4],"offset":112}',
  );
});

test('a network without weights has an empty weights file and loads', async () => {
  const program: Program = {
    ...only('wasm', handwritten),
    weights: { byteLength: 0, segments: [] },
  };
  for (const singleFile of [false, true]) {
    const { load } = await importBundle(bundleFiles(program, { singleFile }));
    const network = await load();
    // Memory is zero where there are no weights.
    expect(Array.from((await network.run({ picture, gain })).scores)).toEqual([-3, -3, -3]);
    network.dispose();
  }
});

test('weights too large for a source text are refused with what to do', () => {
  const program = { ...handwritten, weights: { byteLength: 400_000_000, segments: [] } };
  expect(() => writeBundle(program, { singleFile: true }).next()).toThrow(
    'bundle/single-file-too-large: handwritten has 400000000 bytes of weights',
  );
});

test('the JavaScript of a bundle stays within its budget', () => {
  // LeNet-5 must come to less than 16 KB with its wasm, which takes less than 5 KB.
  const bytes = (program: Program): number =>
    bundleFiles(program).get('handwritten.js')?.length ?? 0;
  expect(bytes(only('wasm', handwritten))).toBeLessThan(7_800);
  expect(bytes(handwritten)).toBeLessThan(11_500);
});
