import { entries, SECTIONS } from '../../compiler/manual/entries.js';
import type { Context } from '../context.js';

/** Every entry in a line, by section. */
export function listLines({ colors: { out } }: Context): string[] {
  const all = entries();
  const width = Math.max(...all.map(({ name }) => name.length));
  return [
    ...SECTIONS.flatMap((section) => [
      out.bold(section),
      ...all
        .filter((entry) => entry.section === section)
        .map(({ name, brief }) => `  ${out.cyan(name.padEnd(width))}  ${brief}`),
      '',
    ]),
    'One of them: netloom help op conv. Names of PyTorch, Keras and ONNX do, too.',
  ];
}
