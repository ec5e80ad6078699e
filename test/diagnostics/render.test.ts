import { describe, expect, test } from 'vitest';
import type { Diagnostic, Label } from '../../compiler/diagnostics/diagnostic.js';
import type { Palette } from '../../compiler/diagnostics/render.js';
import { renderDiagnostic } from '../../compiler/diagnostics/render.js';

/** Underlines the first occurrence of each marked text in `source`. */
function render(
  source: string,
  primary: string,
  details: Partial<Diagnostic> & { readonly palette?: Palette; readonly others?: string[] } = {},
): string[] {
  const label = (text: string, message: string): Label => {
    const start = source.indexOf(text);
    return { span: { file: 'a.net', start, end: start + text.length }, message };
  };
  const { palette, others = [], ...rest } = details;
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: 'test/code',
    title: 'title',
    primary: label(primary, 'here'),
    secondary: others.map((other) => label(other, 'there')),
    ...rest,
  };
  const options = palette === undefined ? {} : { palette };
  return renderDiagnostic(diagnostic, new Map([['a.net', source]]), options)
    .split('\n')
    .slice(1);
}

describe('a rendered diagnostic', () => {
  test('underlines what it is about', () => {
    expect(render('a = 1\nb = c\n', 'c')).toEqual([
      '  ┌─ a.net:2:5',
      '  │',
      '2 │ b = c',
      '  │     ^ here',
    ]);
  });

  test('shows other places in the order of the file, and where lines are left out', () => {
    expect(
      render('one\ntwo\nthree\nfour', 'three', { others: ['one', 'four'], hint: 'h' }),
    ).toEqual([
      '  ┌─ a.net:3:1',
      '  │',
      '1 │ one',
      '  │ --- there',
      '  ·',
      '3 │ three',
      '  │ ^^^^^ here',
      '4 │ four',
      '  │ ---- there',
      '  │',
      '  hint: h',
    ]);
  });

  test('expands tabs', () => {
    expect(render('\ta\tb', 'b').slice(2)).toEqual(['1 │     a   b', '  │         ^ here']);
  });

  test('counts wide characters as two columns, marks as none, and columns by characters', () => {
    const lines = render('"漢字😀e\u0301" = x', 'x');
    expect(lines[0]).toBe('  ┌─ a.net:1:11');
    // 1 + 2 + 2 + 2 + 1 + 0 + 1 for the string, 3 for ` = `.
    expect(lines[3]).toBe(`  │ ${' '.repeat(12)}^ here`);
  });

  test('knows the line breaks of all systems', () => {
    expect(render('one\r\ntwo\rthree', 'three').slice(2)).toEqual(['3 │ three', '  │ ^^^^^ here']);
  });

  test('marks the end of the file', () => {
    const span = { file: 'a.net', start: 6, end: 6 };
    expect(render('a = 1\n', '', { primary: { span, message: 'end' } })).toEqual([
      '  ┌─ a.net:2:1',
      '  │',
      '2 │',
      '  │ ^ end',
    ]);
  });

  test('marks the first and the last of several lines', () => {
    expect(render('a = f(\n  1,\n  2\n)', 'f(\n  1,\n  2\n)').slice(2)).toEqual([
      '1 │ a = f(',
      '  │     ^^',
      '  ·',
      '4 │ )',
      '  │ ^ here',
    ]);
  });

  test('cuts long lines to what matters', () => {
    const lines = render(`${'x '.repeat(200)}y${' z'.repeat(200)}`, 'y');
    expect(lines[2].length).toBeLessThan(130);
    expect(lines[2]).toMatch(/^1 │ ….*y.*…$/);
    expect(lines[2].indexOf('y')).toBe(lines[3].indexOf('^'));
  });

  test('lets nothing through that could upset a terminal', () => {
    const [, , line] = render('a \u001b[31m \u202e \ud800 b', 'b');
    expect(line).toBe('1 │ a \ufffd[31m \ufffd \ufffd b');
  });

  test('names files it does not have', () => {
    const span = { file: 'lost.net', start: 3, end: 4 };
    expect(render('', '', { primary: { span, message: 'm' } })).toEqual(['  ┌─ lost.net']);
  });

  test('needs no place', () => {
    const text = renderDiagnostic(
      { severity: 'warning', code: 'c', title: 't', notes: ['n'], hint: 'h' },
      new Map(),
    );
    expect(text).toBe('warning[c]: t\nnote: n\nhint: h');
  });

  test('is coloured by the palette it is given', () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const palette: Palette = {
      error: mark('e'),
      warning: mark('w'),
      secondary: mark('s'),
      faint: mark('f'),
      strong: mark('b'),
    };
    expect(render('a b', 'b', { others: ['a'], palette })).toEqual([
      '<f>  ┌─</f> a.net:1:3',
      '<f>  │</f>',
      '<f>1 │</f> a b',
      '<f>  │</f>   <e>^ here</e>',
      '<f>  │</f> <s>- there</s>',
    ]);
  });
});
