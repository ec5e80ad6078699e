import { compileNetwork } from '../../compiler/compile.js';
import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Graph, Node, Value } from '../../compiler/ir/graph.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import type { Elements, Tensor } from '../../compiler/ir/tensor.js';
import { largestMagnitude } from '../../compiler/ir/tensor.js';
import type { WinogradLimit } from '../../compiler/passes/winograd-choice.js';
import type { Context } from '../context.js';
import { namesIn } from '../inspect/names.js';
import type { Tile } from '../inspect/winograd.js';
import { tiledGraph } from '../inspect/winograd.js';
import { isWinograd } from '../../compiler/ir/winograd-forms.js';
import type { Settings } from '../../compiler/settings.js';
import type { Target } from '../../compiler/target/machine.js';
import { withBundle } from '../run-bundle.js';
import type { Tensors } from './against-reference.js';
import { worstElement } from './compare.js';

/** What Winograd's method rounds in one layer, on the inputs that the network was given. */
export interface WinogradRounding {
  readonly name: string;
  readonly span?: Span;
  /** The largest magnitude that the layer reads, and that it computes. */
  readonly reads: number;
  readonly computes: number;
  /** The largest error (see `Departure`) with each tile, the one in use first. */
  readonly errors: readonly { readonly tile: Tile; readonly error: number }[];
}

/** A layer by itself: its operands come from the interpreter, so that nothing adds up along the way. */
interface Cut {
  readonly graph: Graph;
  readonly layers: readonly { readonly node: Node; readonly input: Value }[];
}

/**
 * Runs every layer that Winograd's method computes on what the interpreter computed before it, with the
 * tile that the network has and with each smaller one.
 */
export async function winogradRounding(
  context: Context,
  graph: Graph,
  target: Target,
  settings: Settings,
  inputs: Tensors,
): Promise<WinogradRounding[]> {
  const { winograd } = settings;
  const { before, after } = tiledGraph(graph, settings);
  const tiled = before.nodes.filter(
    (_, index) => before !== after && isWinograd(after.nodes[index]),
  );
  if (tiled.length === 0) return [];
  const cut = cutOut(before, tiled);
  context.progress.step('interpreting the layers that Winograd’s method computes');
  const seen = new Map<Value, Tensor>();
  const wanted = new Set(tiled.flatMap((node) => [node.inputs[0], node.outputs[0]]));
  interpret(before, inputs, {
    observe: (value, tensor) => {
      if (wanted.has(value)) seen.set(value, tensor);
    },
  });
  const tensorOf = (value: Value): Tensor => seen.get(value) as Tensor;
  const operands = Object.fromEntries(
    cut.layers.map(({ node, input }) => [input.name, tensorOf(node.inputs[0]).data]),
  );
  const tiles = ([4, 2, 'off'] as const).filter((tile) => rank(tile) <= rank(winograd));
  const errors: number[][] = [];
  for (const tile of tiles) {
    context.progress.step(`running them with --winograd ${tile}`);
    const results = await run(
      context,
      cut.graph,
      { ...settings, targets: [target], winograd: tile },
      operands,
    );
    errors.push(
      tiled.map((node, index) => worstElement(results[index], tensorOf(node.outputs[0])).error),
    );
  }
  const nameOf = namesIn(before);
  return tiled.map((node, index) => ({
    name: nameOf(node.outputs[0]),
    ...(node.span === undefined ? {} : { span: node.span }),
    reads: largestMagnitude(tensorOf(node.inputs[0])),
    computes: largestMagnitude(tensorOf(node.outputs[0])),
    errors: tiles.map((tile, position) => ({ tile, error: errors[position][index] })),
  }));
}

function rank(tile: WinogradLimit): number {
  return tile === 'off' ? 1 : tile;
}

/** The nodes `kept` of a graph with constants, each with an input and an output of its own. */
function cutOut(graph: Graph, kept: readonly Node[]): Cut {
  const layers = kept.map((node, index) => {
    const input: Value = { name: `read_${index}`, type: node.inputs[0].type };
    return { node: { ...node, inputs: [input, ...node.inputs.slice(1)] }, input };
  });
  const nodes = [
    ...graph.nodes.filter((node) => isOp(node, 'constant')),
    ...layers.map(({ node }) => node),
  ];
  return {
    graph: {
      name: graph.name,
      inputs: layers.map(({ input }) => ({ value: input })),
      states: [],
      nodes,
      outputs: layers.map(({ node }, index) => ({
        name: `computed_${index}`,
        value: node.outputs[0],
      })),
    },
    layers: layers.map(({ input }, index) => ({ node: kept[index], input })),
  };
}

async function run(
  context: Context,
  graph: Graph,
  settings: Settings,
  operands: Readonly<Record<string, Elements>>,
): Promise<Elements[]> {
  const program = await compileNetwork(graph, settings);
  const results = await withBundle(context, program, ({ run: runBundle }) => runBundle(operands));
  return graph.outputs.map(({ name }) => results[name]);
}
