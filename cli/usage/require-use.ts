import type { Command } from 'commander';
import type { Given } from './given.js';
import { longName, optionText } from './given.js';
import type { Fact, Need, Pattern } from './needs.js';
import { MAY_BE_EMPTY, NEEDS, REPEATABLE } from './needs.js';
import { UsageError } from './usage-error.js';

/** Throws a UsageError when a part of a command line would have no effect, or is empty. */
export function requireUse(command: Command, given: Given): void {
  for (const option of command.options) {
    const name = longName(option);
    const values = given.get(name) ?? [];
    if (values.length > 1 && !REPEATABLE.includes(name)) failTwice(name);
    if (values.includes('') && !MAY_BE_EMPTY.includes(name)) failEmpty(name);
  }
  command.args.forEach((argument, index) => {
    const { registeredArguments: known } = command;
    if (argument === '') failEmpty(`<${known[Math.min(index, known.length - 1)].name()}>`);
  });
  for (const need of NEEDS) {
    if (!need.commands.includes(command.name())) continue;
    if (need.oneOf.some((fact) => holds(fact, given))) continue;
    for (const option of need.options) {
      if (given.has(option)) throw useless(option, circumstance(need, given), need.why);
    }
  }
}

/** What makes an option useless: other options, or that they are missing. */
export interface Circumstance {
  /** `with --target webgpu`, `without --against`. */
  readonly text: string;
  readonly hint: string;
}

/** The one way to say that an option would be ignored. */
export function useless(option: string, { text, hint }: Circumstance, why: string): UsageError {
  return new UsageError({
    code: 'usage/useless',
    title: `${option} does nothing ${text}: ${why}`,
    hint,
  });
}

function holds({ given: wanted, none = [] }: Fact, given: Given): boolean {
  return (
    (wanted === undefined || isGiven(wanted, given)) &&
    !none.some((pattern) => isGiven(pattern, given))
  );
}

function isGiven({ option, value }: Pattern, given: Given): boolean {
  const values = given.get(option) ?? [];
  return values.some((each) => value === undefined || value.test(each ?? ''));
}

/** Either the options that are in the way, or those that could be added. */
function circumstance({ oneOf }: Need, given: Given): Circumstance {
  const unwanted = oneOf
    .flatMap(({ none = [] }) => none)
    .filter((pattern) => isGiven(pattern, given))
    .map(({ option }) => option);
  if (unwanted.length > 0) {
    const texts = [...new Set(unwanted)].map((option) => optionText(option, given));
    return { text: `with ${texts.join(' and ')}`, hint: 'leave out one or the other' };
  }
  const missing = oneOf.flatMap(({ given: wanted }) => wanted?.option ?? []).join(' or ');
  return { text: `without ${missing}`, hint: `leave it out, or add ${missing}` };
}

function failTwice(name: string): never {
  throw new UsageError({
    code: 'usage/twice',
    title: `${name} is given twice`,
    hint: 'leave out one of the two',
  });
}

function failEmpty(what: string): never {
  throw new UsageError({ code: 'usage/empty', title: `the value of ${what} is empty` });
}
