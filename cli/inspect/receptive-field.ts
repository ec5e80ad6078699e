import type { Graph, Node, Value } from '../../compiler/ir/graph.js';
import { enteringValues } from '../../compiler/ir/interface.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';

/** The part of the input picture that one element of a value depends on, vertical first. */
export interface ReceptiveField {
  /** Rows and columns, padding included, so that it may exceed the picture. */
  readonly size: readonly [number, number];
  /** Input pixels between the fields of neighbouring elements. */
  readonly stride: readonly [number, number];
}

/**
 * Receptive fields of all values that descend from a picture, by the recurrence of Araujo, Norris
 * and Sim 2019 ("Computing Receptive Fields of Convolutional Neural Networks"): a window of k taps
 * with dilation d and stride s over a field of size r and stride j gives
 * r' = r + (k − 1)·d·j and j' = j·s.
 */
export function receptiveFields(graph: Graph): Map<Value, ReceptiveField> {
  const fields = new Map<Value, ReceptiveField>();
  for (const value of enteringValues(graph)) {
    if (value.type.shape.length === 4) fields.set(value, { size: [1, 1], stride: [1, 1] });
  }
  for (const node of graph.nodes) {
    const field = fieldOf(node, fields);
    if (field !== undefined) for (const output of node.outputs) fields.set(output, field);
  }
  return fields;
}

function fieldOf(
  node: Node,
  fields: ReadonlyMap<Value, ReceptiveField>,
): ReceptiveField | undefined {
  const operands = node.inputs.flatMap((value) => {
    const field = fields.get(value);
    return field === undefined ? [] : [{ value, field }];
  });
  if (node.kind === 'kernel' || operands.length === 0) return undefined;
  // Where branches meet, the widest field counts.
  const widest: ReceptiveField = {
    size: perAxis((axis) => Math.max(...operands.map(({ field }) => field.size[axis]))),
    stride: perAxis((axis) => Math.max(...operands.map(({ field }) => field.stride[axis]))),
  };
  const [{ value }] = operands;
  const types = node.inputs.map(({ type }) => type);
  const window = opDefinition(node.op).window?.(types, node.attributes);
  const staysPicture = node.outputs[0].type.shape.length === 4;
  if (window === 'global' || (!staysPicture && value.type.shape.length === 4)) {
    // Every element of the result depends on the whole of its operand.
    const [height, width] = value.type.shape.slice(2);
    return windowed(widest, [height, width], [1, 1], [1, 1]);
  }
  if (window === undefined) return widest;
  return windowed(widest, window.kernel, window.stride, window.dilation);
}

function windowed(
  { size, stride }: ReceptiveField,
  kernel: readonly number[],
  step: readonly number[],
  dilation: readonly number[],
): ReceptiveField {
  return {
    size: perAxis((axis) => size[axis] + (kernel[axis] - 1) * dilation[axis] * stride[axis]),
    stride: perAxis((axis) => stride[axis] * step[axis]),
  };
}

function perAxis(value: (axis: 0 | 1) => number): [number, number] {
  return [value(0), value(1)];
}
