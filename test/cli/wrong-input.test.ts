import { f32 } from '../../compiler/ir/types.js';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodePicture } from '../../cli/output/png.js';
import { encodeNpy } from '../../cli/output/npy.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { projectRoot } from '../support/paths.js';

/** A picture of 4 × 4 pixels and a vector of three go in; two vectors come out. */
const NETWORK = `network pair(width = 2) {
  input picture: image(4, 4, grey, scale = 1/255)
  input vector: tensor(1, 3)

  seen = picture -> flatten -> linear(width) as eye
  output seen
  output heard = vector -> linear(width) as ear
}
`;

let cwd: string;

/** A PNG file without light. */
function black(width: number, height: number): Uint8Array {
  const image = { channels: 'grey' as const, scale: 1, mean: [0], standardDeviation: [1] };
  return encodePicture([1, 1, height, width], new Float32Array(width * height), image).bytes;
}

beforeAll(async () => {
  cwd = await temporaryFolder();
  const files: Record<string, string | Uint8Array> = {
    'pair.net': NETWORK,
    'typo.net': NETWORK.replace('flatten', 'flaten').replace(
      '-> linear(width) as ear',
      '-> lineer(2)',
    ),
    'empty.net': '',
    'latin1.net': Buffer.from('# caf\xe9\n', 'latin1'),
    'empty.safetensors': '',
    'empty.png': '',
    'photo.bmp': 'BM',
    'grey.png': black(4, 4),
    'large.png': black(6, 9),
    'vector.npy': encodeNpy(f32(3), Float32Array.of(1, 2, 3)),
    'rows.npy': encodeNpy(f32(3, 3), new Float32Array(9)),
    'none.npy': encodeNpy(f32(0, 3), new Float32Array(0)),
    'long.npy': encodeNpy(f32(4), new Float32Array(4)),
    'complex.npy': readFileSync(`${projectRoot}test/fixtures/arrays/other-complex.npy`),
    'integers.npy': readFileSync(`${projectRoot}test/fixtures/arrays/int64.npy`),
  };
  for (const [name, contents] of Object.entries(files)) await writeFile(join(cwd, name), contents);
  await mkdir(join(cwd, 'folder'));
});

const GOOD = [
  '--weights',
  'random:1',
  '--input',
  'picture=grey.png',
  '--input',
  'vector=vector.npy',
];

interface Case {
  readonly argv: readonly string[];
  readonly code: number;
  readonly says: RegExp;
}

const run = (...argv: string[]): string[] => ['run', 'pair.net', '--weights', 'random:1', ...argv];
const compile = (...argv: string[]): string[] => ['compile', 'pair.net', '-o', 'out', ...argv];

const CASES: Record<string, Case> = {
  'no such file': {
    argv: ['check', 'pear.net'],
    code: 1,
    says: /^error\[file\/missing\]: pear\.net does not exist\nhint: did you mean pair\.net\?/,
  },
  'a directory': {
    argv: ['check', 'folder'],
    code: 1,
    says: /^error\[file\/directory\]: folder is a directory, not a file/,
  },
  'a file as a folder': {
    argv: ['check', 'pair.net/x.net'],
    code: 1,
    says: /^error\[file\/not-directory\]: pair\.net\/x\.net: a part of this path is a file/,
  },
  'text that is no UTF-8': {
    argv: ['check', 'latin1.net'],
    code: 1,
    says: /^error\[file\/encoding\]: latin1\.net is not UTF-8 text/,
  },
  'an empty source': { argv: ['check', 'empty.net'], code: 1, says: /has no network/ },
  'several mistakes': {
    argv: ['check', 'typo.net'],
    code: 1,
    says: /`flaten`[^]*typo\.net:5:\d+[^]*\^+[^]*`lineer`[^]*2 errors\n$/,
  },
  'a dash for standard input': {
    argv: ['fmt', '-'],
    code: 2,
    says: /^error\[usage\/files\]: - names no file\nhint: --stdin formats standard input\n$/,
  },
  'a shell that is not known': {
    argv: ['completion', 'powershell'],
    code: 2,
    says: /^error\[usage\/invalid-argument\]: argument '<shell>' 'powershell' is invalid\. Allowed choices are bash, zsh, fish\.\nhint: `netloom completion --help` shows/,
  },
  'an unknown parameter': {
    argv: ['check', 'pair.net', '--set', 'widht=3'],
    code: 1,
    says: /`widht`[^]*`width`/,
  },
  'a parameter without a value': {
    argv: ['check', 'pair.net', '--set', 'width'],
    code: 2,
    says: /^error\[usage\/invalid-argument\]: option '--set <name=value>' argument 'width' is invalid\. Write name=value\.\nhint: `netloom \w+ --help` shows what there is, with examples\n$/,
  },
  'a parameter given twice': {
    argv: ['check', 'pair.net', '--set', 'width=1', '--set', 'width=2'],
    code: 2,
    says: /width is given twice/,
  },
  'no weights': {
    argv: compile(),
    code: 1,
    says: /^error\[weights\/none\]: pair has 4 parameters.*\n.*eye\.weight[^]*random:1/,
  },
  'an empty weights file': {
    argv: compile('--weights', 'empty.safetensors'),
    code: 1,
    says: /^error\[safetensors\/empty\]: empty\.safetensors: the file is empty\nhint: download/,
  },
  'a directory of weights': {
    argv: compile('--weights', 'folder'),
    code: 1,
    says: /^error\[file\/directory\]: folder/,
  },
  'weights that do not exist': {
    argv: compile('--weights', 'empty.safetensor'),
    code: 1,
    says: /empty\.safetensor does not exist\nhint: did you mean empty\.safetensors\?/,
  },
  'a seed that is no number': {
    argv: compile('--weights', 'random:NaN'),
    code: 1,
    says: /^error\[weights\/seed\]: "random:NaN" has no seed/,
  },
  'an output folder that is a file': {
    argv: ['compile', 'pair.net', '--weights', 'random:1', '-o', 'pair.net'],
    code: 1,
    says: /^error\[file\/not-directory\]: pair\.net\/pair\.\w+: a part of this path is a file/,
  },
  'an unknown target': {
    argv: compile('--target', 'wasn'),
    code: 2,
    says: /argument 'wasn' is invalid\. Allowed choices are wasm, webgpu, all/,
  },
  'no output folder': {
    argv: ['compile', 'pair.net'],
    code: 2,
    says: /^error\[usage\/missing-mandatory-option-value\]: required option '-o, --output <dir>' not specified\nhint: `netloom compile --help` shows what there is, with examples\n$/,
  },
  'no inputs': {
    argv: run(),
    code: 1,
    says: /nothing was given for input picture: f32\[1,1,4,4\]\nhint: .*picture=FILE\.png\n\n.*vector: f32\[1,3\]\nhint: .*vector=FILE, a \.npy or \.safetensors file, or numbers: --input vector=0,0,0\n/,
  },
  'an input that is not named': {
    argv: run('--input', 'grey.png'),
    code: 1,
    says: /the network has 2 inputs: picture, vector\nhint: .* --input picture=grey\.png/,
  },
  'an unknown input': {
    argv: run('--input', 'pictur=grey.png'),
    code: 1,
    says: /no input named "pictur"\n[^]*did you mean --input picture=grey\.png\?/,
  },
  'inputs for other numbers of runs': {
    argv: run(
      '--input',
      'picture=grey.png',
      '--input',
      'picture=grey.png',
      '--input',
      'vector=rows.npy',
    ),
    code: 1,
    says: /^error\[input\/runs\]: input picture is given for 2 runs, but vector for 3\nhint: give each for as many, or once/,
  },
  'rows of another length': {
    argv: run('--input', 'picture=grey.png', '--input', 'vector=[[1,2,3,4],[1,2,3,4]]'),
    code: 1,
    says: /^error\[input\/shape\]: input vector: f32\[1,3\] was given shape \[2,4\] by .*\nhint: several runs have an axis more in front: \[n,1,3\]\n$/,
  },
  'an array of no runs': {
    argv: run('--input', 'picture=grey.png', '--input', 'vector=none.npy'),
    code: 1,
    says: /^error\[input\/shape\]: input vector: f32\[1,3\] was given shape \[0,3\] by none\.npy\nhint: add 3 more\n$/,
  },
  'a picture for a tensor': {
    argv: run('--input', 'vector=grey.png', '--input', 'picture=grey.png'),
    code: 1,
    says: /^error\[input\/no-image\]: input vector: f32\[1,3\] is no image, but grey\.png is/,
  },
  'two wrong inputs': {
    argv: run('--input', 'vector=long.npy', '--input', 'picture=empty.png'),
    code: 1,
    says: /input\/empty\]: empty\.png is empty\n\nerror\[input\/shape\]: .* given shape \[4\] by long\.npy\nhint: leave 1 out\n\n2 errors/,
  },
  'an array of no real numbers': {
    argv: run('--input', 'vector=complex.npy', '--input', 'picture=grey.png'),
    code: 1,
    says: /^error\[npy\/dtype\]: complex\.npy holds complex numbers \(<c16\)\nhint: .*float32/,
  },
  'an array of integers for an image': {
    argv: run('--input', 'vector=vector.npy', '--input', 'picture=integers.npy'),
    code: 1,
    says: /^error\[input\/pixels\]: integers\.npy holds int64, but input picture: .* is an image\nhint: .*uint8/,
  },
  'a picture of another size': {
    argv: run('--input', 'vector=vector.npy', '--input', 'picture=large.png'),
    code: 1,
    says: /^error\[input\/size\]: large\.png has 6×9 pixels, but input picture takes 4×4\n[^]*pair\.net:2:3\n[^]*this image has no `fit`\n[^]*hint: let the source say how other sizes fit: `fit = stretch`, `cover` or `contain`\n$/,
  },
  'an output that is no image as a picture': {
    argv: run(...GOOD.slice(2), '--save', 'seen=seen.png'),
    code: 1,
    says: /^error\[save\/no-image\]: output seen: f32\[1,2\] is no image, but seen\.png is a picture\n[^]*pair\.net:5:[^]*hint: save it as \.npy\n$/,
  },
  'a format that is not known': {
    argv: run('--input', 'picture=photo.bmp', '--input', 'vector=vector.npy'),
    code: 1,
    says: /input\/format\]: photo\.bmp is text that begins with "BM"\nhint: .*PNG, JPEG.*\.npy/,
  },
  'a number of classes that is none': {
    argv: run('--top', 'NaN'),
    code: 2,
    says: /argument 'NaN' is invalid\. It must be a whole number of at least 1\./,
  },
  'a tolerance that is none': {
    argv: ['check', 'pair.net', '--tolerance', 'NaN'],
    code: 2,
    says: /argument 'NaN' is invalid\. It must be a number above 0\./,
  },
  'an unknown output to save': {
    argv: run(...GOOD.slice(2), '--save', 'sean=seen.npy'),
    code: 1,
    says: /no output named "sean"\n[^]*write --save seen=seen\.npy/,
  },
  'an output saved in an unknown format': {
    argv: run(...GOOD.slice(2), '--save', 'seen=seen.gif'),
    code: 1,
    says: /an output is saved as \.png or \.npy/,
  },
  'an output saved over an input': {
    argv: run(...GOOD.slice(2), '--save', 'heard=vector.npy'),
    code: 1,
    says: /would overwrite vector\.npy, which it is made from/,
  },
  'an unknown kernel': {
    argv: ['inspect', 'pair.net', '--kernel', 'eyes'],
    code: 1,
    says: /no kernel computes or is called "eyes"\n[^]*did you mean eye\?/,
  },
  'an unknown pass': {
    argv: ['inspect', 'pair.net', '--after', 'fuse'],
    code: 2,
    says: /argument 'fuse' is invalid\. Allowed choices are front-end, infer-shapes/,
  },
  'an unknown command': {
    argv: ['complie', 'pair.net'],
    code: 2,
    says: /^error\[usage\/unknown-command\]: unknown command 'complie'\nhint: did you mean compile\?\n$/,
  },
  'an unknown option': {
    argv: compile('--wieghts', 'x'),
    code: 2,
    says: /^error\[usage\/unknown-option\]: unknown option '--wieghts'\nhint: did you mean --weights\?\n$/,
  },
  'too many files': {
    argv: ['check', 'pair.net', 'typo.net'],
    code: 2,
    says: /^error\[usage\/excess-arguments\]: too many arguments for 'check'\. Expected 1 argument but got 2\.\nhint: `netloom check --help` shows what there is, with examples\n$/,
  },
  'no command': { argv: [], code: 2, says: /^Usage: netloom/ },
  'no file': {
    argv: ['check'],
    code: 2,
    says: /^error\[usage\/missing-argument\]: missing required argument 'file\.net'\nhint: `netloom check --help` shows what there is, with examples\n$/,
  },
  'nothing to format': {
    argv: ['fmt'],
    code: 2,
    says: /^error\[usage\/files\]: there are no files to format\nhint: name some, or use --stdin\n$/,
  },
  'files to format besides standard input': {
    argv: ['fmt', '--stdin', 'pair.net'],
    code: 2,
    says: /^error\[usage\/files\]: --stdin takes no files\nhint: leave out one of the two\n$/,
  },
  'a file to format that is wrong': {
    argv: ['fmt', 'pair.net', 'missing.net'],
    code: 1,
    says: /missing\.net does not exist/,
  },
};

describe('the command line', () => {
  it.each(Object.entries(CASES))('answers %s with a message', async (_, { argv, code, says }) => {
    const result = await netloom(argv, { cwd });
    expect(result.stderr).toMatch(says);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).not.toMatch(/^ +at /m);
  });

  it('has changed none of the files', async () => {
    expect(await readFile(join(cwd, 'pair.net'), 'utf8')).toBe(NETWORK);
    const files = await readdir(cwd);
    expect(files.filter((name) => name.endsWith('.tmp') || name === 'out')).toEqual([]);
  });

  it('runs the same network when everything is right', async () => {
    const { code, stdout } = await netloom(['run', 'pair.net', ...GOOD, '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      outputs: { seen: { shape: [1, 2] }, heard: { shape: [1, 2], top: [{ label: null }, {}] } },
    });
  });

  it.each([
    [['check'], 'missing-argument', "missing required argument 'file.net'"],
    [['check', 'pair.net', '--unknown'], 'unknown-option', "unknown option '--unknown'"],
    [
      ['check', 'pair.net', '--set', 'width'],
      'invalid-argument',
      "option '--set <name=value>' argument 'width' is invalid. Write name=value.",
    ],
    [['fmt'], 'files', 'there are no files to format'],
    [['chekc'], 'unknown-command', "unknown command 'chekc'"],
    [['completion', 'bash'], 'unknown-option', "unknown option '--json'"],
  ])('says what is wrong with %j as JSON, too', async (argv, code, title) => {
    const result = await netloom([...argv, '--json'], { cwd });
    expect(result).toMatchObject({ code: 2, stderr: '' });
    expect(JSON.parse(result.stdout)).toMatchObject({
      diagnostics: [{ severity: 'error', code: `usage/${code}`, title }],
    });
  });

  it('gives diagnostics as JSON with lines and columns', async () => {
    const { code, stdout, stderr } = await netloom(['check', 'typo.net', '--json'], { cwd });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: object[] };
    expect(diagnostics).toHaveLength(2);
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      primary: { file: 'typo.net', line: 5, column: 21 },
    });
  });
});
