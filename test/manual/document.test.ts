import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from '../../compiler/manual/entries.js';
import { tableMarkdown, wrappedSignature } from '../../compiler/manual/markdown.js';
import { numbersText } from '../../compiler/manual/numbers-text.js';
import { operatorsDocument } from '../../compiler/manual/operators-document.js';
import { pageJson, pageOf } from '../../compiler/manual/page.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { projectRoot } from '../support/paths.js';

const document = readFileSync(join(projectRoot, 'docs/operators.md'), 'utf8');

describe('docs/operators.md', () => {
  it('is what `npm run docs` makes of the ops, the prelude and the foreign names', () => {
    expect(document, 'run `npm run docs`').toBe(operatorsDocument());
  });

  it('links to headings that it has', () => {
    const anchors = [...document.matchAll(/^##+ (.*)$/gm)].map(([, title]) =>
      title.toLowerCase().replace(/[`,]/g, '').replaceAll(' ', '-'),
    );
    const links = [...document.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
    expect(links.length).toBeGreaterThan(99);
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  it('has a page for every op and block', () => {
    for (const { name, kind } of entries()) {
      if (kind === 'op' || kind === 'block') expect(document).toContain(`\n### \`${name}\`\n`);
    }
  });
});

describe('a page', () => {
  it('as data has all that it shows', () => {
    const conv = entries().find(({ name }) => name === 'conv') ?? expect.fail();
    expect(pageJson(pageOf(conv))).toMatchObject({
      name: 'conv',
      kind: 'op',
      parameters: expect.arrayContaining(['x', 'channels', 'stride = 1']) as string[],
      shapes: {
        inputs: { x: [1, 3, 32, 32] },
        parameters: { 'y.weight': [16, 3, 3, 3], 'y.bias': [16] },
        outputs: { y: [1, 16, 16, 16] },
      },
      onnx: ['Conv'],
      elsewhere: { onnx: ['Conv'] },
    });
  });

  it('breaks a long signature before an argument', () => {
    expect(wrappedSignature('f(a, bcd = 1, e = 2)', 14)).toBe('f(a, bcd = 1,\n  e = 2)');
    expect(wrappedSignature('f(a)', 3)).toBe('f(a)');
    expect(wrappedSignature('word')).toBe('word');
  });

  it('writes numbers in columns, a block for each matrix', () => {
    expect(numbersText(tensor([2, 1, 2], [1, -10, 0.123456, 2]))).toEqual([
      '    1    -10',
      '',
      '0.123      2',
    ]);
    expect(numbersText(tensor([], [3]))).toEqual(['3']);
  });

  it('keeps bars inside cells', () => {
    expect(tableMarkdown(['a'], [['x | y']])).toBe('| a |\n| --- |\n| x \\| y |');
  });
});
