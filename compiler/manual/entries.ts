import type { Documentation } from '../frontend/documentation.js';
import { documentationOf } from '../frontend/documentation.js';
import { FUNCTIONS } from '../frontend/elaborate/functions.js';
import { IMAGE_ARGUMENTS } from '../frontend/elaborate/input-image.js';
import type { SurfaceEntry } from '../frontend/elaborate/surfaces.js';
import { SURFACES } from '../frontend/elaborate/surfaces.js';
import type { FunctionVal } from '../frontend/elaborate/values.js';
import { parsedPrelude } from '../frontend/prelude.js';
import { preludeSource } from '../frontend/prelude.generated.js';
import type * as ast from '../frontend/syntax/ast.js';
import { FAMILIES } from '../ir/families.js';
import type { OpInput, SurfaceArgument, SurfaceKind } from '../ir/op.js';
import { constantText } from './constant-text.js';

/** Something that every file can use without importing it: an op, a block, a word, … */
export interface Entry {
  readonly name: string;
  readonly kind: 'op' | 'block' | 'function' | 'word' | 'type';
  readonly section: string;
  /** How it is called, with defaults; an argument in brackets has none and may be left out. */
  readonly signature: string;
  /** What stands in the parentheses of the signature, one by one. */
  readonly parameters: readonly string[];
  /** What it is, in less than a line. */
  readonly brief: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  /** Where frameworks disagree: which convention is ours. */
  readonly conventions?: string;
  /** Arguments that are documented. */
  readonly arguments: readonly EntryArgument[];
  /** Statements of a network's body that use it; none for functions and words. */
  readonly example: readonly string[];
}

export interface EntryArgument {
  readonly name: string;
  /** What it can be: `integer`, `pair`. */
  readonly kind?: SurfaceKind;
  /** In the language's own notation; absent when it must be given or has none. */
  readonly default?: string;
  readonly required: boolean;
  readonly doc: string;
}

const FUNCTION_SECTION = 'Functions of numbers';
const TYPE_SECTION = 'Types of inputs';

/** Titles of the sections, in order. */
export const SECTIONS: readonly string[] = [
  ...Object.values(FAMILIES),
  FUNCTION_SECTION,
  'Words for arguments',
  TYPE_SECTION,
];

/**
 * All entries by section; within one, ops come before blocks. Made anew at each call, for which the prelude
 * is read: who asks about several names passes them on.
 */
export function entries(): readonly Entry[] {
  const found = [
    ...[...SURFACES.values()].map(opEntry),
    ...preludeEntries(),
    ...FUNCTIONS.map(functionEntry),
    ...INPUT_TYPES,
  ];
  return SECTIONS.flatMap((section) => found.filter((entry) => entry.section === section));
}

/** The entry of a name; where an op shares its name with a function of numbers, the op. */
export function entryOf(name: string, all = entries()): Entry | undefined {
  return all.find((entry) => entry.name === name);
}

function opEntry({ name, definition, surface }: SurfaceEntry): Entry {
  const { inputs, summary } = definition;
  const tensors = surface.weights === undefined ? inputs : inputs.slice(0, 1);
  const twin = FUNCTIONS.find((each) => each.name === name);
  const parameters = [...tensors.map(tensorText), ...surface.arguments.map(argumentText)];
  return {
    name,
    kind: 'op',
    section: FAMILIES[surface.family],
    signature: `${name}(${parameters.join(', ')})`,
    parameters,
    brief: briefOf(summary),
    text: [
      summary,
      ...(twin === undefined ? [] : [`Of numbers it is a function. ${twin.summary}`]),
    ],
    ...(surface.conventions === undefined ? {} : { conventions: surface.conventions }),
    arguments: surface.arguments.map((argument) => ({
      name: argument.name,
      kind: argument.kind,
      ...(defaultText(argument) === undefined ? {} : { default: defaultText(argument) }),
      required: argument.default === undefined,
      doc: argument.doc,
    })),
    example: surface.example,
  };
}

function tensorText({ name, optional, variadic }: OpInput): string {
  if (variadic === true) return `${name}…`;
  return optional === true ? `[${name}]` : name;
}

function argumentText(argument: SurfaceArgument): string {
  const preset = defaultText(argument);
  if (preset !== undefined) return `${argument.name} = ${preset}`;
  return argument.default === null ? `[${argument.name}]` : argument.name;
}

function defaultText({ default: preset }: SurfaceArgument): string | undefined {
  return preset === undefined || preset === null ? undefined : constantText(preset);
}

function preludeEntries(): Entry[] {
  return [...documentationOf(parsedPrelude(), preludeSource)].map(([item, documentation]) =>
    item.kind === 'block'
      ? blockEntry(item, documentation, preludeSource)
      : wordEntry(item, documentation),
  );
}

/** What the documentation says about a block that `source` declares. */
export function blockEntry(
  { name, parameters }: ast.BlockItem,
  documentation: Documentation,
  source: string,
): Entry {
  const presets = parameters.map(({ value }) =>
    value === undefined ? undefined : source.slice(value.span.start, value.span.end),
  );
  const texts = parameters.map((parameter, at) => {
    const preset = presets[at];
    return preset === undefined ? parameter.name.text : `${parameter.name.text} = ${preset}`;
  });
  return {
    ...fromComment(name.text, documentation),
    kind: 'block',
    signature: `${name.text}(${texts.join(', ')})`,
    parameters: texts,
    arguments: parameters.flatMap((parameter, at): EntryArgument[] => {
      const doc = documentation.parameters.get(parameter.name.text);
      const preset = presets[at];
      if (doc === undefined) return [];
      return [
        {
          name: parameter.name.text,
          ...(preset === undefined ? {} : { default: preset }),
          required: preset === undefined,
          doc,
        },
      ];
    }),
  };
}

function wordEntry({ names: [name] }: ast.BindStatement, documentation: Documentation): Entry {
  return {
    ...fromComment(name.text, documentation),
    kind: 'word',
    signature: name.text,
    parameters: [],
    arguments: [],
  };
}

function fromComment(
  name: string,
  { section = '', text, example }: Documentation,
): Omit<Entry, 'kind' | 'signature' | 'parameters' | 'arguments'> {
  return { name, section, brief: briefOf(text[0] ?? ''), text, example };
}

function functionEntry({ name, parameters, summary }: FunctionVal): Entry {
  return {
    name,
    kind: 'function',
    section: FUNCTION_SECTION,
    signature: `${name}(${parameters})`,
    parameters: [parameters],
    brief: briefOf(summary),
    text: [summary],
    arguments: [],
    example: [],
  };
}

/** What stands behind `input name:`. */
const INPUT_TYPES: readonly Entry[] = [
  {
    name: 'tensor',
    kind: 'type',
    section: TYPE_SECTION,
    signature: 'tensor(extents…, type = f32)',
    parameters: ['extents…', 'type = f32'],
    brief: 'A tensor',
    text: [
      'A tensor: its extents, for a picture in the order N, C, H, W, and the type of its elements, f32, ' +
        'i32, u8 or bool.',
    ],
    arguments: [],
    example: [],
  },
  {
    name: 'image',
    kind: 'type',
    section: TYPE_SECTION,
    signature: 'image(height, width, channels, scale = 1, mean = 0, std = 1)',
    parameters: ['height', 'width', 'channels', 'scale = 1', 'mean = 0', 'std = 1'],
    brief: 'A picture that may be given as raw pixels',
    text: [
      'A picture that may be given as raw pixels: a tensor [1, C, height, width] of the elements ' +
        '(pixel · scale − mean) / std, for pixels 0 … 255.',
    ],
    arguments: Object.entries(IMAGE_ARGUMENTS).map(([name, doc]) => ({
      name,
      required: ['height', 'width', 'channels'].includes(name),
      doc,
    })),
    example: [],
  },
];

/** The text up to its first colon or semicolon, or to the end of its first sentence. */
function briefOf(text: string): string {
  return /^(.+?)(?:[:;] |\.(?= \p{Lu}|$)|$)/u.exec(text)?.[1] ?? text;
}
