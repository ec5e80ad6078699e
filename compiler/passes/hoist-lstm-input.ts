import type { Graph } from '../ir/graph.js';
import { isOp, makeNode, replaceBy, rewriteNodes } from '../ir/rewrite.js';
import { WeightPreparation } from './weight-preparation.js';

/**
 * Takes out of an LSTM what doesn't depend on the state, for all steps at once, so that it is one
 * matrix product of T·N rows instead of T products of N, and reads its weight once:
 *
 *   lstm(x, Wi, Wh, bi, bh, h, c) = lstm_recurrence(linear(x, Wi, bi + bh), Wh, h, c)
 */
export function hoistLstmInput(graph: Graph): Graph {
  return rewriteNodes(graph, (node, context) => {
    if (!isOp(node, 'lstm')) return undefined;
    const [x, weightIh, weightHh, biasIh, biasHh, ...initial] = node.inputs;
    const [y, ...states] = node.outputs;
    const prepared = new WeightPreparation(context);
    const bias = biasIh === undefined ? [] : [prepared.apply('add', [biasIh, biasHh], {})];
    const gates = makeNode('linear', [x, weightIh, ...bias], {}, { ...y, name: `${y.name}.gates` });
    const operands = [gates.outputs[0], weightHh, ...initial];
    const recurrence = makeNode('lstm_recurrence', operands, node.attributes, y, ...states);
    return replaceBy(...prepared.nodes, gates, recurrence);
  });
}
