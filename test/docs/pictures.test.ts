import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { loadNetwork } from '../../compiler/frontend/index.js';
import { bundleFiles, temporaryFolder } from '../support/bundles.js';
import { projectRoot } from '../support/paths.js';

/*
 * Runs the code of docs/pictures.md with a bundle in Node. What a page has, elements, a camera and a canvas,
 * is stood in for by pixels; browser/picture-sources.test.ts has the elements themselves.
 */
const document = readFileSync(join(projectRoot, 'docs/pictures.md'), 'utf8');
const blocks = [...document.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code]) => code);

const source = `network n {
  input photo: image(2, 2, grey)
  output scores = photo -> flatten
  output picture: image(scale = 1) = photo + 0
}
`;

interface Net {
  run(inputs: object, outputs?: object): Promise<Record<string, unknown>>;
}

let net: Net;
beforeAll(async () => {
  const { graph } = loadNetwork({ path: 'n.net', source, loadSource: () => undefined });
  if (graph === undefined) throw new Error('the source has mistakes');
  const folder = await temporaryFolder();
  const files = bundleFiles(await compileNetwork(graph, { targets: ['wasm'] }));
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  const { load } = (await import(pathToFileURL(join(folder, 'n.js')).href)) as {
    readonly load: () => Promise<Net>;
  };
  net = await load();
});

const pixels = (...levels: number[]): object => ({
  width: 2,
  height: 2,
  data: Uint8ClampedArray.from(levels.flatMap((level) => [level, level, level, 255])),
});

/** Runs a block among `names`, and gives the variables that it declares. */
async function run(
  block: string,
  names: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const declared = [...block.matchAll(/^(?:const|let) (?:\{ (\w+) \}|(\w+))/gm)].map(
    ([, inBraces = '', alone = '']) => inBraces + alone,
  );
  const body = `return (async () => {${block}\nreturn { ${declared.join(', ')} }; })()`;
  const compiled = compileFunction(body, Object.keys(names)) as (...values: unknown[]) => unknown;
  return (await compiled(...Object.values(names))) as Record<string, unknown>;
}

test('all code of the page is run here', () => {
  expect(blocks).toHaveLength(3);
});

test('elements and files are pictures', async () => {
  const { shown, chosen } = await run(blocks[0], {
    net,
    document: { querySelector: () => pixels(0, 51, 102, 255) },
    input: { files: [pixels(255, 0, 0, 0)] },
  });
  expect(shown).toMatchObject({ scores: Float32Array.of(0, 51, 102, 255) });
  expect(chosen).toMatchObject({ scores: Float32Array.of(255, 0, 0, 0) });
});

test('a camera is answered frame by frame into the same arrays', async () => {
  const frames: (() => Promise<void>)[] = [];
  const video = {
    ...pixels(1, 2, 3, 4),
    play: () => Promise.resolve(),
    requestVideoFrameCallback: (frame: () => Promise<void>) => frames.push(frame),
  };
  const answers: unknown[] = [];
  await run(blocks[1], {
    net,
    document: { createElement: () => video },
    navigator: { mediaDevices: { getUserMedia: () => Promise.resolve({}) } },
    show: (outputs: { scores: Float32Array }) => answers.push(outputs.scores),
  });
  await frames.shift()?.();
  await frames.shift()?.();
  expect(answers).toEqual([Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 2, 3, 4)]);
  expect(answers[1]).toBe(answers[0]);
  expect(frames).toHaveLength(1);
});

test('an image comes as what a canvas takes', async () => {
  const put: unknown[] = [];
  await run(blocks[2], {
    net,
    photo: pixels(9, 8, 7, 6),
    context: { putImageData: (...given: unknown[]) => put.push(...given) },
  });
  expect(put).toMatchObject([{ width: 2, height: 2 }, 0, 0]);
  expect([...(put[0] as { data: Uint8ClampedArray }).data.slice(0, 4)]).toEqual([9, 9, 9, 255]);
});
