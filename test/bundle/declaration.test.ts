import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { declarationText } from '../../compiler/codegen/bundle/declaration.js';
import { temporaryFolder } from '../support/bundles.js';
import { handwritten, only } from '../support/programs.js';

/** What the compiler says about `source`, a module beside the bundle's declaration. */
async function typeErrors(declaration: string, source: string): Promise<string[]> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'net.d.ts'), declaration);
  await writeFile(join(folder, 'net.js'), '');
  await writeFile(join(folder, 'main.ts'), source);
  const program = ts.createProgram([join(folder, 'main.ts')], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: [],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

test('types a program that uses everything', async () => {
  const source = `
    import { load, NetloomError, type Inputs, type Network } from './net.js';
    const net: Network = await load({ target: 'auto' });
    const context = new OffscreenCanvas(4, 2).getContext('2d')!;
    const gain = new Float32Array(2);
    const inputs: Inputs = { picture: context.getImageData(0, 0, 4, 2), gain };
    await net.run(inputs);
    await net.run({ picture: new Uint8Array(24), gain });
    await net.run({ picture: new Uint8ClampedArray(24), gain });
    const { scaled, scores } = await net.run({ picture: new Float32Array(24), gain });
    const sum: number = scaled[0] + scores[0];
    const label: string | undefined = net.outputs[1].labels?.[0];
    const width: number | undefined = net.inputs[0].image?.width;
    const target: 'wasm' | 'webgpu' = net.target;
    net.dispose();
    try { await load(); } catch (error) { if (error instanceof NetloomError) error.code.length; }
    export { sum, label, width, target };
  `;
  expect(await typeErrors(declarationText(handwritten), source)).toEqual([]);
});

test('refuses wrong names and types', async () => {
  const source = `
    import { load } from './net.js';
    const net = await load({ target: 'cuda' });
    const picture = new Float32Array(24);
    await net.run({ picture });
    await net.run({ picture, gain: new Uint8Array(2) });
    (await net.run({ picture, gain: picture })).score;
  `;
  expect(await typeErrors(declarationText(handwritten), source)).toEqual([
    expect.stringContaining(`Type '"cuda"' is not assignable`),
    expect.stringContaining(`Property 'gain' is missing`),
    expect.stringContaining(`is not assignable to type 'Float32Array`),
    expect.stringContaining(`Property 'score' does not exist on type 'Outputs'. Did you mean`),
  ]);
});

test('says the length of every tensor, the pixels it takes and its classes', () => {
  const text = declarationText(only('wasm', handwritten));
  expect(text).toContain(
    '  /** `f32[1,3,2,4]`: 24 elements, row-major. Or pixels of 4 x 2: bytes as grey, RGB or RGBA, or ' +
      'an ImageData. */\n' +
      '  readonly picture: Float32Array | Uint8Array | Uint8ClampedArray | Picture;\n' +
      '  /** `f32[2]`: 2 elements, row-major. */\n' +
      '  readonly gain: Float32Array;',
  );
  expect(text).toContain(
    '  /** `f32[1,3]`: 3 elements, row-major. 3 classes, from red to blue. */\n' +
      '  readonly scores: Float32Array;',
  );
  expect(text).toContain("readonly target: 'wasm';");
});

test('labels cannot end the comment that they stand in', async () => {
  const [scaled, scores] = handwritten.outputs;
  const output = { ...scores.output, labels: ['*/ nonsense', 'b\nc'] };
  const text = declarationText({ ...handwritten, outputs: [scaled, { ...scores, output }] });
  expect(await typeErrors(text, "export * from './net.js';")).toEqual([]);
});
