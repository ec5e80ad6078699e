/** One slip of the fingers in a program, or of whoever copied it. */
export interface Mutation {
  readonly what: string;
  readonly text: string;
}

const TOKENS =
  /#[^\n]*|[\p{L}_][\p{L}\p{N}_]*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|"[^"\n]*"|->|\.\.|[=!<>]=|\*\*|\/\/|\s+|[^\s\p{L}\p{N}]/gu;

/** The tokens of a program, spaces and comments among them: joined they are the program again. */
export function tokensOf(text: string): string[] {
  return text.match(TOKENS) ?? [];
}

function isWord(token: string): boolean {
  return /^[\p{L}_]/u.test(token);
}

function counts(token: string): boolean {
  return !/^[\s#]/.test(token);
}

const CHARACTERS = Array.from('(){}[],=:->."\'\\#+*/%<>! \n_aZ09;é@`$&|~?');
const NUMBERS = ['0', '1', '-1', '2.5', '7', '1000', '1e9', '1e400', '9007199254740991'];

/** Makes mutations, always the same ones of one `random`; `vocabulary` are tokens to put in. */
export class Mutator {
  constructor(
    private readonly random: () => number,
    private readonly vocabulary: readonly string[],
  ) {}

  below(count: number): number {
    return Math.floor(this.random() * count);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  mutate(text: string): Mutation {
    const tokens = tokensOf(text);
    const places = tokens.flatMap((token, at) => (counts(token) ? [at] : []));
    const at = this.pick(places);
    const token = tokens[at];
    const other = this.pick(this.vocabulary);
    const put = (what: string, by: string): Mutation => {
      return { what, text: tokens.with(at, by).join('') };
    };
    switch (this.below(10)) {
      case 0:
        return put(`${token} deleted`, '');
      case 1:
        return put(`${token} doubled`, `${token} ${token}`);
      case 2:
        return put(`${other} before ${token}`, `${other} ${token}`);
      case 3:
        return put(`${other} for ${token}`, other);
      case 4: {
        const place = places.indexOf(at);
        const next = places.at(place + 1 < places.length ? place + 1 : place - 1) ?? at;
        const swapped = tokens.with(at, tokens[next]).with(next, token);
        return { what: `${token} and ${tokens[next]} swapped`, text: swapped.join('') };
      }
      case 5:
        return this.rename(tokens);
      case 6:
        return this.renumber(tokens);
      default:
        return this.mistype(text);
    }
  }

  private rename(tokens: readonly string[]): Mutation {
    const at = this.pick(tokens.flatMap((token, index) => (isWord(token) ? [index] : [])));
    const token = tokens[at];
    const words = this.vocabulary.filter(isWord);
    const name = this.pick([`${token}x`, token.slice(1), this.pick(words)]);
    return { what: `${token} called ${name}`, text: tokens.with(at, name).join('') };
  }

  private renumber(tokens: readonly string[]): Mutation {
    const places = tokens.flatMap((token, index) => (/^\d/.test(token) ? [index] : []));
    if (places.length === 0) return this.rename(tokens);
    const at = this.pick(places);
    const value = Number(tokens[at]);
    const number = this.pick([...NUMBERS, `${value + 1}`, `${value * 2}`]);
    return { what: `${tokens[at]} made ${number}`, text: tokens.with(at, number).join('') };
  }

  private mistype(text: string): Mutation {
    const at = this.below(text.length);
    const [before, after] = [text.slice(0, at), text.slice(at)];
    switch (this.below(3)) {
      case 0:
        return { what: `${JSON.stringify(text[at])} left out`, text: before + after.slice(1) };
      case 1: {
        const character = this.pick(CHARACTERS);
        return { what: `${JSON.stringify(character)} put in`, text: before + character + after };
      }
      default:
        return { what: 'the end cut off', text: before };
    }
  }
}
