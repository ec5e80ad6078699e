import type { CallSite, Given } from './arguments.js';
import { matchArguments, missingArgument } from './arguments.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import type { Numeral } from './numerals.js';
import { givenText, numberIn, numbersIn } from './numerals.js';
import type { Val } from './values.js';
import { isPoisoned } from './values.js';

/** What an `image(…)` may be given, with what each argument means. */
export interface ImageParameters {
  readonly code: 'input/image' | 'output/image';
  /** In their order, where they are given without names. */
  readonly positional: Readonly<Record<string, string>>;
  readonly named: Readonly<Record<string, string>>;
}

/**
 * The arguments of an `image(…)`. Each is read once; what does not fit is reported, and what is read
 * in its place means nothing: see `failed`.
 */
export class ImageArguments {
  private readonly given: ReadonlyMap<string, Given>;
  private readonly unread = new Set<string>();
  private wrong: boolean;

  constructor(
    private readonly context: Context,
    private readonly site: CallSite,
    private readonly parameters: ImageParameters,
    given: readonly Given[],
  ) {
    const { positional, named } = parameters;
    const matched = matchArguments(
      context,
      site,
      Object.keys(positional),
      given,
      Object.keys(named),
    );
    this.given = matched.byName;
    this.wrong = matched.failed;
  }

  /** Whether something did not fit. */
  get failed(): boolean {
    return this.wrong;
  }

  has(name: string): boolean {
    return this.given.has(name);
  }

  /** Whether an argument was given that could not be read. */
  isUnknown(name: string): boolean {
    return this.unread.has(name);
  }

  require(...names: readonly string[]): void {
    if (this.wrong) return;
    for (const name of names.filter((each) => !this.has(each))) {
      this.wrong = true;
      missingArgument(this.context, this.site, name, undefined, this.meaning(name));
    }
  }

  /** One of some words. */
  word<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word {
    const spelt = words.map((word) => `\`${word}\``);
    const expected = `${spelt.slice(0, -1).join(', ')} or ${spelt.at(-1) ?? ''}`;
    return this.read(name, otherwise, (value) => {
      const word = value.kind === 'string' ? words.find((each) => each === value.value) : undefined;
      return word ?? new Problem(`${expected}, but ${givenText(value)}`);
    });
  }

  number(name: string, numeral: Numeral, otherwise: number): number {
    return this.read(
      name,
      otherwise,
      (value) => numberIn(value, numeral) ?? new Problem(`${numeral.one}, but ${givenText(value)}`),
    );
  }

  /** One number per channel, given as a list or as one for all. */
  perChannel(name: string, channels: number, numeral: Numeral, otherwise: number): number[] {
    const all = (value: number): number[] => new Array<number>(channels).fill(value);
    return this.read(name, all(otherwise), (value) => {
      const one = numberIn(value, numeral);
      if (one !== undefined) return all(one);
      if (value.kind === 'list' && value.items.length === channels) {
        const numbers = numbersIn(value, numeral);
        return typeof numbers === 'string'
          ? new Problem(`${numeral.many}, but ${numbers}`)
          : numbers;
      }
      const expected = channels === 1 ? numeral.one : `${numeral.one} or a list of ${channels}`;
      return new Problem(`${expected}, but ${givenText(value)}`);
    });
  }

  /** Reports an argument that says nothing beside the others. */
  refuse(name: string, title: string, hint: string): void {
    const argument = this.given.get(name);
    if (argument === undefined) return;
    this.wrong = true;
    const span = argument.name?.span ?? argument.span;
    const primary = { span, message: 'says nothing here' };
    failAt(this.context, this.parameters.code, title, primary, { hint });
  }

  private meaning(name: string): string {
    const { positional, named } = this.parameters;
    return { ...positional, ...named }[name];
  }

  private read<T>(name: string, otherwise: T, convert: (value: Val) => T | Problem): T {
    const argument = this.given.get(name);
    if (argument === undefined) return otherwise;
    const poisoned = isPoisoned(argument.value);
    const value = poisoned ? otherwise : convert(argument.value);
    if (poisoned || value instanceof Problem) {
      this.wrong = true;
      this.unread.add(name);
    }
    if (!(value instanceof Problem)) return value;
    failAt(
      this.context,
      this.parameters.code,
      `\`${name}\` of an image must be ${value.text}`,
      { span: argument.span, message: 'given here' },
      { hint: `\`${name}\`: ${this.meaning(name)}` },
    );
    return otherwise;
  }
}

/** What an argument must be, and what is wrong with what was given. */
class Problem {
  constructor(readonly text: string) {}
}
