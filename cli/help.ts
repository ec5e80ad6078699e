/** The examples at the end of a command's help: each a command line and what it is for. */
export function examples(
  ...lines: readonly (readonly [command: string, purpose: string])[]
): string {
  return `\nExamples:\n${lines.map(([command, purpose]) => `  # ${purpose}\n  $ ${command}\n`).join('')}`;
}
