import type { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { createContext } from '../../cli/context.js';
import { netloom } from '../../cli/netloom.js';
import { longName } from '../../cli/usage/given.js';
import { UsageError } from '../../cli/usage/usage-error.js';
import { netloom as run } from '../support/command-line.js';

/**
 * Which options do nothing, alone or beside another: of every command, over all pairs. The command lines
 * are parsed and no more. Read `useless-options.txt` as a user would before accepting a change of it.
 */

const silent = { write: () => undefined, isTerminal: false, columns: 80 };
const io = {
  cwd: '/',
  env: {},
  stdout: silent,
  stderr: silent,
  now: () => 0,
  readStdin: () => Promise.resolve(''),
};

/** Values worth telling apart; else there is one of each choice, or `text`. */
const VALUES: Readonly<Partial<Record<string, readonly string[]>>> = {
  '--weights': ['file.safetensors', 'random:1'],
  '--set': ['name=value'],
  '--weights-as': ['f16'],
  '--winograd': ['2'],
  '--after': ['front-end', 'to-depthwise', 'to-winograd', 'to-matmul', 'quantize-weights'],
  '--threads': ['2'],
  '--top': ['3'],
  '--tolerance': ['1e-3'],
};

/** All ways to give an option: `--target wasm`, `--target webgpu`. */
function waysToGive(option: Option): readonly (readonly string[])[] {
  const name = longName(option);
  if (!option.required && !option.optional) return [[name]];
  return (VALUES[name] ?? option.argChoices ?? ['text']).map((value) => [name, value]);
}

/** What is given besides, so that nothing is missing. */
function requiredBy(command: Command, given: readonly string[]): string[] {
  const options = command.options.filter(
    (option) => option.mandatory && !given.includes(longName(option)),
  );
  const words = command.registeredArguments.filter(({ required }) => required);
  return [
    ...words.map(({ argChoices }) => argChoices?.[0] ?? 'network.net'),
    ...options.flatMap((option) => waysToGive(option)[0]),
  ];
}

/** What is said of a command line, or undefined where all of it counts. */
async function refusal(name: string, words: readonly string[]): Promise<string | undefined> {
  const program = netloom(createContext(io));
  const command = commandOf(program, name);
  command.action(() => undefined);
  try {
    await program.parseAsync([name, ...words, ...requiredBy(command, words)], { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.diagnostics[0].title;
    throw error;
  }
}

function commandOf(program: Command, name: string): Command {
  const command = program.commands.find((each) => each.name() === name);
  if (command === undefined) throw new Error(`there is no ${name}`);
  return command;
}

/** The options of a command that do nothing, one line for each way to write them. */
async function uselessOptions(command: Command): Promise<string[]> {
  const name = command.name();
  const ways = command.options.map(waysToGive);
  const lines: string[] = [];
  const refuse = async (words: readonly string[], known: readonly (string | undefined)[]) => {
    const said = await refusal(name, words);
    if (said !== undefined && !known.includes(said))
      lines.push(`  ${words.join(' ')}\n    ${said}`);
    return said;
  };
  const alone = new Map<readonly string[], string | undefined>();
  for (const way of ways.flat()) alone.set(way, await refuse(way, []));
  for (const [at, first] of ways.entries()) {
    for (const second of ways.slice(at + 1)) {
      for (const one of first) {
        for (const other of second) {
          await refuse([...one, ...other], [alone.get(one), alone.get(other)]);
        }
      }
    }
  }
  return lines;
}

describe('options that do nothing', () => {
  it('are refused, and no others, over all pairs of every command', async () => {
    const sections: string[] = [];
    for (const command of netloom(createContext(io)).commands) {
      const lines = await uselessOptions(command);
      const options = command.options.map(longName);
      const counting = options.filter((option) => !lines.join('\n').includes(`\n    ${option} `));
      sections.push(
        `netloom ${command.name()}`,
        `  always counts: ${counting.join(' ') || 'nothing'}`,
        ...lines,
        '',
      );
    }
    await expect(sections.join('\n')).toMatchFileSnapshot('useless-options.txt');
  });

  it('say why, and what to do, with the status of a wrong command line', async () => {
    const refused = (...argv: string[]) => run(argv, { cwd: '/' });
    const output = (stderr: string) => ({ code: 2, stdout: '', stderr });
    expect(await refused('check', 'a.net', '--threads', '--target', 'webgpu')).toEqual(
      output(`error[usage/useless]: --threads does nothing with --target webgpu: it is for WebAssembly, which that leaves out
hint: leave out one or the other
`),
    );
    expect(await refused('check', 'a.net', '--tolerance', '0.1')).toEqual(
      output(`error[usage/useless]: --tolerance does nothing without --against: nothing is compared
hint: leave it out, or add --against
`),
    );
    const help = await refused('help', 'run', '--json');
    expect({ ...help, stdout: JSON.parse(help.stdout) as unknown }).toEqual({
      code: 2,
      stderr: '',
      stdout: {
        diagnostics: [
          {
            severity: 'error',
            code: 'usage/useless',
            title: '--json does nothing with help run: the help of a command is text',
            hint: '`help op` and `help ops` have it',
          },
        ],
      },
    });
  });
});

describe('an option', () => {
  const titles = async (...argv: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(argv, { cwd: '/' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return stderr;
  };

  it('whose value is empty is refused, but a prefix', async () => {
    for (const command of netloom(createContext(io)).commands) {
      for (const option of command.options) {
        if ((!option.required && !option.optional) || option.argChoices) continue;
        const name = longName(option);
        const words = [name, '', ...requiredBy(command, [name])];
        const said = await titles(command.name(), ...words).catch(() => undefined);
        if (name === '--weights-prefix') expect(said).toBeUndefined();
        else if (option.parseArg === undefined || name === '--input' || name === '--save') {
          expect(said).toBe(`error[usage/empty]: the value of ${name} is empty\n`);
        } else expect(said).toMatch(/^error\[usage\/invalid-argument\]: option /);
      }
    }
    expect(await titles('check', '')).toBe(
      'error[usage/empty]: the value of <file.net> is empty\n',
    );
    expect(await titles('fmt', 'a.net', '')).toBe(
      'error[usage/empty]: the value of <files> is empty\n',
    );
  });

  it('that is given twice is refused, unless it takes several values', async () => {
    expect(await titles('compile', 'a.net', '-o', 'a', '--output', 'b')).toBe(
      'error[usage/twice]: --output is given twice\nhint: leave out one of the two\n',
    );
    for (const command of netloom(createContext(io)).commands) {
      for (const option of command.options) {
        const name = longName(option);
        const [way] = waysToGive(option);
        const said = await refusal(command.name(), [
          ...way,
          ...way.map((word) => word.replace('name', 'other')),
        ]);
        if (['--set', '--input', '--save'].includes(name)) expect(said).toBeUndefined();
        else expect(said).toBe(`${name} is given twice`);
      }
    }
  });
});

describe('an argument', () => {
  it('behind a topic of help that takes none is refused', async () => {
    expect(await run(['help', 'ops', 'conv'], { cwd: '/' })).toEqual({
      code: 2,
      stdout: '',
      stderr: `error[usage/excess-arguments]: too many arguments for 'help ops'. Expected none but got conv.
hint: \`netloom help op conv\` shows it
`,
    });
  });
});
