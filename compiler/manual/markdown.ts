import { FRAMEWORKS } from '../frontend/foreign/counterpart.js';
import type { Entry } from './entries.js';
import type { ExampleFacts, NamedShape } from './example.js';
import { KIND_TEXT } from './kinds.js';
import { numbersText } from './numbers-text.js';
import type { Page } from './page.js';

/** A page as Markdown, without a heading. */
export function pageMarkdown({ entry, facts, pictures, elsewhere }: Page): string {
  const named = elsewhere.map(
    ({ framework, names }) => `${FRAMEWORKS[framework]}: ${names.map(code).join(', ')}`,
  );
  const exported =
    facts === undefined ? [] : [`exported to ONNX as ${facts.onnx.map(code).join(', ')}`];
  return [
    fence([wrappedSignature(entry.signature)]),
    ...entry.text,
    ...(entry.conventions === undefined ? [] : [entry.conventions]),
    ...argumentTable(entry),
    ...(facts === undefined ? [] : exampleParts(entry, facts)),
    ...pictures.map(({ call, lines }) => fence([`x -> ${call}`, '', ...lines])),
    [...named, ...exported].map((part) => `- ${part}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function exampleParts(entry: Entry, facts: ExampleFacts): string[] {
  const { inputs, outputs, parameters, numbers } = facts;
  return [
    fence(entry.example, 'net'),
    `${shapeList(inputs)} → ${shapeList(outputs)}` +
      (parameters.length === 0 ? '' : `, with the parameters ${shapeList(parameters)}`),
    ...(numbers.length === 0
      ? []
      : [
          fence(
            numbers.flatMap(({ name, tensor }, at) => [
              ...(at === 0 ? [] : ['']),
              name,
              ...numbersText(tensor).map((line) => `  ${line}`.trimEnd()),
            ]),
          ),
        ]),
  ];
}

function argumentTable({ arguments: list }: Entry): string[] {
  if (list.length === 0) return [];
  const rows = list.map(({ name, default: preset, doc, kind }) => [
    code(name),
    preset === undefined ? '' : code(preset),
    doc,
    ...(kind === undefined ? [] : [KIND_TEXT[kind]]),
  ]);
  const titles = ['argument', 'default', 'what it is', 'takes'].slice(0, rows[0].length);
  return [tableMarkdown(titles, rows)];
}

/** A table; a cell may hold `|`. */
export function tableMarkdown(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

function shapeList(shapes: readonly NamedShape[]): string {
  return shapes.map(({ name, shape }) => `${code(name)} [${shape.join(',')}]`).join(', ');
}

export function code(text: string): string {
  return `\`${text}\``;
}

function fence(lines: readonly string[], language = 'text'): string {
  return `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``;
}

const WIDEST_SIGNATURE = 90;

/** Broken before arguments where it is too long for a line. */
export function wrappedSignature(signature: string, width = WIDEST_SIGNATURE): string {
  const indent = ' '.repeat(signature.indexOf('(') + 1);
  let line = '';
  const lines: string[] = [];
  for (const part of signature.split(/(?<=,) /)) {
    const longer = line === '' ? part : `${line} ${part}`;
    if (longer.length > width && line !== '') {
      lines.push(line);
      line = indent + part;
    } else {
      line = longer;
    }
  }
  return [...lines, line].join('\n');
}
