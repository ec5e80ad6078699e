import { namesIn } from '../frontend/foreign/advice.js';
import type { Framework } from '../frontend/foreign/counterpart.js';
import { FRAMEWORKS } from '../frontend/foreign/counterpart.js';
import { COUNTERPARTS } from '../frontend/foreign/names.js';
import type { Entry } from './entries.js';
import type { ExampleFacts } from './example.js';
import { exampleFacts } from './example.js';
import type { WindowPicture } from './window-picture.js';
import { windowPictures } from './window-picture.js';

/** All that the documentation says about an entry. */
export interface Page {
  readonly entry: Entry;
  /** What its example gives; absent on functions and words. */
  readonly facts?: ExampleFacts;
  readonly pictures: readonly WindowPicture[];
  /** What other frameworks call it. */
  readonly elsewhere: readonly {
    readonly framework: Framework;
    readonly names: readonly string[];
  }[];
}

export function pageOf(entry: Entry): Page {
  const frameworks = Object.keys(FRAMEWORKS) as Framework[];
  const rows = COUNTERPARTS.filter(({ here }) => here === entry.name);
  return {
    entry,
    ...(entry.example.length === 0 ? {} : { facts: exampleFacts(entry.example) }),
    pictures: entry.kind === 'op' ? windowPictures(entry.name) : [],
    elsewhere: frameworks.flatMap((framework) => {
      const names = rows.flatMap((row) => namesIn(row, framework));
      return names.length === 0 ? [] : [{ framework, names }];
    }),
  };
}

/** A page as data for machines. */
export function pageJson({ entry, facts, pictures, elsewhere }: Page): unknown {
  const shapes = (list: ExampleFacts['inputs']): unknown =>
    Object.fromEntries(list.map(({ name, shape }) => [name, shape]));
  return {
    ...entry,
    ...(facts === undefined
      ? {}
      : {
          shapes: {
            inputs: shapes(facts.inputs),
            parameters: shapes(facts.parameters),
            outputs: shapes(facts.outputs),
          },
          numbers: Object.fromEntries(
            facts.numbers.map(({ name, tensor }) => [name, Array.from(tensor.data)]),
          ),
          onnx: facts.onnx,
        }),
    pictures,
    elsewhere: Object.fromEntries(elsewhere.map(({ framework, names }) => [framework, names])),
  };
}
