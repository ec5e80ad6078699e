import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundleFiles, temporaryFolder } from '../support/bundles.js';
import { handwritten, handwrittenInputs, handwrittenReference, only } from '../support/programs.js';

const { picture, gain } = handwrittenInputs;
const { scores } = handwrittenReference(picture, gain);
const program = only('wasm', handwritten);

/** A package of CommonJS with a bundle in it. */
async function commonJsPackage(options: { singleFile?: boolean }): Promise<string> {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'package.json'), '{"type": "commonjs"}');
  for (const [name, bytes] of bundleFiles(program, { ...options, mjs: true })) {
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

/** What a script of CommonJS prints, into which the bundle comes by `expression`. */
function run(folder: string, expression: string): unknown {
  const script = `(async () => {
    const { load } = ${expression};
    const network = await load();
    const picture = Float32Array.from(${JSON.stringify([...picture])});
    const { scores } = await network.run({ picture, gain: Float32Array.of(${gain.join()}) });
    console.log(JSON.stringify([...scores]));
  })();`;
  writeFileSync(join(folder, 'main.js'), script);
  const args = ['--no-warnings', join(folder, 'main.js')];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

test('a package of CommonJS imports it, and requires it', async () => {
  for (const options of [{}, { singleFile: true }]) {
    const folder = await commonJsPackage(options);
    expect(run(folder, "await import('./handwritten.mjs')")).toEqual(scores);
    expect(run(folder, "require('./handwritten.mjs')")).toEqual(scores);
  }
});

test('importing it does nothing yet', async () => {
  const folder = await commonJsPackage({});
  // A server that renders pages imports what it never loads: there may be no files, and nothing of a page.
  const module = pathToFileURL(join(folder, 'handwritten.mjs')).href;
  const script = `
    for (const name of ['fetch', 'navigator', 'Worker', 'document', 'window']) {
      Object.defineProperty(globalThis, name, { get() { throw new Error(name + ' was asked for'); } });
    }
    process.getBuiltinModule = () => { throw new Error('a module was asked for'); };
    const before = Object.keys(globalThis).length;
    import(${JSON.stringify(module)}).then(({ load }) => {
      console.log(typeof load, Object.keys(globalThis).length - before);
    });`;
  const output = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(output).toBe('function 0\n');
});
