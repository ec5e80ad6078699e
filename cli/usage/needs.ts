import type { PassName } from '../../compiler/passes/pipeline.js';
import { PASS_NAMES } from '../inspect/passes.js';

/**
 * Which option needs what to do anything. All of it stands here; `test/cli/useless-options.txt` lists
 * what it makes of every pair of options.
 */

/** An option that is given, with such a value. */
export interface Pattern {
  readonly option: string;
  readonly value?: RegExp;
}

/** Something about a command line: that an option is given, and none of others. */
export interface Fact {
  readonly given?: Pattern;
  readonly none?: readonly Pattern[];
}

export interface Need {
  readonly commands: readonly string[];
  readonly options: readonly string[];
  /** One of these has to hold. */
  readonly oneOf: readonly Fact[];
  /** Why they do nothing otherwise. */
  readonly why: string;
}

/** What `inspect` can be asked to show; without any of these it is the overview. */
const VIEWS: readonly Pattern[] = [
  '--layers',
  '--constants',
  '--after',
  '--changes',
  '--memory',
  '--svg',
  '--kernel',
].map((option) => ({ option }));

const overview: Fact = { none: VIEWS };

function shown(...options: string[]): Fact[] {
  return options.map((option) => ({ given: { option } }));
}

/** Graphs of `inspect` that `pass` has to do with: its own and those of all passes behind. */
function graphsFrom(pass: PassName): Fact[] {
  const at = PASS_NAMES.indexOf(pass);
  const named = (names: readonly string[]): Pattern => ({
    option: '--after',
    value: new RegExp(`^(${names.join('|')})$`),
  });
  return [
    { given: named(PASS_NAMES.slice(at)) },
    { given: { option: '--changes' }, none: [named(PASS_NAMES.slice(0, at))] },
  ];
}

/** The same, where what is shown is for WebAssembly. */
function forWasm(facts: readonly Fact[]): Fact[] {
  const others = { option: '--target', value: /^webgpu$/ };
  return facts.map(({ given, none = [] }) => ({
    ...(given && { given }),
    none: [...none, others],
  }));
}

const SHOWN_ALIKE = 'what is shown is the same without it';

export const NEEDS: readonly Need[] = [
  {
    commands: ['compile', 'run', 'inspect', 'check', 'export'],
    options: ['--weights-prefix', '--allow-unused'],
    oneOf: [{ none: [{ option: '--weights', value: /^random:/ }] }],
    why: 'numbers drawn at random are in no file',
  },
  {
    commands: ['compile', 'run', 'check'],
    options: ['--tuned', '--tune', '--relaxed-simd', '--threads'],
    oneOf: [{ none: [{ option: '--target', value: /^webgpu$/ }] }],
    why: 'it is for WebAssembly, which that leaves out',
  },
  {
    commands: ['check'],
    options: ['--tolerance'],
    oneOf: [{ given: { option: '--against' } }],
    why: 'nothing is compared',
  },
  {
    commands: ['check'],
    options: ['--single-file'],
    oneOf: [{ none: [{ option: '--against' }] }],
    why: 'what is compared is a bundle of several files',
  },
  {
    commands: ['inspect'],
    options: ['--weights-as'],
    oneOf: [
      overview,
      ...shown('--constants', '--memory', '--svg', '--kernel'),
      ...graphsFrom('quantize-weights'),
    ],
    why: SHOWN_ALIKE,
  },
  {
    commands: ['inspect'],
    options: ['--winograd'],
    oneOf: [
      overview,
      ...shown('--layers', '--constants', '--memory', '--svg', '--kernel'),
      ...graphsFrom('to-winograd'),
    ],
    why: SHOWN_ALIKE,
  },
  {
    commands: ['inspect'],
    options: ['--threads'],
    oneOf: [
      ...shown('--steps'),
      { given: { option: '--kernel' }, none: [{ option: '--why' }] },
      ...forWasm([overview, ...shown('--memory', '--svg'), ...graphsFrom('divide-winograd')]),
    ],
    why: SHOWN_ALIKE,
  },
  {
    commands: ['inspect'],
    options: ['--target'],
    oneOf: [overview, ...shown('--memory', '--svg'), ...graphsFrom('divide-winograd')],
    why: SHOWN_ALIKE,
  },
  {
    commands: ['inspect'],
    options: ['--tuned'],
    oneOf: shown('--constants', '--kernel'),
    why: SHOWN_ALIKE,
  },
  {
    commands: ['inspect'],
    options: ['--relaxed-simd'],
    oneOf: [{ given: { option: '--kernel' }, none: [{ option: '--why' }] }, ...shown('--steps')],
    why: SHOWN_ALIKE,
  },
  {
    commands: ['inspect'],
    options: ['--steps', '--why'],
    oneOf: shown('--kernel'),
    why: 'it is about a kernel, which --kernel names',
  },
];

/** Options that may be given several times; of any other only the last would count. */
export const REPEATABLE: readonly string[] = ['--set', '--input', '--save'];

/** Options whose value may be empty. */
export const MAY_BE_EMPTY: readonly string[] = ['--weights-prefix'];
