import type { Attributes, ConstantData, Graph, Node, Value } from '../ir/graph.js';
import { denseLayout } from '../ir/layout.js';
import { liesInPlace } from '../ir/memory/parts.js';
import { PANEL, PANEL_CHANNELS, workspaceTensors } from '../ir/memory/workspace.js';
import type { WorkspaceTensor } from '../ir/op.js';
import { opDefinition } from '../ir/ops/index.js';
import { elementCount } from '../ir/types.js';
import type { Compute, Stage } from './compute.js';
import { isRepeated } from './compute.js';
import type { Variable } from './index-expr.js';
import { lowerNode } from './lower/region.js';
import type { Buffer } from './loop-ir.js';
import type { Packing } from './packing.js';
import { fuseAxes, padVectorAxis } from './schedule/fuse-axes.js';
import { choosePacking } from './schedule/choose-packing.js';
import type { ChoosePlan } from './schedule/choose-plan.js';
import { choosePlan } from './schedule/choose-plan.js';
import type { Plan } from './schedule/plan.js';
import type {
  ConstantSite,
  DecodedPanel,
  PlacedCompute,
  Site,
  ValueSite,
} from './schedule/site.js';
import { readsOf } from './schedule/site.js';

/** A node lowered for scheduling: what to compute, in which tiles, from which memory. */
export interface PlacedNode {
  readonly node: Node;
  readonly name: string;
  /** What it computes, in an order that does not matter. */
  readonly parts: readonly PlacedPart[];
  /** How it is gone about: the parts, or stages that lead through the node's workspace. */
  readonly stages: readonly PlacedStage[];
  /** What each of the kernel's buffers is, in the order of its parameters; the output is last. */
  readonly arguments: readonly Argument[];
}

export interface PlacedPart {
  readonly placed: PlacedCompute;
  readonly plan: Plan;
}

export type PlacedStage =
  | PlacedPart
  | {
      readonly variable: Variable;
      readonly slot?: Variable;
      readonly stages: readonly PlacedStage[];
    };

/** The computations of a stage, in order. */
export function partsIn(stage: PlacedStage): readonly PlacedPart[] {
  return 'plan' in stage ? [stage] : stage.stages.flatMap(partsIn);
}

export type Argument =
  /** What begins `elements` into a value: a tensor of a workspace, or all of it. */
  | {
      readonly kind: 'value';
      readonly buffer: Buffer;
      readonly value: Value;
      readonly elements?: number;
    }
  | {
      readonly kind: 'constant';
      readonly buffer: Buffer;
      readonly data: ConstantData;
      readonly packing: Packing;
    };

/** The contents of every constant in a graph. */
export function constantsOf(graph: Graph): ReadonlyMap<Value, ConstantData> {
  return new Map(
    graph.nodes
      .filter((node) => node.op === 'constant')
      .map((node) => [node.outputs[0], (node.attributes as ConstantAttributes).value]),
  );
}

type ConstantAttributes = Attributes & { readonly value: ConstantData };

/**
 * Lowers a node of a graph with layouts and gives every operand a place. All targets start from
 * this, so that they share the tiles' panels and with them one file of weights, but for outputs so
 * narrow that one core packs them otherwise. Measurements may choose otherwise.
 */
export function placeNode(
  node: Node,
  constants: ReadonlyMap<Value, ConstantData>,
  choose: ChoosePlan = choosePlan,
): PlacedNode {
  const lowered = lowerNode(node);
  const names = bufferNames(node);
  const [result] = node.outputs;
  const output = valueSite(result, { name: 'output', space: 'arena' });
  const sites = node.inputs.map((input, position) =>
    operandSite(input, names[position], constants.get(input)),
  );
  const isStaged = lowered.stages !== undefined && node.workspace !== undefined;
  const tensors = isStaged ? workspaceTensors(node) : [];
  const workspace = tensors.map(workspaceSite);
  const packings = new Map<number, Packing>();
  const touched = new Set<number>();
  const placeCompute = (compute: Compute): PlacedPart => {
    const target = tensors.findIndex(({ name }) => name === compute.target);
    const filled = target < 0 ? output : workspace[target];
    const everything = [...sites, ...workspace];
    const fused = fuseAxes(padVectorAxis(compute, filled), everything, filled);
    const plan = choose({ compute: fused, operands: everything, output: filled });
    const read = new Set(readsOf(fused).map(({ operand }) => operand));
    const operands = everything.map((site, operand): Site => {
      if (!read.has(operand)) return site;
      touched.add(operand);
      if (site.kind !== 'constant') return site;
      const packing = packings.get(operand) ?? choosePacking(fused, operand, site.shape, plan);
      packings.set(operand, packing);
      return { ...site, packing };
    });
    const panel = decodedPanel(node, operands, plan);
    return { placed: { compute: fused, operands, output: filled, ...(panel && { panel }) }, plan };
  };
  const placeStage = (stage: Stage): PlacedStage =>
    isRepeated(stage) ? { ...stage, stages: stage.stages.map(placeStage) } : placeCompute(stage);
  // What a producer wrote into a concatenation itself is there already.
  const parts = lowered.computes.filter((_, part) => !liesInPlace(node, part)).map(placeCompute);
  const stages = (isStaged ? lowered.stages : undefined)?.map(placeStage) ?? parts;
  const inputs = node.inputs.flatMap((value, position): Argument[] => {
    const site = sites[position];
    if (site.kind === 'literal') return [];
    const data = constants.get(value);
    if (data === undefined) {
      return touched.has(position) ? [{ kind: 'value', buffer: site.buffer, value }] : [];
    }
    const packing = packings.get(position);
    return packing === undefined ? [] : [{ kind: 'constant', buffer: site.buffer, data, packing }];
  });
  const panels = parts.flatMap(({ placed: { panel } }): Argument[] =>
    panel && node.workspace ? [{ kind: 'value', buffer: panel.buffer, value: node.workspace }] : [],
  );
  return {
    node,
    name: [lowered.name, ...narrowTypes(inputs)].join('_'),
    parts,
    stages,
    arguments: [
      ...inputs,
      ...tensors.map((tensor, position) => workspaceArgument(node, tensor, workspace[position])),
      ...panels,
      { kind: 'value', buffer: output.buffer, value: result },
    ],
  };
}

/**
 * The same for a GPU, whose tiles have whole vectors of outputs also where there are few: they are
 * shared through memory that has room for them.
 */
export function placeForGpu(
  node: Node,
  constants: ReadonlyMap<Value, ConstantData>,
  choose: ChoosePlan = choosePlan,
): PlacedNode {
  return placeNode(node, constants, (placed) => {
    const { narrow: _, ...plan } = choose(placed);
    return plan;
  });
}

/** Where the kernel decodes narrow weights to, if its workspace has room for a panel of them. */
function decodedPanel(
  node: Node,
  operands: readonly Site[],
  { tileAxis }: Plan,
): DecodedPanel | undefined {
  if (tileAxis === undefined) return undefined;
  if (!workspaceTensors(node).some(({ name }) => name === PANEL)) return undefined;
  const weights = operands.find(
    (site): site is ConstantSite =>
      site.kind === 'constant' && site.buffer.element !== undefined && fitsPanel(site.packing),
  );
  return weights && { buffer: { name: PANEL, space: 'arena' }, weights };
}

function fitsPanel({ order, panel }: Packing): boolean {
  return panel?.axis === order[0] && panel.size <= PANEL_CHANNELS;
}

/** What the constants are stored as where not as f32: part of what tells kernels apart. */
function narrowTypes(inputs: readonly Argument[]): Set<string> {
  return new Set(inputs.flatMap(({ buffer }) => buffer.element ?? []));
}

function workspaceSite({ name, shape }: WorkspaceTensor): ValueSite {
  return {
    kind: 'value',
    buffer: { name, space: 'arena' },
    shape,
    layout: denseLayout(shape.length),
  };
}

function workspaceArgument(
  { workspace, outputs }: Node,
  { offset }: WorkspaceTensor,
  { buffer }: ValueSite,
): Argument {
  if (workspace === undefined) throw new Error(`${outputs[0].name} has no workspace`);
  return { kind: 'value', buffer, value: workspace, elements: offset };
}

function operandSite(value: Value, name: string, data: ConstantData | undefined): Site {
  if (data === undefined) return valueSite(value, { name, space: 'arena' });
  const { shape, element } = data.type;
  if (elementCount(shape) === 1 && data.parameter !== true) {
    return { kind: 'literal', value: data.read()[0] };
  }
  const order = shape.map((_, axis) => axis);
  return {
    kind: 'constant',
    buffer: { name, space: 'weights', ...(element !== 'f32' && { element }) },
    shape,
    packing: { shape, order },
  };
}

function valueSite(value: Value, buffer: Buffer): ValueSite {
  if (value.layout === undefined) throw new Error(`${value.name} has no layout`);
  return { kind: 'value', buffer, shape: value.type.shape, layout: value.layout };
}

/**
 * Names the kernel's buffers after the root op's inputs, and what the tail reads after the tail's
 * ops, so that equal computations get equal kernels whatever the network calls their values.
 */
function bufferNames({ inputs, region, ...node }: Node): string[] {
  const nodes = region?.nodes ?? [{ ...node, inputs }];
  const parameters = region?.parameters ?? inputs;
  const readers = new Map<Value, Node>();
  for (const reader of nodes.toReversed()) {
    for (const input of reader.inputs) readers.set(input, reader);
  }
  const taken = new Map<string, number>();
  return parameters.map((parameter) => {
    const reader = readers.get(parameter);
    const base = reader === undefined ? 'unused' : inputName(reader, parameter);
    const ordinal = taken.get(base) ?? 0;
    taken.set(base, ordinal + 1);
    return ordinal === 0 ? base : `${base}${ordinal + 1}`;
  });
}

function inputName(reader: Node, operand: Value): string {
  if (reader.op === 'fused') return 'operand';
  const { inputs } = opDefinition(reader.op);
  const position = Math.min(reader.inputs.indexOf(operand), inputs.length - 1);
  const { name } = inputs[position];
  return name === 'x' ? 'input' : name;
}
