import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { assemble } from '../../compiler/codegen/wasm/assemble.js';
import { networkModule } from '../../compiler/codegen/wasm/module.js';
import type { Program } from '../../compiler/codegen/program.js';
import { bundleFiles, temporaryFolder } from '../support/bundles.js';
import { handwritten, only } from '../support/programs.js';
import { ONE_CORE } from '../../compiler/target/one-core.js';

const MEGABYTE = 2 ** 20;
const WEIGHTS = 160 * MEGABYTE;
/** What Node takes by itself, and pieces on the way. */
const BESIDES = 80 * MEGABYTE;

/** A network of many weights that computes nothing. */
async function largeProgram(): Promise<Program> {
  const { fields } = networkModule('large', [], [], WEIGHTS + handwritten.arenaBytes, ONE_CORE);
  return {
    ...only('wasm', handwritten),
    name: 'large',
    weights: { byteLength: WEIGHTS, segments: [] },
    wasm: { wat: () => 'large', binary: await assemble(fields), arenaBase: WEIGHTS },
  };
}

test('a process that loads a bundle has the weights once', async () => {
  const folder = await temporaryFolder();
  for (const [file, bytes] of bundleFiles(await largeProgram())) {
    await writeFile(join(folder, file), bytes);
  }
  const program = `
    import { existsSync, readFileSync } from 'node:fs';
    import { load } from ${JSON.stringify(pathToFileURL(join(folder, 'large.js')).href)};
    const network = await load();
    console.log(JSON.stringify({ target: network.target, kilobytes: mostUsed() }));

    // On Linux the most that getrusage() knows of is also that of the process that started this one.
    function mostUsed() {
      const file = '/proc/self/status';
      if (!existsSync(file)) return process.resourceUsage().maxRSS;
      return Number(/VmHWM:\\s+(\\d+) kB/.exec(readFileSync(file, 'utf8'))[1]);
    }`;
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { target, kilobytes } = JSON.parse(stdout) as { target: string; kilobytes: number };
  const bytes = 1024 * kilobytes;
  expect(target).toBe('wasm');
  expect(bytes).toBeGreaterThan(WEIGHTS);
  expect(bytes).toBeLessThan(WEIGHTS + BESIDES);
});
