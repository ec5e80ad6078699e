import type { Node } from '../../ir/graph.js';
import type { Compute } from '../../lower/formulas/compute.js';
import type { Kernel } from '../../lower/loops/loop-ir.js';
import { lowerNode } from '../../lower/node.js';
import type { Lowered } from '../../lower/node.js';
import type { CoreMachine, GpuMachine, Machine } from '../../target/machine.js';
import type { Packing } from '../packing.js';
import { nameLookups } from '../../lower/loops/name-lookups.js';
import { emitKernel } from '../wasm/emit-kernel.js';
import type { InstructionSet } from '../wasm/expressions.js';
import { printSexp } from '../wasm/sexp.js';
import { emitWebGpu } from '../wgsl/program.js';
import { gridKernels, withTouchedBuffers } from './gpu/grid-kernels.js';
import { outline } from './one-core/outline.js';
import { serialKernel } from './one-core/serial-kernel.js';
import { transposeBlocks } from './one-core/transpose-blocks.js';
import { touchAhead } from './one-core/touch-ahead.js';
import { decodedPanel } from './placement/decoded-panel.js';
import { fuseAxes, padVectorAxis } from './placement/fuse-axes.js';
import { packConstants } from './placement/pack-constants.js';
import type { PlacedNode } from './placement/placed-node.js';
import type { PlacedCompute } from './placement/site.js';
import { divideKernel } from './threads/divide-kernel.js';
import type { ChoosePlan } from './tiling/choose-plan.js';
import type { Plan } from './tiling/plan.js';

/** What kernels are made for, by the names that people are shown. */
export const MACHINES = ['one core', 'threads', 'GPU'] as const;

export type MachineName = (typeof MACHINES)[number];

export function machineName(machine: Machine): MachineName {
  if (machine.kind === 'webgpu') return 'GPU';
  return machine.threads === undefined ? 'one core' : 'threads';
}

/** A step on the way from what a node computes to its text. */
export type Step = LoweringStep | PlacementStep | LoopStep | TextStep;

interface AnyStep {
  readonly name: string;
  /** Why it is there, and why at this place. */
  readonly why: string;
  readonly on: readonly MachineName[];
}

/** Of a node. */
export interface LoweringStep extends AnyStep {
  readonly of: 'node';
  run(node: Node): Lowered;
}

/** Of one computation of a node: what lies where, in which tiles. */
export interface PlacementStep extends AnyStep {
  readonly of: 'compute';
  run(draft: ComputeDraft, context: PlacementContext): ComputeDraft;
}

/** Of the kernels of a node, of which there are none before the first of these steps. */
export interface LoopStep extends AnyStep {
  readonly of: 'loops';
  run(kernels: readonly Kernel[], context: LoopContext): readonly Kernel[];
}

/** Of the final kernels of a node. Kernels that are alike share their text in a module. */
export interface TextStep extends AnyStep {
  readonly of: 'text';
  run(kernels: readonly Kernel[], context: TextContext): readonly string[];
}

/** A computation as far as it has been placed. */
export interface ComputeDraft extends PlacedCompute {
  readonly plan?: Plan;
}

export interface PlacementContext {
  readonly node: Node;
  readonly choose: ChoosePlan;
  /** How constants have been packed so far, by the number of the operand. */
  readonly packings: Map<number, Packing>;
}

export interface LoopContext {
  readonly machine: Machine;
  readonly placed: PlacedNode;
  /** The work that pays for a barrier, where not as much as usual. */
  readonly leastWork?: number;
}

export interface TextContext {
  readonly machine: Machine;
  readonly placed: PlacedNode;
  readonly instructions: InstructionSet;
}

const CORES: readonly MachineName[] = ['one core', 'threads'];

/** The first step: it is the same for all machines. */
export const LOWER: LoweringStep = {
  of: 'node',
  name: 'lower',
  why: 'what a node computes, as formulas over axes that know of no memory, vectors or threads',
  on: MACHINES,
  run: lowerNode,
};

/** Every step from a node to its text, in the order in which they run. */
export const STEPS: readonly Step[] = [
  LOWER,
  {
    of: 'compute',
    name: 'pad-vector-axis',
    why: 'stores come in whole vectors where the layout has room for them',
    on: MACHINES,
    run: (draft) => withCompute(draft, padVectorAxis(draft.compute, draft.output)),
  },
  {
    of: 'compute',
    name: 'fuse-axes',
    why: 'fewer and longer loops: axes are final, and every address shows which of them are one',
    on: MACHINES,
    run: (draft) => withCompute(draft, fuseAxes(draft.compute, draft.operands, draft.output)),
  },
  {
    of: 'compute',
    name: 'choose-tile',
    why: 'how reads depend on the fused axes says what a register tile can share',
    on: MACHINES,
    run: (draft, { choose }) => ({ ...draft, plan: choose(draft) }),
  },
  {
    of: 'compute',
    name: 'whole-vectors',
    why: 'invocations share narrow outputs through memory that has room for whole vectors',
    on: ['GPU'],
    run: (draft) => {
      const { narrow: _, ...plan } = planOf(draft);
      return { ...draft, plan };
    },
  },
  {
    of: 'compute',
    name: 'pack-constants',
    why: 'constants lie in the order in which the loops of the tile will walk them',
    on: MACHINES,
    run: (draft, { packings }) => {
      const { compute, operands } = draft;
      return { ...draft, operands: packConstants(compute, operands, planOf(draft), packings) };
    },
  },
  {
    of: 'compute',
    name: 'decode-panels',
    why: 'narrow weights that are packed in panels are decoded once for all rows that use them',
    on: MACHINES,
    run: (draft, { node }) => {
      const panel = decodedPanel(node, draft.operands, planOf(draft));
      return panel === undefined ? draft : { ...draft, panel };
    },
  },
  {
    of: 'loops',
    name: 'nest',
    why: 'tiles, places and stages are known: loops around the tiles, in the order that moves least',
    on: CORES,
    run: (_, { placed, machine }) => [serialKernel(placed, coreOf(machine))],
  },
  {
    of: 'loops',
    name: 'map-to-grid',
    why: 'the same for invocations: tiled products, tree reductions, or each tile by itself',
    on: ['GPU'],
    run: (_, { placed, machine }) => gridKernels(placed, gpuOf(machine)),
  },
  {
    of: 'loops',
    name: 'transpose-blocks',
    why: 'a loop that walks along what vectors are gathered from can take four of its steps at once',
    on: CORES,
    run: (kernels) => kernels.map(transposeBlocks),
  },
  {
    of: 'loops',
    name: 'divide-among-threads',
    why: 'loops are complete, and say what depends on what',
    on: ['threads'],
    run: (kernels, { placed, machine, leastWork }) =>
      kernels.map((kernel) => divideKernel(kernel, placed, coreOf(machine), leastWork)),
  },
  {
    of: 'loops',
    name: 'touch-ahead',
    why: 'it is known which loop reads weights next, and whether a thread does',
    on: CORES,
    run: (kernels, { machine }) => kernels.map((kernel) => touchAhead(kernel, coreOf(machine))),
  },
  {
    of: 'loops',
    name: 'outline',
    why: 'nothing moves any more: what takes long becomes a function of its own',
    on: CORES,
    run: (kernels, { placed }) => (placed.procedure === undefined ? kernels.map(outline) : kernels),
  },
  {
    of: 'loops',
    name: 'name-lookups',
    why: 'loops are where they stay, so that it shows in front of which of them an index is looked up',
    on: MACHINES,
    run: (kernels) => kernels.map(nameLookups),
  },
  {
    of: 'loops',
    name: 'bind-buffers',
    why: 'a dispatch binds what it touches, lookups included',
    on: ['GPU'],
    run: (kernels) => kernels.map(withTouchedBuffers),
  },
  {
    of: 'text',
    name: 'print-wat',
    why: 'loops are final, and printing chooses nothing; only addresses that loops walk become pointers',
    on: CORES,
    run: (kernels, { instructions }) =>
      kernels.flatMap((kernel) => {
        const { kernel: text, parts } = emitKernel(kernel, instructions);
        return [text, ...parts].map(printSexp);
      }),
  },
  {
    of: 'text',
    name: 'print-wgsl',
    why: 'the same for a shader, which declares its registers in the blocks that use them',
    on: ['GPU'],
    run: (kernels, { placed, machine }) => {
      const launches = kernels.map((kernel) => ({
        kernel,
        addresses: kernel.buffers.map(() => 0),
        label: placed.name,
      }));
      return emitWebGpu(launches, gpuOf(machine)).shaders.map(({ code }) => code);
    },
  },
];

/** For the steps that run for cores alone, and for a GPU. */
function coreOf(machine: Machine): CoreMachine {
  if (machine.kind !== 'wasm') throw new Error(`${machineName(machine)}: a step is for cores`);
  return machine;
}

function gpuOf(machine: Machine): GpuMachine {
  if (machine.kind !== 'webgpu') throw new Error(`${machineName(machine)}: a step is for a GPU`);
  return machine;
}

function withCompute(draft: ComputeDraft, compute: Compute): ComputeDraft {
  return { ...draft, compute };
}

/** Of a draft whose tile has been chosen. */
export function planOf({ plan }: ComputeDraft): Plan {
  if (plan === undefined) throw new Error('a tile is chosen before that');
  return plan;
}
