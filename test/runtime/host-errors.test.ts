import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadBundle } from '../../runtime/load.js';
import { threads } from '../../runtime/parts/threads.js';
import { wasm } from '../../runtime/parts/wasm.js';
import { bundleFiles, named, temporaryFolder } from '../support/bundles.js';
import { expectError } from '../support/network-error.js';
import { partsWith } from '../support/parts.js';
import { handwritten, only } from '../support/programs.js';
import { inMemory } from '../support/run-program.js';
import { threadedProgram } from '../support/threaded.js';

const program = only('wasm', handwritten);
const files = bundleFiles(program);
const file = named(files, 'wasm');
const threaded = await threadedProgram();

const simd = 'It needs WebAssembly SIMD: Chrome 91, Firefox 89, Safari 16.4 or later.';
const policy =
  "A page's policy needs script-src 'wasm-unsafe-eval'; elsewhere, load({ read }) takes compiled modules.";
const memory = 'Compile with --weights-as int8 to need less.';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('what engines say', () => {
  /** Of browsers that no test here runs, as their sources have it. */
  const compiling: [string, Error, 'target/forbidden' | 'target/unavailable', string][] = [
    [
      'Chromium, by a policy',
      new WebAssembly.CompileError(
        'WebAssembly.compile(): Compiling or instantiating WebAssembly module violates the following ' +
          `Content Security policy directive because neither 'wasm-unsafe-eval' nor 'unsafe-eval' is an ` +
          'allowed source of script',
      ),
      'target/forbidden',
      policy,
    ],
    [
      'Firefox, by a policy',
      new WebAssembly.CompileError('call to WebAssembly.compile() blocked by CSP'),
      'target/forbidden',
      policy,
    ],
    [
      'Safari, by a policy',
      new WebAssembly.CompileError(
        "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an " +
          'allowed source of script in the following Content Security Policy directive',
      ),
      'target/forbidden',
      policy,
    ],
    [
      'workerd, for whatever is not in the upload',
      new WebAssembly.CompileError(
        'WebAssembly.compile(): Wasm code generation disallowed by embedder',
      ),
      'target/forbidden',
      policy,
    ],
    [
      'an engine without SIMD',
      new WebAssembly.CompileError('WebAssembly.compile(): Wasm SIMD unsupported @+13'),
      'target/unavailable',
      simd,
    ],
  ];

  test.each(compiling)('%s, when it compiles', (_, thrown, code, hint) => {
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(thrown);
    const start =
      code === 'target/forbidden'
        ? `${file} may not be compiled here: `
        : `This engine cannot run ${file}: `;
    return expectError(
      loadBundle(inMemory(program), partsWith(program, wasm)),
      code,
      `${start}${thrown.message}. ${hint}`,
    );
  });

  test.each<[string, Error]>([
    [
      'V8',
      new RangeError(
        'WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance',
      ),
    ],
    ['Firefox', new Error('out of memory')],
    ['Safari', new RangeError('Out of memory')],
  ])('%s, when there is no memory for an instance', (_, thrown) => {
    vi.spyOn(WebAssembly, 'instantiate').mockRejectedValue(thrown);
    return expectError(
      loadBundle(inMemory(program), partsWith(program, wasm)),
      'target/memory',
      `The network needs 1 MB of memory: ${thrown.message}. ${memory}`,
    );
  });

  test('when there is no memory for threads to share', () => {
    vi.spyOn(WebAssembly, 'Memory').mockImplementation(function () {
      throw new RangeError('WebAssembly.Memory(): could not allocate memory');
    });
    return expectError(
      loadBundle(inMemory(threaded), partsWith(threaded, threads), { threads: 2 }),
      'target/memory',
      `The network needs 1 MB of memory: WebAssembly.Memory(): could not allocate memory. ${memory}`,
    );
  });
});

describe('what this engine says', () => {
  let script: string;
  beforeAll(async () => {
    const folder = await temporaryFolder();
    for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
    script = join(folder, 'main.mjs');
    await writeFile(
      script,
      `import { load } from './handwritten.js';
      load().catch(({ code, message }) => console.log(code + ': ' + message));`,
    );
  });

  async function run(flag: string): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [flag, script]);
    return stdout;
  }

  test.runIf(process.arch === 'x64')('when the processor has no SIMD', async () => {
    expect(await run('--no-enable-sse4-1')).toMatch(
      new RegExp(
        `^target/unavailable: This engine cannot run ${file}: .* Wasm SIMD unsupported .* ${simd}\n$`,
      ),
    );
  });

  test('when it has no WebAssembly', async () => {
    expect(await run('--no-expose-wasm')).toBe(
      `target/unavailable: This engine cannot run ${file}: WebAssembly is not defined. ${simd}\n`,
    );
  });

  test('when the memory cannot be had', async () => {
    expect(await run('--wasm-max-mem-pages=0')).toMatch(
      /^target\/memory: The network needs 1 MB of memory: .*\. Compile with --weights-as int8 to need less\.\n$/,
    );
  });
});
