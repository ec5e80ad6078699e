import { namesIn } from '../frontend/foreign/advice.js';
import { FOREIGN_ARGUMENTS } from '../frontend/foreign/arguments.js';
import type { Counterpart, Framework } from '../frontend/foreign/counterpart.js';
import { FRAMEWORKS } from '../frontend/foreign/counterpart.js';
import { COUNTERPARTS } from '../frontend/foreign/names.js';
import type { Entry } from './entries.js';
import { entries, SECTIONS } from './entries.js';
import { code, pageMarkdown, tableMarkdown } from './markdown.js';
import { pageOf } from './page.js';

const COMING_FROM = 'Coming from PyTorch, Keras, ONNX or JAX';

/** The text of docs/operators.md. */
export function operatorsDocument(): string {
  const all = entries();
  const sections = SECTIONS.map((title) => ({
    title,
    own: all.filter(({ section }) => section === title),
  }));
  return [
    '<!-- Made from the files of the ops and the comments of the prelude by `npm run docs`. -->',
    '# Operators',
    'Everything that a network can call without importing it: ops, and blocks of the prelude, which ' +
      'are written in [the language](language.md) itself. In a signature, what has `= …` may be left ' +
      'out, and so may what stands in brackets. The same pages are shown by `netloom help op NAME`, ' +
      'and `netloom help ops` lists them.',
    'Axes are N, C, H, W. Where a page shows numbers, the reference interpreter has computed them. ' +
      'Where it shows a window, a row is an output and the elements along the width that it sees, or, ' +
      'for `conv_transpose`, an input and the outputs that it goes to: ■ is an element, □ one in the ' +
      'padding, which for `conv_transpose` is taken off.',
    [
      ...sections.map(({ title, own }) => `- [${title}](#${anchor(title)}): ${index(own)}`),
      `- [${COMING_FROM}](#${anchor(COMING_FROM)})`,
    ].join('\n'),
    ...sections.flatMap(({ title, own }) => [`## ${title}`, ...sectionParts(own)]),
    `## ${COMING_FROM}`,
    ...foreignParts(),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function hasPage({ kind }: Entry): boolean {
  return kind === 'op' || kind === 'block';
}

/** Links to pages; functions and words have none. */
function index(own: readonly Entry[]): string {
  return own
    .map((entry) =>
      hasPage(entry) ? `[${code(entry.name)}](#${anchor(entry.name)})` : code(entry.name),
    )
    .join(' ');
}

/** How GitHub calls the place of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function sectionParts(own: readonly Entry[]): string[] {
  const small = own.filter((entry) => !hasPage(entry));
  return [
    ...own
      .filter(hasPage)
      .flatMap((entry) => [`### ${code(entry.name)}`, pageMarkdown(pageOf(entry))]),
    ...(small.length === 0
      ? []
      : [
          tableMarkdown(
            ['', ''],
            small.map(({ signature, text }) => [code(signature), text.join(' ')]),
          ),
        ]),
  ];
}

function foreignParts(): string[] {
  const frameworks = Object.keys(FRAMEWORKS) as Framework[];
  const rows = COUNTERPARTS.filter((row) => frameworks.some((each) => row[each] !== undefined));
  return [
    'An error about a name that is not here says what this table says. In the code, `x`, `a` and `b` ' +
      'are pictures of 8 channels and 16 × 16; `sequence`, `q`, `k` and `v` have 20 steps of 8 ' +
      'features; `row` has 32 features.',
    tableMarkdown(
      ['here', ...Object.values(FRAMEWORKS)],
      rows.map((row) => [
        hereText(row),
        ...frameworks.map((framework) => namesIn(row, framework).map(code).join(', ')),
      ]),
    ),
    'Arguments are called as follows, where a call takes them.',
    tableMarkdown(
      ['elsewhere', 'here'],
      FOREIGN_ARGUMENTS.map(({ names, here, note }) => [
        names.split(' ').map(code).join(', '),
        here === undefined ? (note ?? '') : here.split(' ').map(code).join(' or '),
      ]),
    ),
  ];
}

function hereText({ here, absent, code: written, note }: Counterpart): string {
  const parts = [
    here === undefined ? undefined : `[${code(here)}](#${anchor(here)})`,
    absent === undefined ? undefined : 'not there yet',
    written === undefined ? undefined : code(written),
    note,
  ];
  return parts.filter((part) => part !== undefined).join(': ');
}
