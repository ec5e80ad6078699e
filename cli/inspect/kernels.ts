import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import { loopsFor, textsFor } from '../../compiler/codegen/schedule/run-steps.js';
import { packedBytes, packingText } from '../../compiler/codegen/packing.js';
import type {
  Argument,
  PlacedNode,
} from '../../compiler/codegen/schedule/placement/placed-node.js';
import { kernelName } from '../../compiler/codegen/schedule/one-core/kernel-name.js';
import { computesIn } from '../../compiler/codegen/schedule/placement/placed-node.js';
import { constantsOf, placeNode } from '../../compiler/codegen/schedule/placement/place.js';
import { printKernel } from '../../compiler/lower/loops/print-loops.js';
import { tunedPlans } from '../../compiler/codegen/tuning/tuned-plan.js';
import type { MachineName } from '../../compiler/codegen/schedule/steps.js';
import { machineName } from '../../compiler/codegen/schedule/steps.js';
import type { StepTrace } from '../../compiler/codegen/schedule/trace-steps.js';
import { traceSteps } from '../../compiler/codegen/schedule/trace-steps.js';
import type { GridReasons, TileReasons } from '../../compiler/codegen/schedule/why/explain.js';
import {
  gridReasons,
  procedureReason,
  tileReasons,
} from '../../compiler/codegen/schedule/why/explain.js';
import type { Tiling } from '../../compiler/codegen/schedule/tiling/plan.js';
import { tilingText } from '../../compiler/codegen/schedule/tiling/plan.js';
import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import type { Graph, Node } from '../../compiler/ir/graph.js';
import { opsOf } from '../../compiler/ir/kernel.js';
import { constantStorage, storedTypeText } from '../../compiler/ir/types.js';
import type { Machine } from '../../compiler/target/machine.js';
import type { Settings } from '../../compiler/settings.js';
import { machinesFor } from '../../compiler/settings.js';
import { counterpartsOf } from './counterparts.js';
import { namesIn } from './names.js';

/** One step of an inference: the value it computes and the code that does it, printed on demand. */
export interface KernelView {
  /** Says what it computes and, on one core, how: `conv2d_5x5_c1_o6_tanh__2x8_panels`. */
  readonly name: string;
  /** The first half of the name, which kernels of all targets have in common. */
  readonly formula: string;
  /** The values it computes, as the printed graph names them. */
  readonly values: readonly string[];
  /** The op and what rides in its tail, and the values that each of them stands for. */
  readonly ops: readonly { readonly op: string; readonly value: string }[];
  readonly span?: Span;
  /** The register tile and the order of loops of each computation that has sums to tile. */
  readonly tilings: readonly Tiling[];
  /** The weights it reads, as they are stored. */
  readonly constants: readonly StoredConstant[];
  /** The loops of the WebAssembly kernel, and of the compute shaders. */
  loops(): { readonly wasm: string; readonly webgpu: readonly string[] };
  wat(): string;
  wgsl(): readonly string[];
  /** What each step made of it on its way from formulas to text. */
  trace(): readonly MachineTrace[];
  /** Why its tiles and schedules are as they are. */
  why(): KernelReasons;
}

export interface KernelReasons {
  readonly core: readonly TileReasons[];
  readonly gpu: readonly GridReasons[];
  /** Why there are none of either. */
  readonly procedure?: string;
}

export interface MachineTrace {
  readonly machine: MachineName;
  readonly steps: readonly StepTrace[];
}

export interface StoredConstant {
  /** The parameter's name, or what was done to it. */
  readonly label: string;
  /** `f32[64,3,3,3] as f16` */
  readonly type: string;
  /** The order in which the kernel walks it: `[0/8,2,3,1,8]`. */
  readonly packing: string;
  readonly bytes: number;
}

/** The kernels of a graph that has been through all passes for one core, in the order in which they run. */
export function kernelsOf(graph: Graph, graphForGpu: Graph, settings: Settings): KernelView[] {
  const { wasm: core, webgpu: gpu } = machinesFor(settings);
  const choose = tunedPlans(settings.tuning, core);
  const instructions = settings.relaxedSimd ? 'relaxed' : 'simd';
  const textOf = (machine: Machine, placed: PlacedNode): readonly string[] =>
    textsFor(loopsFor(machine, placed), { machine, placed, instructions });
  const [constants, constantsForGpu] = [graph, graphForGpu].map(constantsOf);
  const placeForGpu = (node: Node): PlacedNode =>
    placeNode(node, constantsForGpu, { choose, machine: gpu });
  const nameOf = namesIn(graph);
  const counterparts = counterpartsOf(computingNodes(graph), computingNodes(graphForGpu));
  return computingNodes(graph).map((node, index): KernelView => {
    const nodesOnGpu = counterparts[index];
    const placed = placeNode(node, constants, { choose, machine: core });
    const onGpu = (): PlacedNode[] => nodesOnGpu.map(placeForGpu);
    return {
      name: kernelName(placed),
      formula: placed.name,
      values: node.outputs.map(nameOf),
      ops: opsOf(node).map(({ op, outputs }) => ({
        op,
        value: outputs.map(({ name }) => name).join(', '),
      })),
      tilings: tilingsOf(placed),
      ...(node.span === undefined ? {} : { span: node.span }),
      constants: placed.arguments.flatMap((argument) => storedConstant(argument) ?? []),
      loops: () => ({
        wasm: loopsFor(core, placed).map(printKernel).join(''),
        webgpu: onGpu().flatMap((each) => loopsFor(gpu, each).map(printKernel)),
      }),
      wat: () =>
        textOf(core, placed)
          .map((text) => `${text}\n`)
          .join('\n'),
      wgsl: () => onGpu().flatMap((each) => textOf(gpu, each)),
      why: () => {
        const procedure = procedureReason(placed);
        return {
          core: tileReasons(placed, core),
          gpu: onGpu().flatMap((each) => gridReasons(each, gpu)),
          ...(procedure !== undefined && { procedure }),
        };
      },
      trace: () => [
        {
          machine: machineName(core),
          steps: traceSteps(node, constants, core, choose, instructions),
        },
        ...nodesOnGpu.map((each) => ({
          machine: machineName(gpu),
          steps: traceSteps(each, constantsForGpu, gpu, choose, instructions),
        })),
      ],
    };
  });
}

/** Each tiling once: stages and parts mostly agree. */
function tilingsOf({ stages }: PlacedNode): Tiling[] {
  const tiled = stages.flatMap(computesIn).filter(({ plan }) => plan.tileAxis !== undefined);
  const distinct = new Map(
    tiled.map(({ plan: { tile, vectors, order } }) => {
      const tiling = { tile, vectors, order };
      return [tilingText(tiling), tiling];
    }),
  );
  return [...distinct.values()];
}

function storedConstant(argument: Argument): StoredConstant | undefined {
  if (argument.kind === 'value') return undefined;
  const { data, packing } = argument;
  return {
    label: data.label,
    type: storedTypeText(data),
    packing: packingText(packing),
    bytes: packedBytes(packing, constantStorage(data)),
  };
}
