import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatSource } from '../../compiler/frontend/index.js';
import { projectRoot } from '../support/paths.js';
import { graphOf } from './load.js';

const page = readFileSync(join(projectRoot, 'docs/language.md'), 'utf8');
const examples = [...page.matchAll(/^```net\n([^]*?)^```$/gm)].map(([, text]) => text);

describe('docs/language.md', () => {
  test.each(examples)('example %#', (source) => {
    expect(graphOf(source).outputs.length).toBeGreaterThan(0);
    expect(formatSource(source, 'example.net').text).toBe(source);
  });

  test('shows every block of the prelude', () => {
    const prelude = readFileSync(join(projectRoot, 'compiler/frontend/prelude.net'), 'utf8');
    const names = [...prelude.matchAll(/^(?:block )?(\w+)(?:\(| =)/gm)].map(([, name]) => name);
    expect(names).toContain('silu');
    expect(names.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
  });
});
