import { memoize } from '../../ir/memoize.js';
import type { GpuMachine } from '../../target/machine.js';
import type { Kernel } from '../../lower/loops/loop-ir.js';
import { emitKernel } from './kernel.js';
import { positionalNaming, readableNaming } from './names.js';
import { i32Text } from './numbers.js';

/** One shader for several kernels. */
export interface SharedShader {
  /** Which kernels, as positions in the list. */
  readonly users: readonly number[];
  readonly code: string;
  /** What each of the users passes behind its base addresses: the sizes in which they differ. */
  readonly sizes: ReadonlyMap<number, readonly number[]>;
}

/** A kernel's text without its names and integers, and the integers in order of appearance. */
interface Skeleton {
  readonly text: string;
  readonly integers: readonly number[];
}

/**
 * Prints kernels as shaders, one for all that are equal up to names and integers: the layers of a
 * network differ mostly in extents and strides. An integer that is the same for all users of a
 * shader stands in its text; the others become parameters.
 */
export function shareShaders(kernels: readonly Kernel[], machine: GpuMachine): SharedShader[] {
  const skeletonOnce = memoize(
    (kernel: Kernel) => kernel,
    (kernel) => skeletonOf(kernel, machine),
  );
  const skeletons = kernels.map(skeletonOnce);
  const groups = new Map<string, number[]>();
  skeletons.forEach(({ text }, position) => {
    const users = groups.get(text);
    if (users === undefined) groups.set(text, [position]);
    else users.push(position);
  });
  return [...groups.values()].map((users) => {
    const lists = users.map((user) => skeletons[user].integers);
    return printShared(kernels[users[0]], machine, users, lists);
  });
}

function skeletonOf(kernel: Kernel, machine: GpuMachine): Skeleton {
  const integers: number[] = [];
  const integer = (value: number): string => {
    integers.push(value);
    return '#';
  };
  return { text: emitKernel(kernel, machine, { name: positionalNaming(), integer }), integers };
}

/** Integers that differ among the users in the same way share a parameter. */
function printShared(
  kernel: Kernel,
  machine: GpuMachine,
  users: readonly number[],
  lists: readonly (readonly number[])[],
): SharedShader {
  const name = readableNaming();
  const columns = new Map<string, { readonly size: string; readonly values: readonly number[] }>();
  const spelt = lists[0].map((value, position) => {
    const values = lists.map((list) => list[position]);
    if (values.every((other) => other === value)) return i32Text(value);
    const key = values.join(' ');
    const column = columns.get(key) ?? { size: name(`size ${columns.size}`), values };
    columns.set(key, column);
    return column.size;
  });
  let position = 0;
  const integer = (): string => spelt[position++];
  const found = [...columns.values()];
  const code = emitKernel(
    kernel,
    machine,
    { name, integer },
    found.map(({ size }) => size),
  );
  const sizes = users.map((user, at): [number, number[]] => [
    user,
    found.map(({ values }) => values[at]),
  ]);
  return { users, code, sizes: new Map(sizes) };
}
