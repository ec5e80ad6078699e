import { describe, expect, test } from 'vitest';
import { describeWebGpu as describeGpuRecord } from '../../compiler/codegen/bundle/manifest.js';
import { filesOfModule, writeBundle } from '../../compiler/codegen/bundle/write-bundle.js';
import type { Program, WebGpuProgram } from '../../compiler/codegen/program.js';
import { checksum, checksumText } from '../../runtime/checksum.js';
import type { BundleFiles } from '../support/bundles.js';
import { bundleFiles, importBundle, manifestOf, named } from '../support/bundles.js';
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
    const separate = options.singleFile ? [] : ['weights', ...code];
    expect([...files.keys()].sort()).toEqual(
      [
        ...separate.map((extension) => named(files, extension)),
        'handwritten.js',
        'handwritten.d.ts',
      ].sort(),
    );
  });

  test('is the same bytes every time', () => {
    expect(bundleFiles(program, options)).toEqual(files);
  });

  test('imports nothing and evaluates no text', () => {
    expect(module).not.toMatch(/\bimport\b(?!\.meta\.url)/);
    expect(module).not.toMatch(/\beval\(|\bFunction\(|\brequire\b/);
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

test('the module knows what its files must contain and where they are', () => {
  const files = bundleFiles(handwritten);
  const record = (extension: string): object => {
    const file = named(files, extension);
    const bytes = files.get(file) ?? new Uint8Array();
    const xxh32 = checksumText(checksum(bytes, 0));
    expect(file).toBe(`handwritten-${xxh32}.${extension}`);
    return { file, bytes: bytes.length, at: expect.any(Function) as unknown };
  };
  const manifest = manifestOf(files, 'https://example.org/net/handwritten.js');
  expect(manifest).toEqual({
    name: 'handwritten',
    inputs: [
      {
        name: 'picture',
        shape: [1, 3, 2, 4],
        image: {
          width: 4,
          height: 2,
          channels: 'rgb',
          scale: 0.5,
          mean: [1, 2, 3],
          standardDeviation: [2, 4, 8],
        },
      },
      { name: 'gain', shape: [2] },
    ],
    outputs: [
      { name: 'scaled', shape: [1, 3, 2, 4] },
      { name: 'scores', shape: [1, 3], labels: ['red', 'green', 'blue'] },
    ],
    weights: record('weights'),
    wasm: { ...record('wasm'), arenaBase: 128, megabytes: 1, inputs: [0, 96], outputs: [112, 208] },
    webgpu: {
      ...record('wgsl'),
      arenaBytes: 224,
      inputs: [0, 96],
      outputs: [112, 208],
    },
  });
  const { at } = manifest.weights;
  expect(typeof at === 'function' && at().href).toBe(
    `https://example.org/net/${manifest.weights.file}`,
  );
});

test('the WGSL ends with what is dispatched of it, for those who load it', () => {
  const files = bundleFiles(handwritten);
  const last = text(files, named(files, 'wgsl')).split('\n').at(-1) ?? '';
  expect(JSON.parse(last.replace('//', ''))).toEqual([
    handwritten.webgpu?.shaders.map(({ name, code }) => [name, code.split('\n').length]),
    handwritten.webgpu?.dispatches.map(({ shader, workgroups, parameters, label }) => [
      shader,
      workgroups,
      parameters,
      label,
    ]),
  ]);
  expect(text(files, 'handwritten.js')).not.toMatch(/scaled\[0:8\]/);
});

test('only limits beyond the defaults of WebGPU are asked for', () => {
  const webgpu = { ...(handwritten.webgpu as WebGpuProgram), arenaBytes: 2 ** 27 + 16 };
  const weights = { byteLength: 2 ** 28 + 4, segments: [] };
  expect(describeGpuRecord(handwritten, webgpu).limits).toEqual({
    maxStorageBufferBindingSize: 2 ** 27 + 16,
  });
  expect(describeGpuRecord({ ...handwritten, weights }, webgpu).limits).toEqual({
    maxBufferSize: 2 ** 28 + 4,
    maxStorageBufferBindingSize: 2 ** 28 + 4,
  });
});

test('only a bundle that asks for more has the code that does', () => {
  const large: Program = {
    ...handwritten,
    webgpu: { ...(handwritten.webgpu as WebGpuProgram), arenaBytes: 2 ** 27 + 16 },
  };
  const module = (program: Program): string => text(bundleFiles(program), 'handwritten.js');
  expect(module(large)).toContain('requiredLimits');
  expect(module(handwritten)).not.toContain('requiredLimits');
});

test('names and labels of any text are text of the module', async () => {
  const odd = ['</script><!--', '"quoted"', 'é, 猫', 'a\nb\u2028c', '\\', '};\n'];
  const program: Program = {
    ...only('wasm', handwritten),
    outputs: handwritten.outputs.map(({ output, ...place }) => ({
      ...place,
      output: { ...output, labels: odd },
    })),
  };
  const files = bundleFiles(program);
  expect(text(files, 'handwritten.js')).not.toMatch(/<\/script|<!--/);
  const network = await (await importBundle(files)).load();
  expect(network.outputs[0].labels).toEqual(odd);
  network.dispose();
});

test('a module tells which files are its own', () => {
  const files = bundleFiles(handwritten);
  const module = text(files, 'handwritten.js');
  const own = [...files.keys()].filter((name) => name.startsWith('handwritten-'));
  expect(filesOfModule(module).sort()).toEqual(own.sort());
  expect(filesOfModule(module.slice(1))).toEqual([]);
  expect(
    filesOfModule(text(bundleFiles(handwritten, { singleFile: true }), 'handwritten.js')),
  ).toEqual([]);
});

test('a file is named when its chunks have been taken, and not before', () => {
  const names: string[] = [];
  for (const file of writeBundle(only('wasm', handwritten))) {
    names.push(file.name);
    expect([...file.chunks()]).not.toHaveLength(0);
    names.push(file.name);
  }
  expect(names.map((name) => name.replace(/[0-9a-f]{8}/, '…'))).toEqual([
    ...['handwritten.wasm', 'handwritten-….wasm', 'handwritten.weights', 'handwritten-….weights'],
    ...['handwritten.js', 'handwritten.js', 'handwritten.d.ts', 'handwritten.d.ts'],
  ]);
  const generator = writeBundle(only('wasm', handwritten));
  generator.next();
  expect(() => generator.next()).toThrow('the chunks of handwritten.wasm were not taken');
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
  expect(bytes(only('wasm', handwritten))).toBeLessThan(8_700);
  expect(bytes(handwritten)).toBeLessThan(12_100);
});
