import { describe, expect, it } from 'vitest';
import type { Documentation } from '../../compiler/frontend/documentation.js';
import { documentationOf } from '../../compiler/frontend/documentation.js';
import { parseModule } from '../../compiler/frontend/syntax/parse.js';

function documented(source: string): Documentation[] {
  return [...documentationOf(parseModule(source, 'a.net'), source).values()];
}

const BLOCK = 'block f(x, width = 3) {\n  return x\n}\n';

describe('the comment above a block', () => {
  it('is taken apart', () => {
    const [only] = documented(`# == Things ==

# What it is:
# in two lines.
# - width: how wide,
#   in two lines, too
#
# A second paragraph.
#
#     input x: tensor(1)
#       output y = x -> f
${BLOCK}`);
    expect(only.section).toBe('Things');
    expect(only.text).toEqual(['What it is: in two lines.', 'A second paragraph.']);
    expect([...only.parameters]).toEqual([['width', 'how wide, in two lines, too']]);
    expect(only.example).toEqual(['input x: tensor(1)', '  output y = x -> f']);
  });

  it.each([
    ['no comment', BLOCK],
    ['a comment that a blank line parts from it', `# Something else.\n\n${BLOCK}`],
    ['a comment behind code', `a = 1 # Something else.\n${BLOCK}`],
  ])('is empty with %s', (_, source) => {
    const last = documented(source).at(-1);
    expect(last).toMatchObject({ text: [], example: [] });
    expect(last?.section).toBeUndefined();
  });

  it.each(['\r\n', '\r'])('is read with lines that end in %j', (end) => {
    const source = `# One.\n# - width: how wide\n${BLOCK}`.replaceAll('\n', end);
    expect(documented(source)).toMatchObject([{ text: ['One.'] }]);
    expect(documented(source)[0].parameters.get('width')).toBe('how wide');
  });

  it('belongs to constants, too', () => {
    expect(documented('# Two.\ntwo = 2\n')).toMatchObject([{ text: ['Two.'] }]);
  });
});
