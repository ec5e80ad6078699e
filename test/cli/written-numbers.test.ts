import { f32 } from '../../compiler/ir/types.js';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { meansNumbers, readNumbers } from '../../cli/input/numbers.js';
import { encodeNpy } from '../../cli/output/npy.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';

describe('a text for an input', () => {
  it('means numbers by its characters alone', () => {
    for (const text of [
      '7',
      '-1.5',
      '0,1',
      '1e-3,2E+4',
      ' 0, 1 ',
      '[[0,1],[2,3]]',
      '.5,5.',
      'nan',
    ]) {
      expect({ text, means: meansNumbers(text) }).toEqual({ text, means: true });
    }
    for (const text of ['-inf,Infinity', '0,,1', '1.2.3', '[1', '1e5e']) {
      expect({ text, means: meansNumbers(text) }).toEqual({ text, means: text !== '1e5e' });
    }
    for (const text of [
      './7',
      '7.png',
      '1,2.npy',
      '',
      '-',
      '..',
      '[]',
      'e',
      'info',
      'x=1',
      '0x10',
    ]) {
      expect({ text, means: meansNumbers(text) }).toEqual({ text, means: false });
    }
  });

  it('has the shape that its brackets say', () => {
    expect(readNumbers('0, 1.5,-2e3')).toEqual({ data: Float32Array.of(0, 1.5, -2000) });
    expect(readNumbers('-inf,nan,+Infinity,.5,5.,1e-50')).toEqual({
      data: Float32Array.of(-Infinity, NaN, Infinity, 0.5, 5, 0),
    });
    expect(readNumbers('[[0,1,2],[3,4,5]]')).toEqual({
      shape: [2, 3],
      data: Float32Array.of(0, 1, 2, 3, 4, 5),
    });
    expect(readNumbers('[7]')).toEqual({ shape: [1], data: Float32Array.of(7) });
  });

  const wrong: Record<string, string> = {
    '0,,1': 'a number is missing',
    '0,': 'a number is missing',
    '1.2.3': '1.2.3 is no number',
    '1-2': '1-2 is no number',
    '1e39': '1e39 is larger than any f32',
    '[[0,1],[2]]': 'a row of shape [2] stands beside one of [1]',
    '[[0,1],2]': 'a row of shape [2] stands beside one of []',
    '[0,1': 'a bracket is not closed',
    '[0,1]]': '] is left over',
    '[0],[1]': ',[1] is left over',
    '[0[1]]': 'a bracket is not closed',
    [`${'['.repeat(1e5)}1`]: 'it has more than 16 brackets in each other',
  };
  it.each(Object.entries(wrong))('may be wrong: %.20s', (text, what) => {
    expect(() => readNumbers(text)).toThrow(
      `input/numbers: ${text} is no list of numbers: ${what}`,
    );
  });
});

describe('numbers on the command line', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await temporaryFolder();
    const networks = {
      pair: 'network n { input a: tensor(1, 2)\n input b: tensor(1, 1)\n output y = a * b }\n',
      name: 'network n { input __proto__: tensor(1, 2)\n output y = __proto__ + 0 }\n',
      words: 'network n { input x: tensor(1, 56, i32)\n output y = x + 0 }\n',
      large: 'network n { input x: tensor(1, 3, 64, 64)\n output y = x + 0 }\n',
      image: 'network n { input x: image(2, 2, grey)\n output y = x + 0 }\n',
      single: 'network n { input x: tensor(1, 2, 2)\n output y = x + 0 }\n',
    };
    for (const [name, text] of Object.entries(networks)) {
      await writeFile(join(cwd, `${name}.net`), text);
    }
    await writeFile(join(cwd, '7'), encodeNpy(f32(1, 1), Float32Array.of(3)));
  });
  const run = async (network: string, ...inputs: string[]): Promise<string> => {
    const options = inputs.flatMap((input) => ['--input', input]);
    const argv = ['run', `${network}.net`, '--json', ...options];
    const { stdout } = await netloom(argv, { cwd });
    const result = JSON.parse(stdout) as {
      outputs?: { y: { data: number[] } };
      diagnostics?: { code: string; title: string; hint?: string }[];
    };
    return (
      result.outputs?.y.data.join(' ') ??
      (result.diagnostics ?? [])
        .map(({ code, title, hint = '' }) => `${code}: ${title} ${hint}`)
        .join('\n')
    );
  };

  it('are an input, with its name or without', async () => {
    expect(await run('pair', 'a=0.5,-2', 'b=4')).toBe('2 -8');
    expect(await run('single', '1,2,3,4')).toBe('1 2 3 4');
    expect(await run('single', '[[1,2],[3,4]]')).toBe('1 2 3 4');
    expect(await run('single', '-1,2,3,4')).toBe('-1 2 3 4');
    expect(await run('name', '__proto__=1,2')).toBe('1 2');
  });

  it('go before a file of that name, which ./ reaches', async () => {
    expect(await run('pair', 'a=1,2', 'b=7')).toBe('7 14');
    expect(await run('pair', 'a=1,2', 'b=./7')).toBe('3 6');
  });

  it('have to be as many as the input takes', async () => {
    expect(await run('pair', 'a=1,2,3', 'b=7')).toBe(
      'input/numbers: input a: f32[1,2] takes 2 numbers, but --input a=1,2,3 has 3 leave 1 out',
    );
    expect(await run('single', '[[1,2,3,4]]')).toBe(
      'input/shape: input x: f32[1,2,2] was given shape [1,4] by --input x=[[1,2,3,4]] ',
    );
    expect(await run('pair', 'a=1,2')).toBe(
      'input/missing: nothing was given for input b: f32[1,1] ' +
        'add --input b=FILE, a .npy or .safetensors file, or numbers: --input b=0',
    );
    expect(await run('words')).toBe(
      'input/missing: nothing was given for input x: i32[1,56] ' +
        'add --input x=FILE, a .npy or .safetensors file, or 56 numbers: --input x=0,0,0,0,0,0,0,0,…',
    );
    expect(await run('large')).toBe(
      'input/missing: nothing was given for input x: f32[1,3,64,64] ' +
        'add --input x=FILE, a .npy or .safetensors file',
    );
    expect(await run('image')).toBe(
      'input/missing: nothing was given for input x: f32[1,1,2,2] add --input x=FILE.png',
    );
  });

  it('are looked at by check, too', async () => {
    const { code, stderr } = await netloom(['check', 'pair.net', '--input', 'a=1,2'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error\[input\/missing\]: nothing was given for input b/);
    const fine = await netloom(['check', 'single.net', '--input', '1,2,3,4'], { cwd });
    expect(fine).toMatchObject({ code: 0, stderr: '' });
  });
});
