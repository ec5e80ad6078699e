import { fail } from '../errors.js';
import type { SizeValues } from '../manifest.js';
import type { Choose } from '../parts.js';

/** A network that was compiled for several values of its parameters. */
export const sizes: Choose = (manifest, { set = {} }) => {
  const { set: own = {}, sizes: others = [] } = manifest;
  const all = [{ ...manifest, set: own }, ...others];
  const found = all.find((size) =>
    Object.entries(set).every(([name, value]) => isSame(size.set[name], value)),
  );
  if (found) return { ...manifest, ...found };
  const known = all.map((size) => textOf(size.set));
  fail('set/unknown', `This bundle has no ${textOf(set)}: it has ${known.join(', ')}.`);
};

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `{"size":256}` */
function textOf(set: SizeValues): string {
  return JSON.stringify(set);
}
