import { f32 } from '../../compiler/ir/types.js';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import type { CommandResult } from '../support/command-line.js';
import { netloom } from '../support/command-line.js';
import { encodeNpy } from '../../cli/output/npy.js';
import { safetensorsFile } from '../support/safetensors.js';

const SOURCE = `network small {
  weights "small.safetensors"
  input x: tensor(1, 8)
  hidden = x -> linear(2) as first -> relu
  output y = hidden -> linear(2) as second
}
`;

const SHAPES = { 'first.weight': [2, 8], 'second.weight': [2, 2] };
/** Every second value of the hidden layer, and with it all results, are NaN. */
const TENSORS = {
  'first.weight': Array.from({ length: 16 }, (_, index) => (index < 3 ? NaN : 1)),
  'first.bias': [0, 0],
  'second.weight': [1, 1, 1, Infinity],
  'second.bias': [0, 0],
};

const WARNING = `warning[weights/not-finite]: small.safetensors has 2 tensors with values that are not finite
  ┌─ small.net:4:17
  │
4 │   hidden = x -> linear(2) as first -> relu
  │                 ^^^^^^^^^^^^^^^^^^ read here
  │
  note: "first.weight": 3 NaN of 16
  note: "second.weight": 1 infinite of 4
  hint: results that depend on them say nothing; numbers too large for 32 bits are infinite, too
`;

let cwd: string;

beforeAll(async () => {
  cwd = await temporaryFolder();
  await writeFile(join(cwd, 'small.net'), SOURCE);
  await writeFile(join(cwd, 'small.safetensors'), safetensorsFile(TENSORS, SHAPES));
  await writeFile(join(cwd, 'x.npy'), encodeNpy(f32(1, 8), new Float32Array(8).fill(1)));
});

const COMMANDS: Record<string, readonly string[]> = {
  compile: ['-o', 'out'],
  run: ['--input', 'x.npy'],
  inspect: [],
  check: [],
  export: ['--onnx', '-o', 'out.onnx'],
};

describe('weights that are not finite', () => {
  const run = (command: string, ...more: string[]): Promise<CommandResult> =>
    netloom([command, 'small.net', ...(COMMANDS[command] ?? []), ...more], { cwd });

  it.each(Object.keys(COMMANDS))('are warned of by %s', async (command) => {
    const { code, stderr } = await run(command);
    expect({ code, stderr }).toEqual({ code: 0, stderr: WARNING });
    const { stdout } = await run(command, '--json');
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: object[] };
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'weights/not-finite' }]);
  });

  it('are no problem that is passed over', async () => {
    expect((await run('check')).stdout).toBe('small.net: no errors, 1 warning\n');
  });

  it('are counted beside the error that a narrow type makes of them', async () => {
    const { code, stderr } = await run('check', '--weights-as', 'int8');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error\[weights\/not-finite\]: element 0 of "transpose\(first\.weight\)/,
    );
    expect(stderr).toMatch(/note: "first\.weight": 3 NaN of 16\n/);
  });

  it('make no match of what is equal on both sides', async () => {
    const { code, stdout, stderr } = await run('check', '--against', 'reference');
    expect(code).toBe(0);
    expect(stdout).toMatch(/agrees .* in all \d+ comparisons, as far as values are finite;/);
    expect(stderr).toBe(`${WARNING}
warning[check/not-finite]: %hidden = matmul, add, relu gives 1 of 2 values that are not finite, on wasm as in the reference
  ┌─ small.net:4:17
  │
4 │   hidden = x -> linear(2) as first -> relu
  │                 ^^^^^^^^^^^^^^^^^^ the first of them
  │
  note: output y has 2 of 2
  hint: they are equal, but no match: nothing was compared there
`);
    const { stdout: json } = await run('check', '--against', 'reference', '--json');
    expect(JSON.parse(json)).toMatchObject({
      agrees: true,
      notFinite: {
        first: { notFinite: 1, elements: 2, source: { file: 'small.net', line: 4 } },
        outputs: [{ what: 'output y', notFinite: 2, elements: 2 }],
      },
      diagnostics: [{ code: 'weights/not-finite' }, { code: 'check/not-finite' }],
    });
  });

  it('leave a check alone that finds none', async () => {
    const argv = ['--weights', 'random:1', '--against', 'reference'];
    const { stdout, stderr } = await run('check', ...argv);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/ comparisons; the largest error/);
    const { stdout: json } = await run('check', ...argv, '--json');
    expect(JSON.parse(json)).toMatchObject({ notFinite: null, diagnostics: [] });
  });
});
