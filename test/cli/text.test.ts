import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar } from '../../cli/text/bar.js';
import { diffLines, hunks } from '../../cli/text/diff.js';
import { jsonText } from '../../cli/text/json.js';
import { table } from '../../cli/text/table.js';
import { widthOf } from '../../cli/text/width.js';
import { wrap } from '../../cli/text/wrap.js';
import { byteSize, duration, extents, grouped, magnitude } from '../../cli/text/units.js';

describe('numbers for people', () => {
  it('have the unit that suits them', () => {
    expect([0, 999, 1000, 9400, 61706, 999_500, 2_500_000_000].map(byteSize)).toEqual([
      '0 B',
      '999 B',
      '1.0 KB',
      '9.4 KB',
      '62 KB',
      '1.0 MB',
      '2.5 GB',
    ]);
    expect([12, 416_520, 3_900_000_000].map(magnitude)).toEqual(['12', '417 k', '3.9 G']);
    expect([0.0282, 1.28, 12.3, 1400].map(duration)).toEqual(['28 µs', '1.3 ms', '12 ms', '1.4 s']);
    expect(grouped(61706)).toBe('61,706');
    expect([[1, 6, 28, 28], []].map(extents)).toEqual(['1×6×28×28', 'scalar']);
  });
});

describe('a text in lines', () => {
  it('breaks between words, but not between a number and its unit', () => {
    const text = 'one run takes 267 µs, 3.9 G of it, and 97.3 % of 12 KB; 3 stages of 2 k';
    expect(wrap(text, 1)).toEqual([
      ...['one', 'run', 'takes', '267 µs,', '3.9 G', 'of', 'it,', 'and', '97.3 %', 'of', '12 KB;'],
      ...['3', 'stages', 'of', '2 k'],
    ]);
    expect(wrap('one run takes 45 µs', 16, '  ')).toEqual(['  one run takes', '  45 µs']);
  });

  it('has every unit that numbers are written with', () => {
    const numbers = [0, 1, 2, 3, 4].flatMap((power) => [
      byteSize(5 * 1000 ** power),
      magnitude(5 * 1000 ** power),
      duration(5 * 1000 ** (power - 3)),
    ]);
    for (const number of numbers) expect(wrap(number, 1)).toEqual([number]);
  });
});

describe('JSON', () => {
  it('is what JSON.stringify says, with lists on one line', () => {
    expect(jsonText({ a: [1, -0.5], b: [{ c: '"' }], d: {}, e: undefined, f: [] })).toBe(
      '{\n  "a": [1, -0.5],\n  "b": [\n    {\n      "c": "\\""\n    }\n  ],\n  "d": {},\n  "f": []\n}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(JSON.parse(jsonText(value)))).toBe(JSON.stringify(value));
      }),
    );
    expect(jsonText([NaN, Infinity])).toBe('[null, null]');
  });
});

describe('a bar', () => {
  it('is drawn in eighths and never leaves its width', () => {
    expect([0, 0.5, 1, 1 / 16].map((fraction) => bar(fraction, 4))).toEqual([
      '',
      '██',
      '████',
      '▎',
    ]);
    expect([-1, 2, NaN].map((fraction) => bar(fraction, 2))).toEqual(['', '██', '']);
  });
});

describe('a table', () => {
  const columns = [
    { title: 'layer', cut: 'middle' as const, least: 8 },
    { title: 'parameters', short: 'params', align: 'right' as const },
    { title: 'source', cut: 'end' as const },
  ];
  const cells = [
    ['features.conv', ['1,234,567', '1.2 M'], ['nets/lenet5.net:11', 'lenet5.net:11']] as const,
    ['größer', '1', '日本.net:2'] as const,
  ];

  it('takes shorter forms of its cells where there is not enough room, and then cuts them', () => {
    expect(table(columns, cells)).toEqual([
      'layer          parameters  source',
      '─────────────  ──────────  ──────────────────',
      'features.conv   1,234,567  nets/lenet5.net:11',
      'größer                  1  日本.net:2',
    ]);
    expect(table(columns, cells, 44)).toEqual([
      'layer          parameters  source',
      '─────────────  ──────────  ─────────────',
      'features.conv   1,234,567  lenet5.net:11',
      'größer                  1  日本.net:2',
    ]);
    expect(table(columns, cells, 32)).toEqual([
      'layer         params  source',
      '────────────  ──────  ──────────',
      'featur….conv   1.2 M  lenet5.ne…',
      'größer             1  日本.net:2',
    ]);
  });

  it('fits any width that its columns can have', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string(), fc.string())),
        fc.integer({ min: 6 + 6 + 6 + 4, max: 60 }),
        (rows, width) => {
          const cut = (['middle', 'end', 'middle'] as const).map((part) => ({
            title: part,
            cut: part,
          }));
          for (const line of table(cut, rows, width)) {
            expect(widthOf(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });

  it('is as wide as its cells', () => {
    const columns = [{ title: 'layer' }, { title: 'MACs', align: 'right' as const }];
    expect(
      table(columns, [
        ['c1', '117,600'],
        ['output', '840'],
      ]),
    ).toEqual(['layer      MACs', '──────  ───────', 'c1      117,600', 'output      840']);
  });
});

describe('a line diff', () => {
  const shown = (before: string, after: string): string[] =>
    diffLines([...before], [...after]).map(
      ({ kind, text }) => ({ same: ' ', removed: '-', added: '+' })[kind] + text,
    );

  it('keeps what is common', () => {
    expect(shown('abc', 'abc')).toEqual([' a', ' b', ' c']);
    expect(shown('abcd', 'axd')).toEqual([' a', '-b', '-c', '+x', ' d']);
    expect(shown('', 'ab')).toEqual(['+a', '+b']);
    expect(shown('aa', 'a')).toEqual([' a', '-a']);
  });

  it('leads from one text to the other and back, by the shortest way', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const without = (kind: string): string[] =>
          lines.filter((line) => line.kind !== kind).map((line) => line.text);
        expect(without('added')).toEqual(before);
        expect(without('removed')).toEqual(after);
        const edits = lines.filter(({ kind }) => kind !== 'same').length;
        expect(edits).toBe(before.length + after.length - 2 * longestCommon(before, after));
      }),
    );
  });

  it('is cut down to the changes and what is around them', () => {
    const lines = diffLines('a b c d e f g h'.split(' '), 'a b c d X f g h'.split(' '));
    expect(hunks(lines, 1).map(({ text }) => text)).toEqual(['…', 'd', 'e', 'X', 'f', '…']);
    expect(hunks(diffLines(['a'], ['a']), 1).map(({ text }) => text)).toEqual(['…']);
  });
});

/** By its definition, without a table. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const [first, ...rest] = a;
  const found = b.indexOf(first);
  const without = longestCommon(rest, b);
  return found < 0 ? without : Math.max(without, 1 + longestCommon(rest, b.slice(found + 1)));
}
