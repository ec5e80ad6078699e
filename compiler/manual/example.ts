import { loadNetwork } from '../frontend/index.js';
import { interpret } from '../interpreter/interpret.js';
import type { Graph } from '../ir/graph.js';
import { isOp } from '../ir/rewrite.js';
import type { Tensor } from '../ir/tensor.js';
import { elementsOf } from '../ir/tensor.js';
import { isElementwise } from '../ir/traits.js';
import type { Shape } from '../ir/types.js';
import { elementCount } from '../ir/types.js';
import { exportedOps } from '../onnx/export.js';
import { bindWeights, parametersOf, randomWeights } from '../weights/index.js';

/** What an example of the documentation gives. */
export interface ExampleFacts {
  readonly inputs: readonly NamedShape[];
  readonly outputs: readonly NamedShape[];
  /** What a weights file must supply. */
  readonly parameters: readonly NamedShape[];
  /** Inputs and outputs with numbers, where these are few and follow from the inputs alone. */
  readonly numbers: readonly NamedTensor[];
  /** Names of the ONNX ops that it is exported as. */
  readonly onnx: readonly string[];
}

export interface NamedShape {
  readonly name: string;
  readonly shape: Shape;
}

export interface NamedTensor extends NamedShape {
  readonly tensor: Tensor;
}

/** Tensors with more elements than this, all together, are not shown. */
const MOST_NUMBERS = 48;

/** The graph of an example, which must have no mistakes. */
export function exampleGraph(lines: readonly string[]): Graph {
  const body = lines.map((line) => `  ${line}\n`).join('');
  const { graph, diagnostics } = loadNetwork({
    path: 'example.net',
    source: `network example {\n${body}}\n`,
    loadSource: () => undefined,
  });
  const [problem] = diagnostics;
  if (graph !== undefined && problem === undefined) return graph;
  throw new Error(`the example ${lines.join('; ')} is wrong: ${problem.title}`);
}

/** Runs an example of the documentation. */
export function exampleFacts(lines: readonly string[]): ExampleFacts {
  const graph = exampleGraph(lines);
  const parameters = parametersOf(graph);
  const inputs = graph.inputs.map(({ value }) => ({ name: value.name, shape: value.type.shape }));
  const outputs = graph.outputs.map(({ name, value }) => ({ name, shape: value.type.shape }));
  return {
    inputs,
    outputs,
    parameters: parameters.map(({ name, shape }) => ({ name, shape })),
    numbers: parameters.length === 0 && isSmall([...inputs, ...outputs]) ? numbersOf(graph) : [],
    onnx: exportedOps(bindWeights(graph, randomWeights(1)).graph),
  };
}

function isSmall(tensors: readonly NamedShape[]): boolean {
  return tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0) <= MOST_NUMBERS;
}

/** Inputs that count, and what comes of them. */
function numbersOf(graph: Graph): NamedTensor[] {
  const given = graph.inputs.map(({ value }, index): NamedTensor => {
    const { element, shape } = value.type;
    const count = elementCount(shape);
    const numbers = Array.from({ length: count }, (_, at) =>
      mapsNumbers(graph) ? at - Math.floor(count / 2) : (at + 1) * 10 ** index,
    );
    return { name: value.name, shape, tensor: { shape, data: elementsOf(element, numbers) } };
  });
  const results = interpret(
    graph,
    Object.fromEntries(given.map(({ name, tensor: value }) => [name, value])),
  );
  return [
    ...given,
    ...graph.outputs.map(({ name, value }) => ({
      name,
      shape: value.type.shape,
      tensor: results[name],
    })),
  ];
}

/** Maps each number of one input by itself: then negative ones are of interest, too. */
function mapsNumbers({ inputs, nodes }: Graph): boolean {
  return (
    inputs.length === 1 && nodes.every((node) => isOp(node, 'constant') || isElementwise(node))
  );
}
