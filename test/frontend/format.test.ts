import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSource } from '../../compiler/frontend/index.js';
import { parseModule } from '../../compiler/frontend/syntax/parse.js';
import { printGraph } from '../../compiler/ir/print.js';
import { listFiles } from '../support/list-files.js';
import { projectRoot } from '../support/paths.js';
import { load } from './load.js';

const sources = ['examples', 'test', 'compiler/frontend']
  .flatMap((folder) =>
    listFiles(join(projectRoot, folder), '.net').map((file) => `${folder}/${file}`),
  )
  .map((file): [string, string] => [file, readFileSync(join(projectRoot, file), 'utf8')]);
const readable = sources.filter(([file, text]) => parseModule(text, file).diagnostics.length === 0);

function format(source: string): string {
  const { text, diagnostics } = formatSource(source, 'test.net');
  if (text === undefined) throw new Error(diagnostics.map((each) => each.title).join('\n'));
  return text;
}

/** Everything a reader cares about: all words and signs, and all comments. */
function content(source: string): { words: string[]; comments: string[] } {
  const { tokens, comments } = parseModule(source, 'test.net');
  return {
    words: tokens.map((token) => token.image).filter((image) => image !== ''),
    comments: comments.map((comment) => comment.image.trimEnd()).sort(),
  };
}

test('examples, the prelude and the networks of the tests are formatted', () => {
  const formatted = readable.filter(([file]) => /^(examples|compiler)|fixtures/.test(file));
  expect(formatted.length).toBeGreaterThan(4);
  for (const [, text] of formatted) expect(format(text)).toBe(text);
});

test('a source with errors is left to its author', () => {
  const { text, diagnostics } = formatSource('network {', 'test.net');
  expect(text).toBeUndefined();
  expect(diagnostics.length).toBeGreaterThan(0);
});

describe('layout', () => {
  test.each([
    ['spaces', 'k=[1,2 ,3]', 'k = [1, 2, 3]\n'],
    ['nothing at all', '\n\n', ''],
    ['only a comment', '\n# alone  \n\n', '# alone\n'],
    ['blank lines', 'a = 1\n\n\n\nb = 2\nc = 3', 'a = 1\n\nb = 2\nc = 3\n'],
    [
      'rows of a matrix',
      'k = [\n[1,0], # first\n# own\n[0,1]]',
      'k = [\n  [1, 0],  # first\n  # own\n  [0, 1]\n]\n',
    ],
    ['imports', 'import {a  as b,c} from "./x.net"', 'import { a as b, c } from "./x.net"\n'],
    [
      'weights',
      'network n {\nweights"w" (prefix=  "m.",allow_unused =true)\n}',
      'network n {\n  weights "w" (prefix = "m.", allow_unused = true)\n}\n',
    ],
    [
      'weights with much to say',
      `network n {\nweights "w.safetensors" (rename=[["block_*_expand.*", "block_*.expand.*"],["*.gamma", "*.weight"]], allow_unused = ["a.*"])\n}`,
      `network n {
  weights "w.safetensors" (
    rename = [["block_*_expand.*", "block_*.expand.*"], ["*.gamma", "*.weight"]],
    allow_unused = ["a.*"]
  )
}
`,
    ],
    ['short bodies', 'block f(x){return x->relu}', 'block f(x) {\n  return x -> relu\n}\n'],
    [
      'branches',
      'block f(x) {\nif x.rank>3{return x}else if not true{} else {return -x}}',
      'block f(x) {\n  if x.rank > 3 {\n    return x\n  } else if not true {} else {\n    return -x\n  }\n}\n',
    ],
    [
      'comments at ends',
      'block f(x) { # why\nreturn x # what\n# last\n}\n# end',
      'block f(x) {  # why\n  return x  # what\n  # last\n}\n# end\n',
    ],
    [
      'lines of a pipeline',
      'a = x\n  -> f -> g # one\n -> h',
      'a = x\n  -> f -> g  # one\n  -> h\n',
    ],
  ])('%s', (_name, source, expected) => {
    expect(format(source)).toBe(expected);
  });

  test('a long pipeline gets one line a step', () => {
    const steps = Array.from({ length: 8 }, (_, at) => `conv(64, kernel = ${at + 1}) as c${at}`);
    const source = `a = x -> ${steps.join(' -> ')}\n`;
    expect(format(source)).toBe(`a = x\n${steps.map((step) => `  -> ${step}\n`).join('')}`);
  });

  test('a long list of numbers fills its lines', () => {
    const text = format(`k = [${Array.from({ length: 60 }, (_, at) => at).join(',')}]`);
    expect(text.split('\n').map((line) => line.length <= 100)).not.toContain(false);
    expect(text.split('\n')).toHaveLength(6);
  });

  test('comments inside an expression move above the statement', () => {
    expect(format('a = f(1, # one\n  2)\n')).toBe('# one\na = f(1, 2)\n');
  });
});

describe('whatever the layout was', () => {
  /** A readable source with its blanks changed: line breaks and comments where both may stand. */
  const shaken = fc
    .tuple(fc.constantFrom(...readable), fc.array(fc.nat(11), { minLength: 50, maxLength: 300 }))
    .map(([[, source], choices]) => {
      const { tokens } = parseModule(source, 'test.net');
      let text = '';
      let comments = 0;
      for (const [at, token] of tokens.entries()) {
        const choice = choices[at % choices.length];
        if (token.image === '') text += choice === 0 ? `  # c${comments++}\n\n\n` : '\n';
        else text += `${choice < 3 ? '   ' : ' '}${token.image}`;
        const inside = token.image === ',' || token.image === '->' || token.image === '[';
        if (inside && choice === 1) text += '\n';
        if (inside && choice === 2) text += ` # c${comments++}\n`;
      }
      return text;
    });

  test('formatting again changes nothing, and no word or comment is lost', () => {
    fc.assert(
      fc.property(shaken, (source) => {
        const once = format(source);
        expect(format(once)).toBe(once);
        expect(content(once)).toEqual(content(source));
      }),
      { numRuns: 150 },
    );
  });

  test('the network stays the same', () => {
    fc.assert(
      fc.property(shaken, (source) => {
        const [before, after] = [source, format(source)].map((text) => load(text).graph);
        expect(after && printGraph(after)).toBe(before && printGraph(before));
      }),
      { numRuns: 40 },
    );
  });
});
