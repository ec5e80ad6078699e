import type { ConstantData, Node, OpNode, Value } from '../../../ir/graph.js';
import { opsOf, parametersOf } from '../../../ir/kernel.js';
import { denseLayout } from '../../../ir/layout.js';
import { operandsInPlace } from '../../../ir/memory/parts.js';
import { workspaceTensors } from '../../../ir/memory/workspace.js';
import type { WorkspaceTensor } from '../../../ir/op.js';
import { opDefinition } from '../../../ir/ops/index.js';
import type { ElementType } from '../../../ir/types.js';
import { constantStorage, elementCount } from '../../../ir/types.js';
import type { Compute, ComputeStage } from '../../../lower/formulas/compute.js';
import { isRepeated, outputName } from '../../../lower/formulas/compute.js';
import type { Buffer } from '../../../lower/loops/loop-ir.js';
import type { Packing } from '../../packing.js';
import type { ObserveCompute } from '../run-steps.js';
import { placeCompute } from '../run-steps.js';
import type { Machine } from '../../../target/machine.js';
import { LOWER } from '../steps.js';
import type { ChoosePlan } from '../tiling/choose-plan.js';
import type { PlacedNode, TiledCompute, PlacedStage } from './placed-node.js';
import { computesIn } from './placed-node.js';
import { readable, vectors, writable } from './procedure-tensors.js';
import type { Site, ValueSite } from './site.js';
import { readsOf } from './site.js';

/** What nodes that are lowered alike have in common. */
export interface Placement extends Pick<PlacedNode, 'name' | 'computes' | 'stages' | 'procedure'> {
  /** The kernel's buffers in the order of its parameters, and what each of them is of a node. */
  readonly slots: readonly Slot[];
}

export type Slot =
  | { readonly kind: 'operand'; readonly buffer: Buffer; readonly position: number }
  | {
      readonly kind: 'constant';
      readonly buffer: Buffer;
      readonly position: number;
      readonly packing: Packing;
    }
  /** What begins so many `elements` into it, or all of it. */
  | { readonly kind: 'workspace'; readonly buffer: Buffer; readonly elements?: number }
  | { readonly kind: 'result'; readonly buffer: Buffer; readonly position: number };

export interface PlacingOptions {
  readonly choose: ChoosePlan;
  readonly machine: Machine;
  /** Told of each step that the computations, or else stages, of the node go through. */
  readonly observe?: ObserveCompute;
}

/** Lowers a node of a graph with layouts, chooses its tiles and gives every operand a place. */
export function placementOf(
  node: Node,
  constants: ReadonlyMap<Value, ConstantData>,
  { choose, machine, observe }: PlacingOptions,
): Placement {
  const lowered = LOWER.run(node);
  const outputs = node.outputs.map((output, position) =>
    valueSite(output, { name: outputName(position), space: 'arena' }),
  );
  const isStaged = lowered.stages !== undefined && node.workspace !== undefined;
  const usesWorkspace = isStaged || lowered.procedure !== undefined;
  const tensors = usesWorkspace ? workspaceTensors(node) : [];
  const workspace = tensors.map(workspaceSite);
  const names = bufferNames(
    node,
    [...outputs, ...workspace].map(({ buffer }) => buffer.name),
  );
  const sites = node.inputs.map((input, position) =>
    operandSite(input, names[position], constants.get(input)),
  );
  const context = { node, choose, packings: new Map<number, Packing>() };
  const { packings } = context;
  const place = (compute: Compute, told?: ObserveCompute): TiledCompute => {
    const { target = 0 } = compute;
    const output =
      typeof target === 'number'
        ? outputs[target]
        : workspace[tensors.findIndex(({ name }) => name === target)];
    const operands = [...sites, ...workspace];
    return placeCompute({ compute, operands, output }, context, machine, told);
  };
  const placeStage = (stage: ComputeStage): PlacedStage =>
    isRepeated(stage) ? { ...stage, stages: stage.stages.map(placeStage) } : place(stage, observe);
  // What a producer wrote into a concatenation itself is there already.
  const inPlace = operandsInPlace(node);
  const computes = lowered.computes
    .filter((_, position) => !inPlace[position])
    .map((compute) => place(compute, isStaged ? undefined : observe));
  const stages = (isStaged ? lowered.stages : undefined)?.map(placeStage) ?? computes;
  const touched = new Set(
    [...computes, ...stages.flatMap(computesIn)].flatMap(({ placed: { compute } }) =>
      readsOf(compute).map(({ operand }) => operand),
    ),
  );
  const procedure = lowered.procedure?.({
    operand: (position) => {
      const site = sites[position];
      touched.add(position);
      if (site.kind === 'constant') packings.set(position, site.packing);
      return readable(site);
    },
    output: (position) => ({ ...readable(outputs[position]), ...writable(outputs[position]) }),
    workspace: (name) => vectors(workspace[tensors.findIndex((tensor) => tensor.name === name)]),
  });
  const inputs = sites.flatMap((site, position): Slot[] => {
    if (site.kind === 'literal') return [];
    const { buffer } = site;
    if (site.kind === 'value') {
      return touched.has(position) ? [{ kind: 'operand', buffer, position }] : [];
    }
    const packing = packings.get(position);
    return packing === undefined ? [] : [{ kind: 'constant', buffer, position, packing }];
  });
  const panels = computes.flatMap(({ placed: { panel } }): Slot[] =>
    panel && node.workspace ? [{ kind: 'workspace', buffer: panel.buffer }] : [],
  );
  return {
    name: [lowered.name, ...storageTypes(inputs)].join('_'),
    computes,
    stages,
    ...(procedure && { procedure }),
    slots: [
      ...inputs,
      ...workspace.map(({ buffer }, position): Slot => {
        return { kind: 'workspace', buffer, elements: tensors[position].offset };
      }),
      ...panels,
      ...outputs.map(({ buffer }, position): Slot => ({ kind: 'result', buffer, position })),
    ],
  };
}

/** What operands are stored as where not as f32: part of what tells kernels apart. */
function storageTypes(inputs: readonly Slot[]): Set<string> {
  return new Set(inputs.flatMap(({ buffer }) => buffer.element ?? []));
}

function workspaceSite({ name, element = 'f32', shape }: WorkspaceTensor): ValueSite {
  return {
    kind: 'value',
    buffer: typedBuffer({ name, space: 'arena' }, element),
    shape,
    layout: denseLayout(shape.length),
  };
}

function operandSite(value: Value, name: string, data: ConstantData | undefined): Site {
  if (data === undefined) return valueSite(value, { name, space: 'arena' });
  const literal = literalOf(data);
  if (literal !== undefined) {
    return { kind: 'literal', value: literal, type: data.type.element === 'f32' ? 'f32' : 'i32' };
  }
  const { shape } = data.type;
  const storage = constantStorage(data);
  const order = shape.map((_, axis) => axis);
  return {
    kind: 'constant',
    buffer: { name, space: 'weights', ...(storage !== 'f32' && { element: storage }) },
    shape,
    packing: { shape, order },
  };
}

/** The only element of a constant whose value is in the source, or follows from such. */
export function literalOf(data: ConstantData): number | undefined {
  const isLiteral = elementCount(data.type.shape) === 1 && data.parameter !== true;
  return isLiteral ? data.read()[0] : undefined;
}

function valueSite(value: Value, buffer: Buffer): ValueSite {
  if (value.layout === undefined) throw new Error(`${value.name} has no layout`);
  const { element, shape } = value.type;
  return { kind: 'value', buffer: typedBuffer(buffer, element), shape, layout: value.layout };
}

/** In the arena every element takes a word, since WGSL has no stores of bytes. */
function typedBuffer(buffer: Buffer, element: ElementType): Buffer {
  return element === 'f32' ? buffer : { ...buffer, element: 'i32' };
}

/**
 * Names the kernel's buffers after the root op's inputs, and what the tail reads after the tail's
 * ops, so that equal computations get equal kernels whatever the network calls their values. Names of
 * `others` are taken: the state that an lstm begins with is not the one that it works on.
 */
function bufferNames(node: Node, others: readonly string[]): string[] {
  const readers = new Map<Value, OpNode>();
  for (const reader of opsOf(node).toReversed()) {
    for (const input of reader.inputs) readers.set(input, reader);
  }
  const taken = new Map(others.map((name) => [name, 1]));
  return parametersOf(node).map((parameter) => {
    const reader = readers.get(parameter);
    const base = reader === undefined ? 'unused' : inputName(reader, parameter);
    const ordinal = taken.get(base) ?? 0;
    taken.set(base, ordinal + 1);
    return ordinal === 0 ? base : `${base}${ordinal + 1}`;
  });
}

function inputName(reader: OpNode, operand: Value): string {
  const { inputs } = opDefinition(reader.op);
  const position = Math.min(reader.inputs.indexOf(operand), inputs.length - 1);
  const { name } = inputs[position];
  return name === 'x' ? 'input' : name;
}
