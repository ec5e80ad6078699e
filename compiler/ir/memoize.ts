/** A function that computes once for all arguments of which `keyOf` says the same. */
export function memoize<Argument, Result>(
  keyOf: (argument: Argument) => unknown,
  compute: (argument: Argument) => Result,
): (argument: Argument) => Result {
  const known = new Map<unknown, { readonly result: Result }>();
  return (argument) => {
    const key = keyOf(argument);
    let entry = known.get(key);
    if (entry === undefined) {
      entry = { result: compute(argument) };
      known.set(key, entry);
    }
    return entry.result;
  };
}
