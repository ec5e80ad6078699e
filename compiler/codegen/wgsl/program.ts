import type { Span } from '../../diagnostics/diagnostic.js';
import type { Grid, Kernel } from '../loop-ir.js';
import type { Dispatch, WebGpuProgram } from '../program.js';
import { withoutComments } from '../rewrite-loops.js';
import { workgroupsOf } from './grid.js';
import { emitKernel } from './kernel.js';
import { elementsOf } from './memory.js';
import { positionalNaming, readableNaming } from './names.js';

/** One run of a kernel that has been scheduled for a GPU. */
export interface Launch {
  readonly kernel: Kernel;
  /** Where each of `kernel.buffers` begins, in bytes from the start of its space. */
  readonly addresses: readonly number[];
  /** The graph value it computes and where in the source, for the reader. */
  readonly label: string;
  readonly span?: Span;
}

interface Shader {
  readonly name: string;
  readonly launches: Launch[];
}

/**
 * Prints the kernels of one inference, in order of execution. Kernels that are equal up to names and
 * base addresses (the repeated blocks of a residual network) share one shader.
 */
export function emitWebGpu(launches: readonly Launch[]): WebGpuProgram {
  const shaders = new Map<string, Shader>();
  const names = new Map<string, number>();
  const numbers = new Map<string, number>();
  const dispatches = launches.map((launch): Dispatch => {
    const { kernel, label, span } = launch;
    const key = emitKernel({ ...kernel, body: withoutComments(kernel.body) }, positionalNaming());
    let shader = shaders.get(key);
    if (shader === undefined) {
      shader = { name: uniqueName(kernel.name, names), launches: [] };
      numbers.set(key, shaders.size);
      shaders.set(key, shader);
    }
    shader.launches.push(launch);
    return {
      shader: numbers.get(key) ?? 0,
      workgroups: gridOf(kernel),
      parameters: baseAddresses(launch),
      label,
      ...(span === undefined ? {} : { span }),
    };
  });
  return {
    shaders: [...shaders.values()].map(({ name, launches: users }) => ({
      name,
      code: `${header(name, users)}\n\n${emitKernel(users[0].kernel, readableNaming())}`,
    })),
    dispatches,
  };
}

function header(name: string, users: readonly Launch[]): string {
  const [{ kernel }] = users;
  const lines = users.map(({ label }) => `//   ${label}`);
  return [`// ${name}: ${gridText(kernel)}, computes`, ...lines].join('\n');
}

function gridText({ grid }: Kernel): string {
  const { invocation, workgroupSize } = requireGrid(grid);
  const count = invocation.max + 1;
  return `${count} ${count === 1 ? 'invocation' : 'invocations'} in workgroups of ${workgroupSize}`;
}

function gridOf({ grid }: Kernel): [number, number, number] {
  return workgroupsOf(requireGrid(grid));
}

function requireGrid(grid: Kernel['grid']): Grid {
  if (grid === undefined) throw new Error('a kernel without a grid is not for a GPU');
  return grid;
}

/** Base addresses in elements; a binding declared as vectors can only be entered at a whole one. */
function baseAddresses({ kernel, addresses }: Launch): number[] {
  const elements = elementsOf(kernel);
  return kernel.buffers.map(({ name, space }, position) => {
    const bytes = addresses[position];
    const unit = elements.get(space) === 'vec4<f32>' ? 16 : 4;
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
