import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';
import type { ConstantData, Graph, GraphInput, Node, Value } from '../../compiler/ir/graph.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import { constantOf } from '../../compiler/ir/rewrite.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import { largestMagnitude } from '../../compiler/ir/tensor.js';
import { weightRole } from '../../compiler/ir/traits.js';
import { isView } from '../../compiler/ir/views.js';
import { outputChannels } from '../../compiler/passes/weight-channels.js';

/**
 * Layers with weights through which a bound is followed. Each multiplies it by Σ|w| of a channel, as if
 * all signs met, so that behind a few it says nothing about what a network really computes.
 */
const MOST_LAYERS = 2;

interface Known {
  /** The largest magnitude that an element can have. */
  readonly largest: number;
  /** Layers with weights since the picture, or since an op whose results are bounded by themselves. */
  readonly layers: number;
}

/**
 * Bounds on the elements of values that follow from a declared image, whose pixels lie in 0…255, or from
 * an op such as tanh, before any weight is known or with the weights of the layers between. Values of
 * which nothing is known are absent.
 */
export function largestValues(graph: Graph): ReadonlyMap<Value, number> {
  const known = new Map<Value, Known>();
  const constants = new Map<Value, ConstantData>();
  for (const input of graph.inputs) {
    const largest = largestPixel(input);
    if (largest !== undefined) known.set(input.value, { largest, layers: 0 });
  }
  for (const node of graph.nodes) {
    const [output] = node.outputs;
    const data = constantOf(node);
    if (data !== undefined) constants.set(output, data);
    const result = data === undefined ? boundOf(node, known, constants) : undefined;
    if (result === undefined || !Number.isFinite(result.largest)) continue;
    for (const each of node.outputs) known.set(each, result);
  }
  return new Map([...known].map(([value, { largest }]) => [value, largest]));
}

function largestPixel({ image }: GraphInput): number | undefined {
  if (image === undefined) return undefined;
  const { scale, mean, standardDeviation } = image;
  const ends = mean.flatMap((shift, channel) =>
    [0, 255].map((pixel) => Math.abs((pixel * scale - shift) / standardDeviation[channel])),
  );
  return Math.max(...ends);
}

function boundOf(
  node: Node,
  known: ReadonlyMap<Value, Known>,
  constants: ReadonlyMap<Value, ConstantData>,
): Known | undefined {
  if (node.kind === 'kernel') return undefined;
  const [x] = node.inputs;
  const first = known.get(x);
  if (isView(node)) return first;
  if (weightRole(node)?.inputs !== undefined) {
    if (first === undefined || first.layers === MOST_LAYERS) return undefined;
    const gain = gainOf(node, constants);
    return gain && { largest: first.largest * gain.factor + gain.shift, layers: first.layers + 1 };
  }
  const definition = opDefinition(node.op);
  if (definition.magnitude === undefined) return undefined;
  // Of an operand that may be anything, an op such as tanh still makes something bounded.
  const unknown: Known = { largest: Infinity, layers: 0 };
  const operands = node.inputs.map(
    (value) => known.get(value) ?? constantBound(constants.get(value)) ?? unknown,
  );
  const largest = definition.magnitude(
    operands.map((operand) => operand.largest),
    node.attributes,
  );
  return { largest, layers: Math.max(...operands.map(({ layers }) => layers)) };
}

/** How much larger a layer's results can be than what it reads: Σ|w| of a channel, and its bias. */
function gainOf(
  node: Node,
  constants: ReadonlyMap<Value, ConstantData>,
): { readonly factor: number; readonly shift: number } | undefined {
  const role = weightRole(node);
  const factor = role && largestFilter(node, constants.get(node.inputs[role.operand]));
  if (factor === undefined) return undefined;
  const shift = role?.bias === undefined ? undefined : node.inputs.at(role.bias);
  if (shift === undefined) return { factor, shift: 0 };
  const bias = constantBound(constants.get(shift));
  return bias && { factor, shift: bias.largest };
}

/** The largest Σ|w| of an output channel; undefined without weights. */
export function largestFilter(node: Node, data: ConstantData | undefined): number | undefined {
  const role = weightRole(node);
  const weight = readIfBound(data);
  if (role === undefined || data === undefined || weight === undefined) return undefined;
  const channelOf = outputChannels(role, data.type.shape);
  const sums: number[] = [];
  weight.forEach((value, at) => {
    const channel = channelOf(at);
    sums[channel] = (sums[channel] ?? 0) + Math.abs(value);
  });
  return sums.reduce((most, value) => Math.max(most, value), 0);
}

function constantBound(data: ConstantData | undefined): Known | undefined {
  const elements = readIfBound(data);
  if (elements === undefined) return undefined;
  return { largest: largestMagnitude({ data: elements }), layers: 0 };
}

function readIfBound(data: ConstantData | undefined): Elements | undefined {
  try {
    return data?.read();
  } catch (error) {
    // Before weights are bound.
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}
