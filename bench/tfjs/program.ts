import type { ConstantData, Graph, Node, Value } from '../../compiler/ir/graph.js';
import { rootOf } from '../../compiler/ir/kernel.js';
import { constantOf, isOp, Uses } from '../../compiler/ir/rewrite.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { ErasedAdapter } from './adapter.js';
import { ADAPTERS } from './adapters.js';
import type { TfjsWeight } from './writer.js';
import { isFusable, ProgramWriter, Unsupported } from './writer.js';

/** A network as somebody would write it by hand for tfjs, batch norm folded and activations fused. */
export interface TfjsProgram {
  /**
   * A module: `weights` has the shapes of the tensors in the weights file, `inputs` and `outputs`
   * logical shapes by name, `run(w, x)` computes the outputs, pictures in N, H, W, C.
   */
  readonly module: string;
  /** The tensors of the weights file, one after another. */
  readonly weights: readonly TfjsWeight[];
}

/** Ops with a form in `tf.fused`. Which functions tfjs has there is its own choice, so nothing of ours tells. */
const WITH_FUSED_FORM: readonly string[] = ['conv2d', 'linear'];

/** Throws `Unsupported` when tfjs lacks something. */
export function tfjsProgram(network: Graph): TfjsProgram {
  const graph = runPipeline(network, { after: 'fold-batch-norm' });
  const activations = fusedActivations(graph);
  const absorbed = new Map([...activations].map(([node, activation]) => [activation, node]));
  const writer = new ProgramWriter(constantsIn(graph), activations);
  graph.inputs.forEach(({ value }, index) => {
    writer.bind(value, `x[${index}]`);
  });
  const lines: string[] = [];
  for (const node of graph.nodes.filter((node) => !isOp(node, 'constant'))) {
    const producer = absorbed.get(node);
    if (producer !== undefined) {
      writer.bind(node.outputs[0], writer.operand(producer.outputs[0]));
      continue;
    }
    const name = `v${lines.length}`;
    lines.push(`  const ${name} = ${adapterOf(node)(node, writer)};`);
    writer.bind(node.outputs[0], name);
  }
  const results = graph.outputs.map(({ value }) => writer.operand(value));
  const shapes = (entries: readonly (readonly [string, Value])[]): string =>
    JSON.stringify(entries.map(([name, { type }]) => [name, type.shape]));
  const inputs = graph.inputs.map(({ value }) => [value.name, value] as const);
  const outputs = graph.outputs.map(({ name, value }) => [name, value] as const);
  const module = [
    `// ${graph.name} for TensorFlow.js`,
    `import * as tf from '@tensorflow/tfjs-core';`,
    `export const weights = ${JSON.stringify(writer.weights.map(({ shape }) => shape))};`,
    `export const inputs = ${shapes(inputs)};`,
    `export const outputs = ${shapes(outputs)};`,
    `export function run(w, x) {`,
    ...lines,
    `  return [${results.join(', ')}];`,
    `}`,
    '',
  ].join('\n');
  return { module, weights: writer.weights };
}

function adapterOf(node: Node): ErasedAdapter {
  const { op } = rootOf(node);
  const adapter = ADAPTERS[op] as ErasedAdapter | undefined;
  if (adapter === undefined) throw new Unsupported(`the op ${op}`);
  return adapter;
}

/** The activations that ride in the call of the layer before them, by that layer. */
function fusedActivations(graph: Graph): Map<Node, Node> {
  const uses = new Uses(graph);
  const found = new Map<Node, Node>();
  for (const node of graph.nodes.filter((each) => WITH_FUSED_FORM.includes(rootOf(each).op))) {
    const [value] = node.outputs;
    const [user] = uses.of(value);
    if (user !== undefined && uses.isPrivate(value) && isFusable(user)) found.set(node, user);
  }
  return found;
}

function constantsIn(graph: Graph): Map<Value, ConstantData> {
  const constants = new Map<Value, ConstantData>();
  for (const node of graph.nodes) {
    const data = constantOf(node);
    if (data !== undefined) constants.set(node.outputs[0], data);
  }
  return constants;
}
