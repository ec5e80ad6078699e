import type { Advice } from '../../diagnostics/nearest.js';
import { didYouMean, nearestName } from '../../diagnostics/nearest.js';
import { NOTHING } from '../syntax/ast.js';
import type { NamesInScope } from '../elaborate/scope.js';
import { FOREIGN_ARGUMENTS } from './arguments.js';
import type { Counterpart, Framework } from './counterpart.js';
import { FRAMEWORKS } from './counterpart.js';
import { COUNTERPARTS } from './names.js';

/** How names are compared: `Conv2d`, `conv2d` and `conv_2d` are one. */
export function foreignKey(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/** The names of a row in one framework. */
export function namesIn(counterpart: Counterpart, framework: Framework | 'also'): string[] {
  return counterpart[framework]?.split(' ') ?? [];
}

const BY_KEY = new Map<string, Counterpart>(
  COUNTERPARTS.flatMap((counterpart) =>
    [...(Object.keys(FRAMEWORKS) as Framework[]), 'also' as const]
      .flatMap((framework) => namesIn(counterpart, framework))
      .map((name): [string, Counterpart] => [foreignKey(name), counterpart]),
  ),
);

/** What a name of another framework stands for, with or without a module: `nn.Conv2d`, `Conv2d`. */
export function counterpartOf(name: string): Counterpart | undefined {
  return BY_KEY.get(foreignKey(name.split('.').at(-1) ?? ''));
}

/** How what `name` stands for is written here, as one sentence. */
export function counterpartText(name: string, { here, absent, code, note }: Counterpart): string {
  const written = code === undefined ? undefined : `\`${code}\``;
  const what =
    here !== undefined
      ? `\`${name}\` is ${written ?? `called \`${here}\``} here`
      : absent !== undefined
        ? `there is no \`${name}\` yet${written === undefined ? '' : `: write ${written}`}`
        : written !== undefined
          ? `\`${name}\` is written ${written}`
          : undefined;
  return [what, note].filter((part) => part !== undefined).join('; ');
}

/** What people write in front of names in other languages. */
const MODULES = new Set(
  'torch nn F functional tf keras layers activations jax jnp lax flax linen nnx np numpy onnx'.split(
    ' ',
  ),
);

/**
 * What to do about a name that nothing here has: by meaning, where another framework has it, and by
 * letters. `member` is what follows a dot behind the name.
 */
export function adviceOnName(
  name: string,
  { bound, provided }: NamesInScope,
  member?: string,
): Advice | undefined {
  if (name === NOTHING) {
    return { hint: '`_` takes what nothing reads; give it a name to read it' };
  }
  if (MODULES.has(name)) {
    const meant = member === undefined ? undefined : counterpartOf(member);
    const alone = 'ops are called by their name alone: `x -> relu`';
    return {
      hint: meant === undefined || member === undefined ? alone : counterpartText(member, meant),
    };
  }
  const meant = counterpartOf(name);
  if (meant === undefined) return didYouMean(name, [...bound, ...provided]);
  const hint = counterpartText(name, meant);
  const near = nearestName(name, bound);
  if (near !== undefined) {
    return { hint: `${hint}; or did you mean \`${near}\`?` };
  }
  return meant.here === undefined ? { hint } : { hint, replacement: meant.here };
}

/** What to do about an argument that a call does not take, of which `names` are all. */
export function adviceOnArgument(name: string, names: readonly string[]): Advice | undefined {
  const key = foreignKey(name);
  const rows = FOREIGN_ARGUMENTS.filter((row) =>
    row.names.split(' ').some((each) => foreignKey(each) === key),
  );
  for (const { here } of rows) {
    const found = here?.split(' ').find((each) => names.includes(each));
    if (found !== undefined) {
      return { hint: `\`${name}\` is called \`${found}\` here`, replacement: found };
    }
  }
  const near = didYouMean(name, names);
  const note = rows.find((row) => row.note !== undefined)?.note;
  return note === undefined ? near : { hint: note };
}
