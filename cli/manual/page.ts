import { FRAMEWORKS } from '../../compiler/frontend/foreign/counterpart.js';
import type { Entry } from '../../compiler/manual/entries.js';
import type { ExampleFacts, NamedShape } from '../../compiler/manual/example.js';
import { wrappedSignature } from '../../compiler/manual/markdown.js';
import { numbersText } from '../../compiler/manual/numbers-text.js';
import type { Page } from '../../compiler/manual/page.js';
import type { WindowPicture } from '../../compiler/manual/window-picture.js';
import type { Context } from '../context.js';
import { extents } from '../text/units.js';
import { wrap } from '../text/wrap.js';

const INDENT = '  ';
const WIDEST = 100;

/** A page of the manual for a terminal. */
export function pageLines(context: Context, { entry, facts, pictures, elsewhere }: Page): string[] {
  const { bold } = context.colors.out;
  const width = Math.min(context.io.stdout.columns, WIDEST);
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', bold(title), ...lines];
  const paragraphs = [
    ...entry.text,
    ...(entry.conventions === undefined ? [] : [entry.conventions]),
  ];
  const names = [
    ...elsewhere.map((each) => [FRAMEWORKS[each.framework], each.names.join(', ')]),
    ...(facts === undefined ? [] : [['exported to ONNX as', facts.onnx.join(', ')]]),
  ];
  return [
    ...wrappedSignature(entry.signature, width).split('\n').map(bold),
    ...paragraphs.flatMap((text) => ['', ...wrap(text, width, INDENT)]),
    ...section('Arguments', argumentLines(entry, width)),
    ...(facts === undefined ? [] : section('Example', exampleLines(entry, facts))),
    ...(facts === undefined ? [] : section('Parameters', shapeLines(facts.parameters))),
    ...(facts === undefined ? [] : section('Numbers', numberLines(facts))),
    ...section('Windows', windowLines(pictures, width)),
    ...section('Elsewhere', columns(names, width)),
  ];
}

function argumentLines(entry: Entry, width: number): string[] {
  return columns(
    entry.arguments.map(({ name, doc, default: preset }) => [
      name,
      preset === undefined ? doc : `${doc} (default ${preset})`,
    ]),
    width,
  );
}

function exampleLines({ example }: Entry, { inputs, outputs }: ExampleFacts): string[] {
  return [...example.map((line) => INDENT + line), '', ...shapeLines([...inputs, ...outputs])];
}

function shapeLines(shapes: readonly NamedShape[]): string[] {
  return columns(shapes.map(({ name, shape }) => [name, extents(shape)]));
}

function numberLines({ numbers }: ExampleFacts): string[] {
  return numbers.flatMap(({ name, tensor }, at) => [
    ...(at === 0 ? [] : ['']),
    INDENT + name,
    ...numbersText(tensor).map((line) => `${INDENT}${INDENT}${line}`.trimEnd()),
  ]);
}

function windowLines(pictures: readonly WindowPicture[], width: number): string[] {
  if (pictures.length === 0) return [];
  return [
    `${INDENT}along the width: ■ an element, □ one in the padding`,
    ...pictures.flatMap(({ call, lines }) => [
      '',
      ...wrappedSignature(`x -> ${call}`, width - INDENT.length)
        .split('\n')
        .map((line) => INDENT + line),
      ...lines.map((line) => INDENT + line),
    ]),
  ];
}

/** Two columns, the second of which is wrapped. */
function columns(rows: readonly (readonly string[])[], width = Infinity): string[] {
  const left = Math.max(0, ...rows.map(([name]) => name.length)) + 2 * INDENT.length;
  return rows.flatMap(([name, text]) => {
    const [first, ...rest] = wrap(text, width, ' '.repeat(left));
    return [INDENT + name.padEnd(left - INDENT.length) + first.slice(left), ...rest];
  });
}
