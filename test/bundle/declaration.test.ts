import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';
import { declarationText } from '../../compiler/codegen/bundle/declaration.js';
import type { Program } from '../../compiler/codegen/program.js';
import type { Value } from '../../compiler/ir/graph.js';
import type { ElementType } from '../../compiler/ir/types.js';
import { temporaryFolder } from '../support/bundles.js';
import { handwritten, handwrittenPictures, only } from '../support/programs.js';

/** Labels that would end the comment they stand in, or break its line. */
const oddLabels: Program = {
  ...handwritten,
  outputs: handwritten.outputs.map((record) => ({
    ...record,
    output: { ...record.output, labels: ['*/ nonsense', 'b\nc'] },
  })),
};

function withElement<V extends { readonly value: Value }>(element: ElementType, of: V): V {
  const { value } = of;
  return { ...of, value: { ...value, type: { ...value.type, element } } };
}

/** `gain` is of i32, `scaled` of u8 and `scores` of bool. */
const integers: Program = {
  ...handwritten,
  inputs: handwritten.inputs.map((record) =>
    record.input.value.name === 'gain'
      ? { ...record, input: withElement('i32', record.input) }
      : record,
  ),
  outputs: handwritten.outputs.map((record) => ({
    ...record,
    output: withElement(record.output.name === 'scaled' ? 'u8' : 'bool', record.output),
  })),
};

const usesIntegers = `
  import { load, type Inputs } from './integers.js';
  const net = await load();
  const inputs: Inputs = { picture: new Float32Array(24), gain: Int32Array.of(1, -2) };
  const scaled = new Uint8Array(24);
  const results = await net.run(inputs, { scaled });
  const bytes: Uint8Array = results.scores;
  const type: 'i32' | 'u8' | 'bool' | undefined = net.inputs[1].type;
  export { bytes, type };
`;

const wrongIntegers = `
  import { load } from './integers.js';
  const net = await load();
  const picture = new Float32Array(24);
  await net.run({ picture, gain: new Float32Array(2) });
  const { scaled } = await net.run({ picture, gain: new Int32Array(2) }, { scores: new Int32Array(2) });
  const floats: Float32Array = scaled;
  net.outputs[0].type === 'f32';
  export { floats };
`;

const correct = `
  import { load, NetloomError, type Inputs, type Network } from './net.js';
  // The form of a browser's ImageData; the declaration itself needs no DOM.
  declare const imageData: {
    readonly data: Uint8ClampedArray; readonly width: number; readonly height: number;
    readonly colorSpace: string;
  };
  const net: Network = await load({ target: 'auto' });
  const gain = new Float32Array(2);
  const inputs: Inputs = { picture: imageData, gain };
  await net.run(inputs);
  await net.run({ picture: new Uint8Array(24), gain });
  await net.run({ picture: new Uint8ClampedArray(24), gain });
  const { scaled, scores } = await net.run({ picture: new Float32Array(24), gain });
  const sum: number = scaled[0] + scores[0];
  const label: string | undefined = net.outputs[1].labels?.[0];
  const width: number | undefined = net.inputs[0].image?.width;
  const target: 'wasm' | 'webgpu' = net.target;
  net.dispose();
  await load({ base: 'https://cdn.example/', read: () => new Uint8Array(3) });
  await load({ read: async (name) => new ArrayBuffer(name.length), onProgress({ loaded, total }) {
    const share: number = loaded / total;
    share.toFixed();
  } });
  try { await load(); } catch (error) {
    if (error instanceof NetloomError && error.code === 'file/hash') error.message.length;
  }
  export { sum, label, width, target };
`;

const wrong = `
  import { load, NetloomError } from './net.js';
  const net = await load({ target: 'cuda' });
  await load({ base: 5, onProgress: 'loud' });
  await load({ read: (name) => new Map<string, Uint8Array>().get(name) });
  try { await load(); } catch (error) { if (error instanceof NetloomError) error.code === 'file/hush'; }
  const picture = new Float32Array(24);
  await net.run({ picture });
  await net.run({ picture, gain: new Uint8Array(2) });
  (await net.run({ picture, gain: picture })).score;
`;

const stretched = handwrittenPictures({ fit: 'stretch', resize: 'bilinear' });

/** Hands in and gets pictures, wherever there are types of a page or not. */
const pictures = `
  import { load } from './pictures.js';
  const net = await load();
  const gain = new Float32Array(2);
  const picture = { data: new Uint8ClampedArray(400), width: 10, height: 10 };
  const { scaled, scores } = await net.run({ picture, gain });
  const first: number = scaled.data[0] + scaled.width + scores[0];
  await net.run({ picture, gain }, { scaled });
  const raw = await net.run({ picture, gain }, { scaled: new Float32Array(24) });
  const element: number = raw.scaled[0];
  const fit: 'stretch' | 'cover' | 'contain' | undefined = net.inputs[0].image?.fit;
  export { first, element, fit };
`;

const page = `
  import { load } from './pictures.js';
  const net = await load();
  const gain = new Float32Array(2);
  declare const context: CanvasRenderingContext2D;
  for (const picture of [
    new ImageData(1, 1), await createImageBitmap(new Blob()), new Image(), document.createElement('canvas'),
    new OffscreenCanvas(1, 1), document.createElement('video'), new Blob(), new File([], 'a.png'),
  ]) {
    const { scaled } = await net.run({ picture, gain });
    context.putImageData(scaled, 0, 0);
  }
  declare const frame: VideoFrame;
  await net.run({ picture: frame, gain }, { scaled: new ImageData(4, 2) });
  await load({ fetch, base: new URL('nets/', location.href), signal: AbortSignal.timeout(1000) });
  await load({ fetch: (address, init) => fetch(address, { ...init, credentials: 'include' }) });
  const module = await WebAssembly.compileStreaming(fetch('a.wasm'));
  await load({ read: (name) => (name.endsWith('.wasm') ? module : fetch(name)) });
  await load({ read: () => new Blob([]) });
`;

const wrongPictures = `
  import { load } from './pictures.js';
  const net = await load();
  const gain = new Float32Array(2);
  await net.run({ picture: 'photo.png', gain });
  await net.run({ picture: document.body, gain });
  const { scaled } = await net.run({ picture: new Image(), gain });
  scaled[0];
`;

/** Where the language has using declarations. */
const using = `
  import { load } from './net.js';
  export async function once(): Promise<string> {
    using net = await load();
    return net.name;
  }
`;

/** What the TypeScript compiler says about each file. */
let errors: Map<string, string[]>;

beforeAll(async () => {
  const files = {
    'net.d.ts': declarationText(handwritten),
    'odd.d.ts': declarationText(oddLabels),
    'correct.ts': correct,
    'wrong.ts': wrong,
    'pictures.d.ts': declarationText(stretched),
    'uses-pictures.ts': pictures,
    'integers.d.ts': declarationText(integers),
    'uses-integers.ts': usesIntegers,
    'wrong-integers.ts': wrongIntegers,
  };
  const inPage = {
    'pictures.d.ts': declarationText(stretched),
    'uses-pictures.ts': pictures,
    'page.ts': page,
    'wrong-pictures.ts': wrongPictures,
  };
  const withUsing = { 'net.d.ts': declarationText(handwritten), 'using.ts': using };
  errors = new Map([
    ...(await compiled(withUsing, ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'])),
    ...(await compiled(files, ['lib.es2022.d.ts'])),
    ...[...(await compiled(inPage, ['lib.es2022.d.ts', 'lib.dom.d.ts']))].map(
      ([name, messages]) => [`${name} in a page`, messages] as const,
    ),
  ]);
});

async function compiled(
  files: Readonly<Record<string, string>>,
  lib: string[],
): Promise<Map<string, string[]>> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const program = ts.createProgram(
    Object.keys(files).map((name) => join(folder, name)),
    {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ES2022,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib,
      types: [],
    },
  );
  return new Map(
    Object.keys(files).map((name) => {
      const file = program.getSourceFile(join(folder, name));
      const found = [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ];
      return [
        name,
        found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
      ];
    }),
  );
}

test('is valid TypeScript, whatever the labels are', () => {
  expect(errors.get('net.d.ts')).toEqual([]);
  expect(errors.get('odd.d.ts')).toEqual([]);
});

test('types a program that uses everything', () => {
  expect(errors.get('correct.ts')).toEqual([]);
});

test('lets a block dispose of a network', () => {
  expect(errors.get('using.ts')).toEqual([]);
});

test('refuses wrong names and types', () => {
  expect(errors.get('wrong.ts')).toEqual([
    expect.stringContaining(`Type '"cuda"' is not assignable`),
    expect.stringContaining(`Type 'number' is not assignable to type 'string`),
    expect.stringContaining(`Type 'string' is not assignable to type '(progress`),
    expect.stringContaining(`Type 'undefined' is not assignable to type 'Contents`),
    expect.stringContaining(`have no overlap`),
    expect.stringContaining(`Property 'gain' is missing`),
    expect.stringContaining(`is not assignable to type 'Float32Array`),
    expect.stringContaining(`Property 'score' does not exist on type 'Outputs'. Did you mean`),
  ]);
});

test('types pictures by what a page declares, and by their form elsewhere', () => {
  for (const file of ['pictures.d.ts', 'uses-pictures.ts']) {
    expect(errors.get(file)).toEqual([]);
    expect(errors.get(`${file} in a page`)).toEqual([]);
  }
  expect(errors.get('page.ts in a page')).toEqual([]);
  expect(errors.get('wrong-pictures.ts in a page')).toEqual([
    expect.stringContaining(`Type 'string' is not assignable`),
    expect.stringContaining(`Type 'HTMLElement' is not assignable`),
    expect.stringContaining(`Property '0' does not exist on type 'ImageData'`),
  ]);
});

test('types integers by the arrays that hold them', () => {
  expect(errors.get('integers.d.ts')).toEqual([]);
  expect(errors.get('uses-integers.ts')).toEqual([]);
  expect(errors.get('wrong-integers.ts')).toEqual([
    expect.stringMatching(/Float32Array.* is not assignable to type 'Int32Array/),
    expect.stringMatching(/Int32Array.* is not assignable to type 'Uint8Array/),
    expect.stringMatching(/Uint8Array.* is not assignable to type 'Float32Array/),
    expect.stringContaining('have no overlap'),
  ]);
  const text = declarationText(integers);
  expect(text).toContain('`i32[2]`: 2 elements, row-major. */\n  readonly gain: Int32Array;');
  expect(text).toContain('row-major, 0 or 1. ');
});

test('says what pictures it takes and gives', () => {
  const text = declarationText(stretched);
  expect(text).toContain(
    'Or a picture of any size: bytes as grey, RGB or RGBA, or what a page has.',
  );
  expect(text).toContain(
    'As a picture of 4 x 2, unless it is written into a Float32Array. */\n  readonly scaled: Image;',
  );
});

test('says the length of every tensor, the pixels it takes and its classes', () => {
  const text = declarationText(only('wasm', handwritten));
  expect(text).toContain(
    '  /** `f32[1,3,2,4]`: 24 elements, row-major. Or pixels of 4 x 2: bytes as grey, RGB or RGBA, or ' +
      'an ImageData. */\n' +
      '  readonly picture: Float32Array | Uint8Array | Uint8ClampedArray | Pixels;\n' +
      '  /** `f32[2]`: 2 elements, row-major. */\n' +
      '  readonly gain: Float32Array;',
  );
  expect(text).toContain(
    '  /** `f32[1,3]`: 3 elements, row-major. 3 classes, from red to blue. */\n' +
      '  readonly scores: Float32Array;',
  );
  expect(text).toContain("readonly target: 'wasm';");
});
