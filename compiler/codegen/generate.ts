import type { Span } from '../diagnostics/diagnostic.js';
import { fail } from '../diagnostics/diagnostic.js';
import type { Graph, Node, Value } from '../ir/graph.js';
import { nodeWord } from '../ir/kernel.js';
import { computingNodes } from '../ir/computing-nodes.js';
import { memoize } from '../ir/memoize.js';
import { memoryReport } from '../passes/plan-memory.js';
import { KernelSet } from './schedule/kernel-set.js';
import { loopsFor } from './schedule/run-steps.js';
import type { Kernel } from '../lower/loops/loop-ir.js';
import type { Argument, PlacedNode } from './schedule/placement/placed-node.js';
import { constantsOf, nodePlacer } from './schedule/placement/place.js';
import type { Program, ProgramState, WasmProgram, WebGpuProgram, WeightImage } from './program.js';
import type { ChoosePlan } from './schedule/tiling/choose-plan.js';
import { planChooser } from './schedule/tiling/choose-plan.js';
import type { Threads } from '../settings.js';
import type { CoreMachine, GpuMachine, Machines, Target } from '../target/machine.js';
import { WeightImageBuilder } from './weight-image.js';
import type { Call } from './wasm/module.js';
import { emitWasm } from './wasm/program.js';
import type { Launch } from './wgsl/program.js';
import { emitWebGpu } from './wgsl/program.js';

/**
 * What is done for each target: ops lowered and their tiles chosen, loops scheduled, their text, and the
 * binary (WebAssembly).
 */
export type CodegenStep = 'lower' | 'schedule' | 'emit' | 'assemble';

/** A graph for each target that is wanted, from the passes for that target. */
export type PlannedGraphs = Readonly<Partial<Record<Target, Graph>>>;

export interface GenerateOptions {
  /** How many threads run WebAssembly unless `load()` is told otherwise, on a machine that has several. */
  readonly threads?: Threads;
  /** Makes a second module for engines that have relaxed SIMD. */
  readonly relaxedSimd?: boolean;
  /** How kernels are tiled, where not as `choosePlan` says. */
  readonly choosePlan?: ChoosePlan;
  /** Describes a source position for comments in the generated text: `lenet5.net:7`. */
  readonly locate?: (span: Span) => string;
  /**
   * Exports every call of an inference by itself as well, `step0`, `step1`, … in the order of
   * `computingNodes`, so that a profiler can read the clock between them. Not with threads.
   */
  readonly steps?: boolean;
  /** Called after every step, so that a profiler can read the clock between them. */
  readonly observe?: (step: CodegenStep) => void;
}

/**
 * Generates code for graphs that have been through the passes (layouts and offsets assigned). Targets
 * share the weights that they pack alike. Throws a DiagnosticError when the network needs more memory
 * than WebAssembly can address, or when weights it needs are not bound.
 */
export async function generateProgram(
  graphs: PlannedGraphs,
  machines: Machines,
  options: GenerateOptions = {},
): Promise<Program> {
  const [program] = await generatePrograms([graphs], machines, options);
  return program;
}

/** The same for graphs of one network at several sizes: their programs share one image of weights. */
export async function generatePrograms(
  sizes: readonly PlannedGraphs[],
  machines: Machines,
  options: GenerateOptions = {},
): Promise<Program[]> {
  const weights = new WeightImageBuilder();
  const placed = sizes.map((graphs, index) => {
    if (index > 0) weights.beginGraph();
    return placeGraphs(graphs, weights, machines, options);
  });
  const image = weights.finish();
  const programs: Program[] = [];
  for (const each of placed) programs.push(await programOf(each, image, machines, options));
  return programs;
}

/** The graphs of one network, with all that runs placed. */
interface PlacedGraphs {
  readonly planned: Graph;
  readonly states: readonly ProgramState[];
  readonly wasm?: PlacedGraph | undefined;
  readonly webgpu?: PlacedGraph | undefined;
}

function placeGraphs(
  { wasm, webgpu }: PlannedGraphs,
  weights: WeightImageBuilder,
  machines: Machines,
  { observe = () => undefined, choosePlan: choose = planChooser(machines.wasm) }: GenerateOptions,
): PlacedGraphs {
  const planned = wasm ?? webgpu;
  if (planned === undefined) throw new RangeError('code is generated for one target at least');
  const place = (target: Target, graph: Graph): PlacedGraph => {
    const options = { choose, machine: machines[target] };
    return placeGraph(graph, weights, observe, nodePlacer(constantsOf(graph), options));
  };
  return {
    planned,
    wasm: wasm && place('wasm', wasm),
    webgpu: webgpu && place('webgpu', webgpu),
    states: statesOf(planned, weights),
  };
}

async function programOf(
  { planned, states, wasm, webgpu }: PlacedGraphs,
  image: WeightImage,
  machines: Machines,
  options: GenerateOptions,
): Promise<Program> {
  const { threads = 'auto', observe = () => undefined } = options;
  const { arenaBytes, lowerBound } = memoryReport(planned);
  requireAddressable(planned, image.byteLength + arenaBytes, machines.wasm.limits);
  const label = (node: Node): string => describe(node, options.locate);
  return {
    name: planned.name,
    inputs: planned.inputs.map((input) => ({ input, offset: arenaOffset(input.value) })),
    outputs: planned.outputs.map((output) => ({ output, offset: arenaOffset(output.value) })),
    states,
    arenaBytes,
    arenaLowerBound: lowerBound,
    weights: image,
    ...(wasm && {
      wasm: await wasmProgram(wasm, {
        name: planned.name,
        arenaBase: image.byteLength,
        arenaBytes,
        label,
        machine: machines.wasm,
        threads,
        steps: options.steps ?? false,
        relaxedSimd: options.relaxedSimd ?? false,
        observe,
      }),
    }),
    ...(webgpu && { webgpu: webGpuProgram(webgpu, machines.webgpu, label, observe) }),
  };
}

/** A planned graph with all that runs placed, and the byte offsets of every kernel's arguments. */
interface PlacedGraph {
  readonly planned: Graph;
  readonly nodes: readonly PlacedNode[];
  readonly offsets: readonly (readonly number[])[];
}

/** Targets share the weights that they pack alike. */
function placeGraph(
  planned: Graph,
  weights: WeightImageBuilder,
  observe: (step: CodegenStep) => void,
  place: (node: Node) => PlacedNode,
): PlacedGraph {
  const nodes = computingNodes(planned).map(place);
  const offsets = nodes.map((node) =>
    node.arguments.map((argument) => byteOffset(argument, weights)),
  );
  observe('lower');
  return { planned, nodes, offsets };
}

interface WasmOptions {
  readonly name: string;
  readonly arenaBase: number;
  readonly arenaBytes: number;
  readonly label: (node: Node) => string;
  readonly machine: CoreMachine;
  readonly threads: Threads;
  readonly steps: boolean;
  readonly relaxedSimd: boolean;
  readonly observe: (step: CodegenStep) => void;
}

async function wasmProgram(
  { nodes, offsets }: PlacedGraph,
  { name, label, ...options }: WasmOptions,
): Promise<WasmProgram> {
  const { machine } = options;
  const kernels = new KernelSet((node) => loopsFor(machine, node)[0]);
  const calls = nodes.map((node, index): Call => {
    const addresses = node.arguments.map(({ kind }, position) =>
      kind === 'value' ? options.arenaBase + offsets[index][position] : offsets[index][position],
    );
    requireCallable(node, machine.limits);
    return { kernel: kernels.kernelOf(node), addresses, label: label(node.node) };
  });
  options.observe('schedule');
  return emitWasm(name, kernels.all(), calls, options);
}

function webGpuProgram(
  { planned, nodes, offsets }: PlacedGraph,
  machine: GpuMachine,
  label: (node: Node) => string,
  observe: (step: CodegenStep) => void,
): WebGpuProgram {
  const kernelsOf = memoize(
    ({ computes }: PlacedNode) => computes,
    (node) => loopsFor(machine, node),
  );
  const scheduled = nodes.flatMap((node, index) =>
    launches(node, kernelsOf(node), offsets[index], label),
  );
  observe('schedule');
  const code = emitWebGpu(scheduled, machine);
  observe('emit');
  return {
    ...code,
    machine,
    arenaBytes: memoryReport(planned).arenaBytes,
    inputs: planned.inputs.map(({ value }) => arenaOffset(value)),
    outputs: planned.outputs.map(({ value }) => arenaOffset(value)),
    states: planned.states.map(({ value }) => arenaOffset(value)),
  };
}

function launches(
  placed: PlacedNode,
  kernels: readonly Kernel[],
  offsets: readonly number[],
  label: (node: Node) => string,
): Launch[] {
  const { span } = placed.node;
  const addressOf = new Map(
    placed.arguments.map(({ buffer }, position) => [buffer.name, offsets[position]]),
  );
  return kernels.map((kernel) => ({
    kernel,
    addresses: kernel.buffers.map(({ name }) => addressOf.get(name) ?? 0),
    label: label(placed.node),
    ...(span && { span }),
  }));
}

function byteOffset(argument: Argument, weights: WeightImageBuilder): number {
  return argument.kind === 'value'
    ? arenaOffset(argument.value) + 4 * (argument.elements ?? 0)
    : weights.offsetOf(argument.data, argument.packing);
}

/** Where states lie, and what they begin with among the weights. */
function statesOf(planned: Graph, weights: WeightImageBuilder): ProgramState[] {
  const constants = constantsOf(planned);
  return planned.states.map(({ value, initial }): ProgramState => {
    const { name, type } = value;
    const data = constants.get(initial);
    if (data === undefined) throw new Error(`%${name} begins with what is not constant`);
    const order = type.shape.map((_, axis) => axis);
    const isZero = data.read().every((element) => element === 0);
    return {
      name,
      type,
      offset: arenaOffset(value),
      ...(!isZero && { from: weights.offsetOf(data, { shape: type.shape, order }) }),
    };
  });
}

function arenaOffset(value: Value): number {
  if (value.offset === undefined) throw new Error(`${value.name} has no place in the arena`);
  return value.offset;
}

/** `%c1 (lenet5.net:7)`, `%elements, %positions`: what a kernel computes; how is in the kernel's name. */
function describe(node: Node, locate: GenerateOptions['locate']): string {
  const place = node.span && locate ? ` (${locate(node.span)})` : '';
  return `${node.outputs.map(({ name }) => `%${name}`).join(', ')}${place}`;
}

/** A kernel takes the address of each tensor that it works on as a parameter. */
function requireCallable(
  { node, arguments: { length } }: PlacedNode,
  { parameters }: CoreMachine['limits'],
): void {
  if (length <= parameters) return;
  fail({
    code: 'kernel/too-wide',
    title: `${nodeWord(node)} works on ${length} tensors, but a function of WebAssembly has at most ${parameters} parameters`,
    ...(node.span && { primary: { span: node.span, message: `${length} tensors meet here` } }),
    hint: 'join groups of some hundred of them first, and then the groups',
  });
}

function requireAddressable(
  graph: Graph,
  bytes: number,
  { memoryBytes }: CoreMachine['limits'],
): void {
  if (bytes <= memoryBytes) return;
  fail({
    code: 'memory/too-large',
    title: `${graph.name} needs ${bytes} bytes for weights and intermediates, but a 32-bit WebAssembly memory holds at most ${memoryBytes}`,
    hint: 'use a smaller input or fewer channels',
  });
}
