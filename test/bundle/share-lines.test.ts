import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareLines } from '../../compiler/codegen/bundle/share-lines.js';
import { expandLines } from '../../runtime/lines.js';

const first = 'fn main() {\n  let size = parameters.size;\n  store(size);\n}\n';
const second = 'fn main() {\n  let size = parameters.size;\n  store(2 * size);\n}\n';

describe('lines that a text has already', () => {
  test('are written once, and later passages refer to them', () => {
    expect(shareLines([first, second])).toBe(
      // The fifth line is the empty one behind the first text.
      `${first}\n//=1-2\n  store(2 * size);\n}\n`,
    );
  });

  test('are written again where a reference would be no shorter', () => {
    expect(shareLines(['}', '}', '}'])).toBe('}\n}\n}');
  });

  test('come back as they were, also from references to what a reference stands for', () => {
    const line = fc.constantFrom('let a = 1;', 'a long line of a shader', '}', '', '// a comment');
    const texts = fc.array(
      fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n')),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(texts, (all) => {
        const shared = shareLines(all);
        expect(expandLines(shared).join('\n')).toBe(all.join('\n'));
        expect(shared.length).toBeLessThanOrEqual(all.join('\n').length);
      }),
    );
  });
});
