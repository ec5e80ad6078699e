import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '../../cli/input/npy.js';
import { encodeNpy } from '../../cli/output/npy.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { projectRoot } from '../support/paths.js';
import { rawSafetensors } from '../support/safetensors.js';

const arrays = `${projectRoot}test/fixtures/arrays`;
let cwd: string;

/** Little-endian elements of a type of safetensors. */
type Written = readonly [
  dtype: string,
  data: Int8Array | Int16Array | Uint16Array | Int32Array | BigInt64Array | Float32Array,
];

const TENSORS: Record<string, Written> = {
  i8: ['I8', Int8Array.of(-128, 127, 0, 1)],
  u8: ['U8', Int8Array.of(-1, 127, 0, 1)],
  bool: ['BOOL', Int8Array.of(1, 0, 1, 1)],
  i16: ['I16', Int16Array.of(-32768, 32767, 0, 1)],
  u16: ['U16', Uint16Array.of(65535, 0, 1, 2)],
  i32: ['I32', Int32Array.of(-(2 ** 31), 2 ** 31 - 1, 16777217, 0)],
  i64: ['I64', BigInt64Array.of(-(2n ** 31n), 2n ** 31n - 1n, 16777217n, 0n)],
  long: ['I64', BigInt64Array.of(0n, 2n ** 31n, 2n ** 53n + 1n, 0n)],
  f32: ['F32', Float32Array.of(0, 1, 2, 3)],
};

beforeAll(async () => {
  cwd = await temporaryFolder();
  for (const element of ['i32', 'u8', 'bool']) {
    const text = `network n { input x: tensor(2, 2, ${element})\n output y = x -> flatten }\n`;
    await writeFile(join(cwd, `${element}.net`), text);
  }
  await writeFile(
    join(cwd, 'floats.net'),
    'network n { input x: tensor(2, 2)\n output y = x -> flatten }\n',
  );
  await writeFile(
    join(cwd, 'image.net'),
    'network n { input x: image(2, 2, grey)\n output y = x + 0 }\n',
  );
  await writeFile(
    join(cwd, 'words.net'),
    'network n { input x: tensor(1, 56, i32)\n output y = x -> flatten }\n',
  );
  await writeFile(
    join(cwd, 'six.net'),
    'network n { input x: tensor(2, 3, i32)\n output y = x -> flatten }\n',
  );
  await writeFile(
    join(cwd, 'lookup.net'),
    'network n {\n  input tokens: tensor(1, 4, i32)\n  input mask: tensor(1, 4, bool)\n' +
      '  input level: tensor(1, 4, u8)\n' +
      '  words = tokens -> embedding(11, 3)\n  output score = words -> softmax(axis = -1)\n' +
      '  output seen = cast(mask, i32) * tokens + cast(level, i32)\n}\n',
  );
  for (const [name, [dtype, data]] of Object.entries(TENSORS)) {
    const tensors = { x: { dtype, shape: [2, 2], bytes: data.byteLength } };
    const file = rawSafetensors(tensors);
    file.set(new Uint8Array(data.buffer), file.length - data.byteLength);
    await writeFile(join(cwd, `${name}.safetensors`), file);
  }
  const halves = encodeNpy({ element: 'f32', shape: [2, 2] }, Float32Array.of(0, 1, 2, 3));
  await writeFile(join(cwd, 'floats.npy'), halves);
  const levels = encodeNpy({ element: 'u8', shape: [2, 2] }, Uint8Array.of(0, 1, 2, 0));
  await writeFile(join(cwd, 'levels.npy'), levels);
});

/** What comes out is what went in; or all that is said of it. */
async function run(network: string, input: string): Promise<number[] | string> {
  const argv = ['run', `${network}.net`, '--input', input, '--json'];
  const { code, stdout } = await netloom(argv, { cwd });
  if (code === 0) {
    return (JSON.parse(stdout) as { outputs: { y: { data: number[] } } }).outputs.y.data;
  }
  const told = await netloom(argv.slice(0, -1), { cwd });
  expect(told).toMatchObject({ code: 1, stdout: '' });
  return told.stderr.replaceAll(`${arrays}/`, '');
}

describe('an input of integers', () => {
  it('takes numbers, all that the type has', async () => {
    expect(await run('i32', '-2147483648,2147483647,16777217,-0')).toEqual([
      -2147483648, 2147483647, 16777217, 0,
    ]);
    expect(await run('i32', '[[1e3,2.0],[-3,4]]')).toEqual([1000, 2, -3, 4]);
    expect(await run('u8', '0,255,7,1')).toEqual([0, 255, 7, 1]);
    expect(await run('bool', '0,1,1,0')).toEqual([0, 1, 1, 0]);
  });

  it('takes NumPy arrays of every type of integers and of bool', async () => {
    expect(await run('six', `${arrays}/int16.npy`)).toEqual([-32768, 32767, 0, 1, 2, 3]);
    expect(await run('six', `${arrays}/big-int16.npy`)).toEqual([-32768, 32767, 0, 1, 2, 3]);
    const int32 = decodeNpy('int32.npy', await readFile(`${arrays}/int32.npy`));
    expect(await run('six', `${arrays}/int32.npy`)).toEqual([...int32.data]);
    for (const type of ['bool', 'int8', 'uint8', 'uint16', 'big-uint16']) {
      const { shape, data } = decodeNpy(type, await readFile(`${arrays}/${type}.npy`));
      expect(shape).toEqual([2, 3]);
      expect(await run('six', `${arrays}/${type}.npy`)).toEqual([...data]);
    }
  });

  it('takes tensors of every type of integers and of bool', async () => {
    for (const name of ['i8', 'u8', 'bool', 'i16', 'u16', 'i32', 'i64']) {
      const data = name === 'u8' ? [255, 127, 0, 1] : [...TENSORS[name][1]].map(Number);
      expect(await run('i32', `${name}.safetensors`)).toEqual(data);
    }
    expect(await run('u8', 'u8.safetensors')).toEqual([255, 127, 0, 1]);
    expect(await run('bool', 'bool.safetensors')).toEqual([1, 0, 1, 1]);
  });

  /** Each with its network and its input. */
  const REFUSED: readonly (readonly [network: string, input: string])[] = [
    ['i32', '1,2,1.5,0'],
    ['i32', 'nan,2,inf,0'],
    ['i32', '[[0,1],[2147483648,3]]'],
    ['u8', '0,256,-1,3'],
    ['bool', '0,1,2,0'],
    ['u8', '1e30,1,2,3'],
    ['i32', '1,2,3'],
    ['i32', '1,2,3,4,5'],
    ['words', '7'],
    ['words', `[[${[...Array(55).keys()].join()}]]`],
    ['words', `${[...Array(55).keys()].join()},1.5`],
    ['words', 'floats.npy'],
    ['i32', 'floats.npy'],
    ['bool', 'floats.npy'],
    ['u8', 'f32.safetensors'],
    ['bool', 'levels.npy'],
    ['i32', 'long.safetensors'],
    ['u8', 'i8.safetensors'],
    ['six', `${arrays}/int64.npy`],
    ['six', `${arrays}/big-uint32.npy`],
    ['six', `${arrays}/float64.npy`],
    ['six', 'levels.npy'],
    ['i32', `${projectRoot}examples/lenet5/digits/9-a.png`],
    ['image', 'bool.safetensors'],
  ];

  it('says of everything else what it would take', async () => {
    const told: string[] = [];
    for (const [network, input] of REFUSED) {
      const text = await run(network, input);
      expect(text).toBeTypeOf('string');
      const shown = input.replace(`${arrays}/`, '').replace(projectRoot, '');
      told.push(`$ ${network}.net --input ${shown}\n${String(text).replaceAll(projectRoot, '')}`);
    }
    await expect(told.join('\n')).toMatchFileSnapshot('integer-inputs.txt');
  });
});

describe('an input of floats', () => {
  it('takes tensors of integers, too, and an image bytes', async () => {
    expect(await run('floats', 'i16.safetensors')).toEqual([-32768, 32767, 0, 1]);
    expect(await run('image', 'u8.safetensors')).toEqual([255, 127, 0, 1]);
    const { stderr } = await netloom(
      ['run', 'floats.net', '--input', 'i64.safetensors', '--json'],
      { cwd },
    );
    expect(stderr).toBe(
      'note: i64.safetensors: 2 of 4 elements of type I64 became the nearest f32\n',
    );
  });
});

describe('a network with integers', () => {
  const given = ['tokens=1,2,10,4', 'mask=1,0,1,1', 'level=0,255,7,1'].flatMap((text) => [
    '--input',
    text,
  ]);
  const network = ['lookup.net', '--weights', 'random:1'];

  it('is compared with the reference, on inputs that are made up or given', async () => {
    for (const inputs of [[], given]) {
      const argv = ['check', ...network, '--against', 'reference', '--json', ...inputs];
      const { code, stdout } = await netloom(argv, { cwd });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ agrees: true });
    }
  });

  it('shows integers in order, each row beginning a line, and no more than fit', async () => {
    const lines = async (extents: string, statement: string): Promise<string[]> => {
      const network = `network n {\n  input x: tensor(${extents}, i32)\n  ${statement}\n}\n`;
      await writeFile(join(cwd, 'shown.net'), network);
      const count = extents.split(',').reduce((product, extent) => product * Number(extent), 1);
      const numbers = [...Array(count).keys()].map((at) => (at % 2 === 0 ? 7 * at : -at));
      const argv = ['run', 'shown.net', '--input', numbers.join()];
      const { stdout } = await netloom(argv, { cwd, columns: 40 });
      const all = stdout.split('\n');
      const from = all.findIndex((line) => line.startsWith('y'));
      return all.slice(from, all.indexOf('', from));
    };
    expect(await lines('1, 6', 'output y = x + 0')).toMatchInlineSnapshot(`
      [
        "y 1×6",
        "  0 -1 14 -3 28 -5",
      ]
    `);
    expect(await lines('2, 3', 'output y = x + 0')).toMatchInlineSnapshot(`
      [
        "y 2×3",
        "  0 -1 14",
        "  -3 28 -5",
      ]
    `);
    expect(await lines('30', 'output y = x + 0')).toMatchInlineSnapshot(`
      [
        "y 30",
        "  0 -1 14 -3 28 -5 42 -7 56 -9 70 -11 84",
        "  -13 98 -15 112 -17 126 -19 140 -21 154",
        "  -23 168 -25 182 -27 196 -29",
      ]
    `);
    expect(await lines('25, 1', 'output y = x + 0')).toMatchInlineSnapshot(`
      [
        "y 25×1",
        "  0",
        "  -1",
        "  14",
        "  -3",
        "  28",
        "  -5",
        "  42",
        "  -7",
        "  56",
        "  -9",
        "  70",
        "  -11",
        "  84",
        "  -13",
        "  98",
        "  -15",
        "  112",
        "  -17",
        "  126",
        "  -19",
        "  and 5 more lines",
      ]
    `);
    expect(await lines('1, 3', 'output y = x + 0 labels ["nobody", "you", "i"]'))
      .toMatchInlineSnapshot(`
      [
        "y 1×3",
        "  nobody   0",
        "     you  -1",
        "       i  14",
      ]
    `);
  });

  it('shows integers with all digits and saves them as what they are', async () => {
    const argv = ['run', 'i32.net', '--input', '123456789,-5,0,7', '--save', 'y.npy'];
    const { code, stdout } = await netloom(argv, { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('\n  123456789 -5\n  0 7\n');
    expect(decodeNpy('y.npy', await readFile(join(cwd, 'y.npy')))).toEqual({
      type: 'int32',
      shape: [2, 2],
      data: Int32Array.of(123456789, -5, 0, 7),
    });
  });
});
