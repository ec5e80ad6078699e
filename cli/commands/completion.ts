import type { Command as CommandType } from 'commander';
import { Argument, Command } from 'commander';
import { entries } from '../../compiler/manual/entries.js';
import type { Context } from '../context.js';
import { examples } from '../help.js';
import { networkOption } from '../options.js';

/** `netloom completion SHELL`: a script that completes commands, options and file names. */
export function completionCommand(context: Context, program: CommandType): CommandType {
  return new Command('completion')
    .description('Print a script that completes netloom command lines in a shell.')
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      examples(
        ['netloom completion bash >> ~/.bashrc', 'for every bash to come'],
        ['netloom completion zsh > "${fpath[1]}/_netloom"', 'for zsh'],
        ['netloom completion fish > ~/.config/fish/completions/netloom.fish', 'for fish'],
      ),
    )
    .action((shell: 'bash' | 'zsh' | 'fish') => {
      context.io.stdout.write(SCRIPTS[shell](describe(program)));
    });
}

interface Completion {
  readonly name: string;
  readonly purpose: string;
  readonly options: readonly {
    readonly flag: string;
    readonly purpose: string;
    /** Whether a value has to follow; without choices it is taken for a file. */
    readonly value: boolean;
    readonly choices: readonly string[];
    /** Whether it takes the name of a network, from the .net file on the same command line. */
    readonly isNetwork: boolean;
  }[];
  /** What the first argument can be, if not a file. */
  readonly choices: readonly string[];
  /** What the second can be, by the first. */
  readonly second: Readonly<Record<string, readonly string[]>>;
}

function describe(program: CommandType): Completion[] {
  return program.commands.map((command) => ({
    name: command.name(),
    purpose: command.description(),
    options: command.options.map((option) => ({
      flag: option.long ?? option.short ?? option.flags,
      purpose: option.description,
      value: option.required,
      choices: option.argChoices ?? [],
      isNetwork: option.long === NETWORK.long,
    })),
    choices: command.registeredArguments[0]?.argChoices ?? [],
    second: {},
    ...(command.name() === 'help' ? helpTopics(program) : {}),
  }));
}

/** `help` takes a command or, behind `op`, whatever the manual has. */
function helpTopics(program: CommandType): Pick<Completion, 'choices' | 'second'> {
  return {
    choices: [...program.commands.map((command) => command.name()), 'ops', 'op'],
    second: { op: [...new Set(entries().map(({ name }) => name))] },
  };
}

const NETWORK = networkOption();

/** A program for sed: the names of the networks that a .net file declares. */
const NETWORKS = 's/^[[:space:]]*network[[:space:]]\\{1,\\}\\([^[:space:]({]*\\).*/\\1/p';

const SCRIPTS = { bash, zsh, fish };

function bash(commands: readonly Completion[]): string {
  const cases = commands.map(
    ({ name, options, choices }) =>
      `    ${name}) words="${[...options.map(({ flag }) => flag), '--help', ...choices].join(' ')}" ;;`,
  );
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .map((option) => `    "${name} ${option.flag}") words="${option.choices.join(' ')}" ;;`),
  );
  const seconds = commands.flatMap(({ name, second }) =>
    Object.entries(second).map(
      ([first, words]) => `    "${name} ${first}") words="${words.join(' ')}" ;;`,
    ),
  );
  const networks = commands.flatMap(({ name, options }) =>
    options
      .filter(({ isNetwork }) => isNetwork)
      .map(({ flag }) => `    "${name} ${flag}") words="$(_netloom_networks)" ;;`),
  );
  return `# netloom completion for bash
_netloom_networks() {
  local word
  for word in "\${COMP_WORDS[@]:2}"; do
    [[ "$word" == *.net && -f "$word" ]] && sed -n '${NETWORKS}' "$word"
  done
}
_netloom() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="\${COMP_WORDS[1]}" words=""
  # So that a file name with spaces is one word.
  local IFS=$'\\n'
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${commands.map(({ name }) => name).join(' ')} --help --version"
    COMPREPLY=($(compgen -W "\${words// /$IFS}" -- "$current"))
    return
  fi
  case "$command" in
${cases.join('\n')}
  esac
  case "$command $previous" in
${[...values, ...networks, ...seconds].join('\n')}
  esac
  COMPREPLY=($(compgen -W "\${words// /$IFS}" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _netloom netloom
`;
}

function zsh(commands: readonly Completion[]): string {
  const quote = (text: string): string => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');
  const cases = commands.map(({ name, options, choices, second }) => {
    const specs = options.map(({ flag, purpose, value, choices: values, isNetwork }) => {
      const others = isNetwork ? '_netloom_networks' : '_files';
      const completes = values.length > 0 ? `(${values.join(' ')})` : others;
      return `'*${flag}[${quote(purpose)}]${value ? `:value:${completes}` : ''}'`;
    });
    const rest = choices.length > 0 ? `'1:value:(${choices.join(' ')})'` : "'*:file:_files'";
    const further = Object.entries(second).map(
      ([first, words]) =>
        `'2:value:{[[ "\${words[CURRENT-1]}" == ${first} ]] && compadd ${words.join(' ')}}'`,
    );
    return `    ${name}) _arguments ${[...specs, rest, ...further].join(' ')} ;;`;
  });
  return `#compdef netloom
_netloom_networks() {
  local word
  for word in "\${words[@]}"; do
    [[ "$word" == *.net && -f "$word" ]] && compadd -- $(sed -n '${NETWORKS}' "$word")
  done
}
_netloom() {
  local -a commands=(
${commands.map(({ name, purpose }) => `    '${name}:${quote(purpose)}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
# In a file of fpath this is the function itself, which the first completion calls; read by hand it is not.
if [[ "\${funcstack[1]}" == _netloom ]]; then
  _netloom "$@"
else
  compdef _netloom netloom
fi
`;
}

function fish(commands: readonly Completion[]): string {
  const quote = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const lines = commands.flatMap(({ name, purpose, options, choices, second }) => [
    `complete -c netloom -n __fish_use_subcommand -a ${name} -d ${quote(purpose)}`,
    ...options.map((option) =>
      [
        `complete -c netloom -n '__fish_seen_subcommand_from ${name}'`,
        option.flag.startsWith('--') ? `-l ${option.flag.slice(2)}` : `-s ${option.flag.slice(1)}`,
        ...(option.value ? ['-r'] : []),
        ...(option.choices.length > 0 ? [`-f -a ${quote(option.choices.join(' '))}`] : []),
        ...(option.isNetwork ? ["-f -a '(__netloom_networks)'"] : []),
        `-d ${quote(option.purpose)}`,
      ].join(' '),
    ),
    ...(choices.length > 0
      ? [
          `complete -c netloom -n '__fish_seen_subcommand_from ${name}' -f -a ${quote(choices.join(' '))}`,
        ]
      : []),
    ...Object.entries(second).map(
      ([first, words]) =>
        `complete -c netloom -n '__fish_seen_subcommand_from ${name}; and __fish_seen_subcommand_from ${first}' ` +
        `-a ${quote(words.join(' '))}`,
    ),
  ]);
  return `# netloom completion for fish
function __netloom_networks
  for word in (commandline -opc)
    if string match -q -- '*.net' $word; and test -f $word
      sed -n ${quote(NETWORKS)} $word
    end
  end
end
${lines.join('\n')}\n`;
}
