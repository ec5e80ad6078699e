import type { SizeValue, SizeValues } from '../compiler/codegen/program.js';
import { UsageError } from './usage/usage-error.js';

/** What `--set` says for one size of a network. */
export interface SizeSet {
  readonly set: Readonly<Record<string, string>>;
  /** The values that tell it from the others; none where there is one size. */
  readonly values: SizeValues;
}

/**
 * The sizes that `--set` asks for: `size=256,512` for two, `height=256,480` with `width=256,640` for two as
 * well. Throws a UsageError where parameters have different numbers of values.
 */
export function sizesIn(set: Readonly<Record<string, string>>): readonly [SizeSet, ...SizeSet[]] {
  const several = Object.entries(set).flatMap(([name, text]) => {
    const values = valuesIn(text);
    return values === undefined ? [] : [{ name, text, values }];
  });
  if (several.length === 0) return [{ set, values: {} }];
  const [first, ...rest] = several;
  const other = rest.find(({ values }) => values.length !== first.values.length);
  if (other !== undefined) {
    throw new UsageError({
      code: 'usage/sizes',
      title: `${first.name} has ${first.values.length} values, but ${other.name} ${other.values.length}`,
      hint: `the first of the one goes with the first of the other: give as many in --set ${other.name}=${other.text}`,
    });
  }
  const [size, ...sizes] = first.values.map((_, at): SizeSet => {
    const values: SizeValues = Object.fromEntries(
      several.map((each) => [each.name, each.values[at]] as const),
    );
    const texts = Object.entries(values).map(([name, value]): [string, string] => [
      name,
      JSON.stringify(value),
    ]);
    return { set: { ...set, ...Object.fromEntries(texts) }, values };
  });
  return [size, ...sizes];
}

/** Throws a UsageError where several sizes are asked for. */
export function requireOneSize(set: Readonly<Record<string, string>>): void {
  const sizes = sizesIn(set);
  if (sizes.length === 1) return;
  const names = Object.keys(sizes[0].values);
  throw new UsageError({
    code: 'usage/sizes',
    title: `this is about one size, but --set ${names[0]}=${set[names[0]]} asks for ${sizes.length}`,
    hint: 'only `compile`, and `check` without --against, take several',
  });
}

/** The values between commas outside of brackets, when there are several and each is one of JSON. */
function valuesIn(text: string): readonly SizeValue[] | undefined {
  try {
    const values = JSON.parse(`[${text}]`) as SizeValue[];
    return values.length > 1 ? values : undefined;
  } catch {
    return undefined;
  }
}
