/** One of each list, in every combination; the last list changes fastest. */
export function combinations<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (before, list) => before.flatMap((some) => list.map((each) => [...some, each])),
    [[]],
  );
}
