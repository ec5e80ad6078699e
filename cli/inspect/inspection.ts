import type { Block } from '../../compiler/frontend/index.js';
import type { Graph, Value } from '../../compiler/ir/graph.js';
import type { MemoryReport } from '../../compiler/passes/plan-memory.js';
import { memoryReport } from '../../compiler/passes/plan-memory.js';
import type { Settings } from '../../compiler/settings.js';
import type { Target } from '../../compiler/target/machine.js';
import type { Context } from '../context.js';
import type { BlockCost } from './blocks.js';
import { blockCosts } from './blocks.js';
import type { KernelView } from './kernels.js';
import { kernelsOf } from './kernels.js';
import type { Layer } from './layers.js';
import { layersOf, totalsOf } from './layers.js';
import type { Snapshot } from './passes.js';
import { snapshotsOf } from './passes.js';
import type { WinogradLayer } from './winograd.js';
import { winogradLayers } from './winograd.js';

/** Everything `inspect` can show about a network. */
export interface Inspection {
  /** As it came from the front end. */
  readonly graph: Graph;
  /** After all passes for the target that is shown. */
  readonly planned: Graph;
  readonly layers: readonly Layer[];
  /** What the layers of each block cost together. */
  readonly blocks: ReadonlyMap<Block, BlockCost>;
  readonly totals: { readonly parameters: number; readonly macs: number };
  readonly stages: readonly Snapshot[];
  readonly memory: MemoryReport;
  readonly kernels: readonly KernelView[];
  readonly winograd: readonly WinogradLayer[];
}

export function inspectGraph(
  { progress }: Context,
  graph: Graph,
  blocks: ReadonlyMap<Value, Block>,
  target: Target,
  settings: Settings,
): Inspection {
  progress.step('running the passes');
  const graphs = {
    wasm: snapshotsOf(graph, 'wasm', settings),
    webgpu: snapshotsOf(graph, 'webgpu', settings),
  };
  const stages = graphs[target];
  const [onCore, onGpu] = [graphs.wasm, graphs.webgpu].map((all) => all[all.length - 1].after);
  const planned = target === 'wasm' ? onCore : onGpu;
  const memory = memoryReport(planned);
  const layers = layersOf(graph, blocks);
  progress.step('generating kernels');
  return {
    graph,
    planned,
    layers,
    blocks: blockCosts(layers),
    totals: totalsOf(layers),
    stages,
    memory,
    winograd: winogradLayers(graph, settings),
    kernels: kernelsOf(onCore, onGpu, settings),
  };
}
