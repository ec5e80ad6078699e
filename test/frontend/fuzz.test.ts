import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSource, renderDiagnostic } from '../../compiler/frontend/index.js';
import { listFiles } from '../support/list-files.js';
import { projectRoot } from '../support/paths.js';
import { load } from './load.js';

const sources = ['examples', 'test', 'compiler/frontend'].flatMap((folder) =>
  listFiles(join(projectRoot, folder), '.net')
    // Their errors are the limits, which take a while to reach.
    .filter((file) => !file.includes('limit/'))
    .map((file) => readFileSync(join(projectRoot, folder, file), 'utf8')),
);
const pieces = sources.flatMap((source) => source.match(/[\w.]+|"[^"\n]*"|\s+|[^\s\w]+/g) ?? []);

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.constant(0), fc.nat(30)),
  insert: fc.oneof(
    fc.constant(''),
    fc.constantFrom(...pieces),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
});

function apply(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { at, remove, insert }) => {
    const place = Math.floor(at * text.length);
    return text.slice(0, place) + insert + text.slice(place + remove);
  }, source);
}

/** Loads, renders and formats; fails when anything throws or a span points outside its file. */
function survive(source: string): void {
  const { graph, diagnostics, sources: files } = load(source, { classes: '7' });
  for (const diagnostic of diagnostics) {
    expect(diagnostic.title).not.toMatch(/undefined|NaN|\[object/);
    expect(renderDiagnostic(diagnostic, files)).not.toBe('');
    const labels = [diagnostic.primary, ...(diagnostic.secondary ?? [])];
    for (const label of labels) {
      if (label === undefined) continue;
      const text = files.get(label.span.file);
      expect(label.span.start).toBeLessThanOrEqual(label.span.end);
      expect(label.span.end).toBeLessThanOrEqual(text?.length ?? -1);
    }
  }
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  expect(graph === undefined).toBe(failed);
  formatSource(source, 'main.net');
}

describe('nothing that can be written makes the front end throw', () => {
  test('mutations of sources', () => {
    const mutated = fc
      .tuple(fc.constantFrom(...sources), fc.array(edit, { minLength: 1, maxLength: 4 }))
      .map(([source, edits]) => apply(source, edits));
    fc.assert(fc.property(mutated, survive), { numRuns: 400 });
  });

  test('shuffled pieces of sources', () => {
    const shuffled = fc
      .array(fc.constantFrom(...pieces), { maxLength: 60 })
      .map(
        (parts) =>
          `network n(classes = 3) {\n  input x: tensor(1, 3, 8, 8)\n  ${parts.join('')}\n}`,
      );
    fc.assert(fc.property(shuffled, survive), { numRuns: 300 });
  });

  test('arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), survive), { numRuns: 200 });
  });

  test.each([
    ['parentheses', `k = ${'('.repeat(100_000)}`],
    ['lists', `k = ${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['bodies', 'network n {'.repeat(10_000)],
    ['prefixes', `k = ${'-'.repeat(100_000)}1`],
    ['negations', `k = ${'not '.repeat(50_000)}true`],
    ['sums', `k = ${'1 + '.repeat(50_000)}1`],
    ['powers', `k = ${'1 ** '.repeat(50_000)}1`],
    ['indices', `k = x${'[0]'.repeat(50_000)}`],
    ['members', `k = x${'.shape'.repeat(50_000)}`],
    ['steps', `network n {\n  input x: tensor(1)\n  output y = x${' -> relu'.repeat(20_000)}\n}`],
    ['branches', `k = if false { 1 }${' else if false { 1 }'.repeat(2_000)} else { 2 }`],
    ['errors', 'x = )\n'.repeat(2_000)],
    ['a string', `k = "${'{1}'.repeat(2_000)}"`],
  ])('very many %s', (_what, source) => {
    survive(source);
  });
});
