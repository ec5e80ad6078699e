import type { Command } from 'commander';

/**
 * The options of a command line by their long names, each with its values as they were written: none
 * for a switch.
 */
export type Given = ReadonlyMap<string, readonly (string | undefined)[]>;

/** Notes the options of `command` from now on, as it is parsed. */
export function noteOptions(command: Command): Given {
  const given = new Map<string, (string | undefined)[]>();
  for (const option of command.options) {
    const name = longName(option);
    command.on(`option:${option.name()}`, (value: string | null | undefined) => {
      given.set(name, [...(given.get(name) ?? []), value ?? undefined]);
    });
  }
  return given;
}

/** `--output`: every option has such a name. */
export function longName({ long, flags }: Command['options'][number]): string {
  return long ?? flags;
}

/** An option as it was written: `--target webgpu`. */
export function optionText(name: string, given: Given): string {
  const value = given.get(name)?.at(-1);
  return value === undefined ? name : `${name} ${value}`;
}
