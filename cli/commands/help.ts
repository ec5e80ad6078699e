import type { Command as CommandType } from 'commander';
import { Command } from 'commander';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { didYouMean } from '../../compiler/diagnostics/nearest.js';
import type { Counterpart } from '../../compiler/frontend/foreign/counterpart.js';
import { counterpartOf, counterpartText } from '../../compiler/frontend/foreign/advice.js';
import type { Entry } from '../../compiler/manual/entries.js';
import { entries, entryOf } from '../../compiler/manual/entries.js';
import { pageJson, pageOf } from '../../compiler/manual/page.js';
import type { Context } from '../context.js';
import { examples } from '../help.js';
import { listLines } from '../manual/list.js';
import { pageLines } from '../manual/page.js';
import { jsonOption } from '../options.js';
import { printLines, printResult } from '../report.js';
import { wrap } from '../text/wrap.js';
import { useless } from '../usage/require-use.js';
import { UsageError } from '../usage/usage-error.js';

interface HelpOptions {
  readonly json: boolean;
}

/** `netloom help [COMMAND]`, `netloom help ops`, `netloom help op NAME`. */
export function helpCommand(context: Context, program: CommandType): Command {
  return new Command('help')
    .description('Show the help of a command, or what there is to call in a network.')
    .argument('[topic]', 'a command, ops or op')
    .argument('[name]', 'behind op: what to show, under its name here or elsewhere')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['netloom help run', 'a command'],
        ['netloom help ops', 'all ops, blocks, functions and words'],
        ['netloom help op conv', 'one of them: arguments, shapes, an example'],
        ['netloom help op BatchNorm2d', 'under the name that another framework gives it'],
      ),
    )
    .action((topic: string | undefined, name: string | undefined, options: HelpOptions) => {
      requireMeaning(topic, name, options);
      if (topic === 'ops') showList(context, options);
      else if (topic === 'op') showEntry(context, name, options);
      else showCommand(program, topic);
    });
}

/** Throws a UsageError for what the help of a command has no use for. */
function requireMeaning(
  topic: string | undefined,
  name: string | undefined,
  { json }: HelpOptions,
): void {
  const shown = topic === undefined ? 'help' : `help ${topic}`;
  if (name !== undefined && topic !== 'op') {
    throw new UsageError({
      code: 'usage/excess-arguments',
      title: `too many arguments for '${shown}'. Expected none but got ${name}.`,
      ...(entryOf(name) === undefined ? {} : { hint: `\`netloom help op ${name}\` shows it` }),
    });
  }
  if (json && topic !== 'op' && topic !== 'ops') {
    throw useless(
      '--json',
      { text: `with ${shown}`, hint: '`help op` and `help ops` have it' },
      'the help of a command is text',
    );
  }
}

function showList(context: Context, { json }: HelpOptions): void {
  if (!json) {
    printLines(context, listLines(context));
    return;
  }
  const list = entries().map(({ name, kind, section, signature, brief }) => ({
    name,
    kind,
    section,
    signature,
    brief,
  }));
  printResult(context, { entries: list });
}

function showEntry(context: Context, name: string | undefined, { json }: HelpOptions): void {
  if (name === undefined) {
    fail({ code: 'help/name', title: 'which op?', hint: '`netloom help ops` lists them' });
  }
  const all = entries();
  const meant = entryOf(name, all) === undefined ? counterpartOf(name) : undefined;
  const entry = entryOf(meant?.here ?? name, all);
  if (entry === undefined && meant === undefined) failUnknown(name, all);
  const remark = meant === undefined ? undefined : counterpartText(name, meant);
  if (json) printResult(context, entryJson(entry === undefined ? undefined : pageOf(entry), meant));
  else {
    const width = context.io.stdout.columns;
    printLines(context, [
      ...(remark === undefined ? [] : wrap(`${remark}.`, width)),
      ...(remark === undefined || entry === undefined ? [] : ['']),
      ...(entry === undefined ? [] : pageLines(context, pageOf(entry))),
    ]);
  }
}

function entryJson(page: Parameters<typeof pageJson>[0] | undefined, meant?: Counterpart): object {
  return {
    ...(page === undefined ? {} : { entry: pageJson(page) }),
    ...(meant === undefined ? {} : { meant: { code: meant.code, note: meant.note } }),
  };
}

function failUnknown(name: string, all: readonly Entry[]): never {
  const names = all.map((entry) => entry.name);
  fail({
    code: 'help/unknown',
    title: `there is no op, block, function or word \`${name}\``,
    hint: didYouMean(name, names)?.hint ?? '`netloom help ops` lists what there is',
  });
}

function showCommand(program: CommandType, topic: string | undefined): void {
  if (topic === undefined) {
    program.outputHelp();
    return;
  }
  const found = program.commands.find((command) => command.name() === topic);
  if (found !== undefined) {
    found.outputHelp();
    return;
  }
  const names = program.commands.map((command) => command.name());
  const hint =
    entryOf(topic) === undefined
      ? (didYouMean(topic, [...names, 'ops'])?.hint ?? `commands are ${names.join(', ')}`)
      : `\`netloom help op ${topic}\` shows what it is in a network`;
  fail({ code: 'help/command', title: `there is no command \`${topic}\``, hint });
}
