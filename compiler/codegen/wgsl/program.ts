import type { GpuMachine } from '../../target/machine.js';
import type { Span } from '../../diagnostics/diagnostic.js';
import { memoize } from '../../ir/memoize.js';
import type { Grid, Kernel } from '../../lower/loops/loop-ir.js';
import type { Dispatch, WebGpuCode } from '../program.js';
import { workgroupSizeOf, workgroupsOf } from './grid.js';
import { elementsOf } from './memory.js';
import { shareShaders } from './shaders.js';

/** One run of a kernel that has been scheduled for a GPU. */
export interface Launch {
  readonly kernel: Kernel;
  /** Where each of `kernel.buffers` begins, in bytes from the start of its space. */
  readonly addresses: readonly number[];
  /** The graph value it computes and where in the source, for the reader. */
  readonly label: string;
  readonly span?: Span;
}

/**
 * Prints the kernels of one inference, in order of execution. Kernels that are equal up to names,
 * base addresses and sizes (most layers of a network) share one shader.
 */
export function emitWebGpu(launches: readonly Launch[], machine: GpuMachine): WebGpuCode {
  const shared = shareShaders(
    launches.map(({ kernel }) => kernel),
    machine,
  );
  const names = new Map<string, number>();
  const shaders = shared.map(({ users, code }) => {
    const name = uniqueName(launches[users[0]].kernel.name, names);
    return {
      name,
      code: `${header(
        name,
        users.map((user) => launches[user]),
      )}\n\n${code}`,
    };
  });
  const shaderOf = new Map(
    shared.flatMap(({ users }, shader) => users.map((user) => [user, shader] as const)),
  );
  const elements = memoize((kernel: Kernel) => kernel, elementsOf);
  const dispatches = launches.map((launch, position): Dispatch => {
    const shader = shaderOf.get(position) ?? 0;
    const sizes = shared[shader].sizes.get(position) ?? [];
    const { kernel, label, span } = launch;
    return {
      shader,
      workgroups: workgroupsOf(requireGrid(kernel.grid), machine),
      parameters: [...baseAddresses(launch, elements(kernel)), ...sizes.map((size) => size >>> 0)],
      label,
      ...(span === undefined ? {} : { span }),
    };
  });
  return { shaders, dispatches };
}

/** The bundle says of every dispatch what it computes. */
const MOST_NAMED = 3;

function header(name: string, users: readonly Launch[]): string {
  const [{ kernel }] = users;
  const named = users.length > MOST_NAMED + 1 ? users.slice(0, MOST_NAMED) : users;
  const lines = named.map(({ label }) => `//   ${label}`);
  if (named.length < users.length) lines.push(`//   and ${users.length - named.length} others`);
  return [`// ${name}: ${gridText(kernel)}, computes`, ...lines].join('\n');
}

function gridText({ grid }: Kernel): string {
  const size = workgroupSizeOf(requireGrid(grid));
  return `workgroups of ${size} ${size === 1 ? 'invocation' : 'invocations'}`;
}

function requireGrid(grid: Kernel['grid']): Grid {
  if (grid === undefined) throw new Error('a kernel without a grid is not for a GPU');
  return grid;
}

/** Base addresses in elements; a binding declared as vectors can only be entered at a whole one. */
function baseAddresses(
  { kernel, addresses }: Launch,
  elements: ReturnType<typeof elementsOf>,
): number[] {
  return kernel.buffers.map(({ name, space }, position) => {
    const bytes = addresses[position];
    const unit = elements.get(space) === 'vec4f' ? 16 : 4;
    if (!Number.isInteger(bytes / unit) || bytes < 0) {
      throw new Error(`buffer ${name} of ${kernel.name} can't begin at byte ${bytes}`);
    }
    return bytes / 4;
  });
}

function uniqueName(name: string, taken: Map<string, number>): string {
  const ordinal = (taken.get(name) ?? 0) + 1;
  taken.set(name, ordinal);
  return ordinal === 1 ? name : `${name}_${ordinal}`;
}
