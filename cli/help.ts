import type { Option } from 'commander';
import { Help } from 'commander';

const plain = new Help();

/** What the help says of an option; of a switch not that it is off unless it is given. */
export function optionDescription(option: Option): string {
  return option.isBoolean() ? option.description : plain.optionDescription(option);
}

/** The examples at the end of a command's help: each a command line and what it is for. */
export function examples(
  ...lines: readonly (readonly [command: string, purpose: string])[]
): string {
  return `\nExamples:\n${lines.map(([command, purpose]) => `  # ${purpose}\n  $ ${command}\n`).join('')}`;
}
