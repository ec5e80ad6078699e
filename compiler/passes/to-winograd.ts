import type { Caches } from '../target/machine.js';
import type { Graph } from '../ir/graph.js';
import { memoize } from '../ir/memoize.js';
import { picturePhases } from '../ir/ops/winograd_conv_transpose2d.js';
import type { NodeOf, Replacement } from '../ir/rewrite.js';
import { isOp, makeNode, replaceBy, rewriteNodes } from '../ir/rewrite.js';
import type { WinogradLimit, WinogradTask } from './winograd-choice.js';
import { chooseJointTile, chooseTile } from './winograd-choice.js';

/**
 * A convolution of stride 1 with enough channels takes a half to a fifth of the multiplications as
 * F(4, r) or F(2, r) along rows and columns, where the transforms cost less than that saves. Both are
 * exact but for rounding; `limit` keeps the one with the larger error out, or both, and so does a
 * layer's own attribute.
 */
export function toWinograd(graph: Graph, limit: WinogradLimit, caches: Caches): Graph {
  if (limit === 'off') return graph;
  const choose = choicesOnce(caches);
  return rewriteNodes(graph, (node) => {
    if (!isOp(node, 'conv2d') && !isOp(node, 'conv_transpose2d')) return undefined;
    const own = Math.min(limit, node.attributes.winograd);
    // Its transforms divide, which integers don't.
    if (own < 2 || node.outputs[0].type.element !== 'f32') return undefined;
    return isOp(node, 'conv2d')
      ? convolution(node, own, choose)
      : transposedConvolution(node, own, choose);
  });
}

/** Most layers of a deep network are like another, and choosing takes far longer than all else here. */
function choicesOnce(caches: Caches) {
  return {
    one: memoize(JSON.stringify, ({ task, limit }: { task: WinogradTask; limit: number }) =>
      chooseTile(task, limit, caches),
    ),
    phases: memoize(
      JSON.stringify,
      ({ tasks, limit }: { tasks: readonly WinogradTask[]; limit: number }) =>
        chooseJointTile(tasks, limit, caches),
    ),
  };
}

type Choices = ReturnType<typeof choicesOnce>;

/** Targets divide it as they see fit. */
const WHOLE = { strips: 1, blocks: 1, slots: 1 };

function convolution(
  node: NodeOf<'conv2d'>,
  limit: number,
  choose: Choices,
): Replacement | undefined {
  const { strides, dilations, groups, pads } = node.attributes;
  if (groups > 1 || [...strides, ...dilations].some((step) => step > 1)) return undefined;
  const [{ type: input }, { type: weight }] = node.inputs;
  const [result] = node.outputs;
  const task = {
    channels: input.shape[1],
    taps: weight.shape.slice(2),
    output: result.type.shape,
  };
  const tile = choose.one({ task, limit });
  if (tile === undefined) return undefined;
  return replaceBy(makeNode('winograd_conv2d', node.inputs, { pads, tile, ...WHOLE }, result));
}

/** Its phases are convolutions of stride 1. */
function transposedConvolution(
  node: NodeOf<'conv_transpose2d'>,
  limit: number,
  choose: Choices,
): Replacement | undefined {
  const { strides, dilations, groups, pads, output_padding } = node.attributes;
  if (groups > 1 || dilations.some((step) => step > 1)) return undefined;
  const inputs = node.inputs.map(({ type }) => type);
  const [result] = node.outputs;
  const { shape } = result.type;
  const phases = picturePhases({ inputs, output: result.type, attributes: { strides, pads } });
  // Phases that begin further inside are of kernels that are mostly taken off.
  if (phases.some((axes) => Math.max(axes.row.source.offset, axes.column.source.offset) > 0)) {
    return undefined;
  }
  const tasks = phases.map(({ row, column }) => ({
    channels: inputs[0].shape[1],
    taps: [row.taps, column.taps],
    output: [shape[0], shape[1], row.outputs, column.outputs],
  }));
  const tile = choose.phases({ tasks, limit });
  if (tile === undefined) return undefined;
  const attributes = { strides, pads, output_padding, tile, ...WHOLE };
  return replaceBy(makeNode('winograd_conv_transpose2d', node.inputs, attributes, result));
}
