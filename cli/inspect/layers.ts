import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import type { Block } from '../../compiler/frontend/index.js';
import type { ConstantData, Graph, Node, OpNode, Value } from '../../compiler/ir/graph.js';
import type { OpDefinition } from '../../compiler/ir/op.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import type { Shape } from '../../compiler/ir/types.js';
import { elementCount } from '../../compiler/ir/types.js';
import { namesIn } from './names.js';
import type { ReceptiveField } from './receptive-field.js';
import { receptiveFields } from './receptive-field.js';

/** What one node of the network, as it is written, costs. */
export interface Layer {
  readonly name: string;
  readonly op: string;
  /** Names of the values it reads, weights aside. */
  readonly inputs: readonly string[];
  /** Of each output. */
  readonly outputShapes: readonly Shape[];
  /** Trained numbers, each counted at the first layer that uses it. */
  readonly parameters: number;
  /** Multiply-accumulates, as the literature counts them. */
  readonly macs: number;
  /** Bytes of its results as 32-bit floats. */
  readonly activationBytes: number;
  /** Absent where the network has no picture, or has mixed its pixels. */
  readonly receptiveField?: ReceptiveField;
  /** The innermost named block that it stands in. */
  readonly block?: Block;
  readonly span?: Span;
}

/** One row per node other than constants, in the order of the graph that the front end made. */
export function layersOf(graph: Graph, blocks: ReadonlyMap<Value, Block> = new Map()): Layer[] {
  const constants = constantsOf(graph);
  const counted = new Set<Value>();
  const fields = receptiveFields(graph);
  const nameOf = namesIn(graph);
  return graph.nodes.flatMap((node): Layer[] => {
    if (node.kind === 'kernel' || isOp(node, 'constant')) return [];
    const definition = opDefinition(node.op);
    const [output] = node.outputs;
    const receptiveField = fields.get(output);
    const block = blocks.get(output);
    return [
      {
        name: node.outputs.map(nameOf).join(', '),
        op: node.op,
        inputs: node.inputs.filter((value) => !constants.has(value)).map(nameOf),
        outputShapes: node.outputs.map(({ type }) => type.shape),
        parameters: countParameters(node, definition, constants, counted),
        macs: macsOf(node, definition),
        activationBytes: node.outputs.reduce(
          (bytes, { type }) => bytes + 4 * elementCount(type.shape),
          0,
        ),
        ...(receptiveField === undefined ? {} : { receptiveField }),
        ...(block === undefined ? {} : { block }),
        ...(node.span === undefined ? {} : { span: node.span }),
      },
    ];
  });
}

/** Sums over all layers. */
export function totalsOf(layers: readonly Layer[]): { parameters: number; macs: number } {
  const sum = (key: 'parameters' | 'macs'): number =>
    layers.reduce((total, layer) => total + layer[key], 0);
  return { parameters: sum('parameters'), macs: sum('macs') };
}

function constantsOf(graph: Graph): Map<Value, ConstantData> {
  return new Map(
    graph.nodes
      .filter((node) => isOp(node, 'constant'))
      .map((node) => [node.outputs[0], node.attributes.value]),
  );
}

/** What a recurrent layer begins with, zeros unless the network learns it. */
const STATES: ReadonlySet<string> = new Set(['hidden', 'cell']);

/**
 * A layer's weights, whether they come from a file or stand in the source. As in the literature and
 * in PyTorch's `parameters()`, the running statistics of a normalisation do not count: they are
 * measured, not trained. A number in an expression, such as the 2 in `x * 2`, does not count either.
 */
function countParameters(
  node: Node,
  definition: OpDefinition,
  constants: ReadonlyMap<Value, ConstantData>,
  counted: Set<Value>,
): number {
  const bringsWeights = definition.surface?.weights !== undefined;
  let count = 0;
  node.inputs.forEach((value, index) => {
    const data = constants.get(value);
    const role = definition.inputs[Math.min(index, definition.inputs.length - 1)].name;
    if (data === undefined || counted.has(value) || role.startsWith('running_')) return;
    if (data.parameter !== true && (!bringsWeights || index === 0 || STATES.has(role))) return;
    counted.add(value);
    count += elementCount(value.type.shape);
  });
  return count;
}

function macsOf(node: OpNode, definition: OpDefinition): number {
  const types = (values: readonly Value[]) => values.map(({ type }) => type);
  return definition.macs?.(types(node.inputs), node.attributes, types(node.outputs)) ?? 0;
}
