import { memoize } from '../../ir/memoize.js';
import type { Kernel } from '../loop-ir.js';
import type { PlacedNode } from './placement/place.js';
import { nameLookups } from '../name-lookups.js';
import { buffersIn } from '../rewrite-loops.js';
import { scheduleStage } from './one-core/cpu-stages.js';
import { divideAmongThreads, LEAST_WORK } from './threads/divide.js';
import { divideStages } from './threads/divide-stages.js';
import type { GpuSchedule } from './gpu/gpu-schedule.js';
import { scheduleGpu } from './gpu/schedule.js';
import { mergeSchedules } from './gpu/merge.js';
import { scheduleStages } from './gpu/ordered-stages.js';
import { withParts } from './one-core/outline.js';
import { touchAhead } from './one-core/touch-ahead.js';
import { meetings, work } from './nests/work.js';

/** The kernel of a node for one core: its stages one after another. */
export function cpuKernel(placed: PlacedNode): Kernel {
  return nameLookups(withParts(touchAhead(serialKernel(placed))));
}

function serialKernel(placed: PlacedNode): Kernel {
  const body = placed.stages.flatMap((stage) => scheduleStage(stage, 'forwards'));
  return { name: placed.name, buffers: placed.arguments.map(({ buffer }) => buffer), body };
}

/**
 * The same kernel for several threads. What is too small to be divided among them stays as it is, and
 * so does what would make them meet too often. `leastWork` is what pays for a meeting, in the measure
 * of `work`.
 */
export function threadedKernel(placed: PlacedNode, leastWork = LEAST_WORK): Kernel {
  const kernel = serialKernel(placed);
  const isOrdered =
    placed.stages !== placed.parts || placed.parts.some((part) => part.placed.panel !== undefined);
  const divided = isOrdered
    ? divideStages(placed, leastWork)
    : divideAmongThreads(kernel.body, leastWork);
  const isWorthMeeting = work(kernel.body) >= leastWork * meetings(divided);
  return nameLookups(withParts(touchAhead(isWorthMeeting ? { ...kernel, body: divided } : kernel)));
}

/**
 * Gives equal computations one kernel: ResNet's dozens of blocks need a handful. Different kernels
 * of one name are told apart by a number.
 */
export class KernelSet {
  private readonly byContent = new Map<string, Kernel>();
  private readonly namesTaken = new Map<string, number>();

  /** The kernel of a node; nodes that were placed alike have the same. */
  readonly kernelOf: (placed: PlacedNode) => Kernel;

  constructor(schedule: (placed: PlacedNode) => Kernel) {
    this.kernelOf = memoize(
      ({ parts }) => parts,
      (placed) => this.add(schedule(placed)),
    );
  }

  /** The kernel equal to this one that was added first, or this one. */
  private add(kernel: Kernel): Kernel {
    const content = JSON.stringify([kernel.buffers, kernel.body], exactNumbers);
    const known = this.byContent.get(content);
    if (known !== undefined) return known;
    const ordinal = (this.namesTaken.get(kernel.name) ?? 0) + 1;
    this.namesTaken.set(kernel.name, ordinal);
    const added = ordinal === 1 ? kernel : { ...kernel, name: `${kernel.name}_v${ordinal}` };
    this.byContent.set(content, added);
    return added;
  }

  all(): Kernel[] {
    return [...this.byContent.values()];
  }
}

/** JSON has no −0, infinities or NaN. */
function exactNumbers(_key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Object.is(value, -0) || !Number.isFinite(value)
    ? `number ${Object.is(value, -0) ? '-0' : value}`
    : value;
}

/** The kernels of a node for a GPU, in order: one for all computations that can share a dispatch. */
export function gpuKernels(placed: PlacedNode): Kernel[] {
  const schedules: readonly GpuSchedule[] =
    placed.stages === placed.parts
      ? mergeSchedules(placed.parts.map((part) => scheduleGpu(part.placed, part.plan)))
      : scheduleStages(placed.stages);
  return schedules.map(({ statements, grid }): Kernel => {
    const all = placed.arguments.map(({ buffer }) => buffer);
    const { body } = nameLookups({ name: placed.name, buffers: all, body: statements });
    const touched = buffersIn(body);
    const buffers = all.filter(({ name }) => touched.has(name));
    return { name: placed.name, buffers, body, grid };
  });
}
