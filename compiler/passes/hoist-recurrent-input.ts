import type { Graph, Value } from '../ir/graph.js';
import { opDefinition } from '../ir/ops/index.js';
import { makeNode, replaceBy, rewriteNodes } from '../ir/rewrite.js';
import { WeightPreparation } from './weight-preparation.js';

/**
 * Takes out of a recurrent layer what doesn't depend on the state, for all steps at once, so that it is one
 * matrix product of T·N rows instead of T products of N, and reads its weight once:
 *
 *   lstm(x, Wi, Wh, bi, bh, h, c) = lstm_recurrence(linear(x, Wi, bi + bh), Wh, h, c)
 *   gru(x, Wi, Wh, bi, bh, h)     = gru_recurrence(linear(x, Wi, bi), Wh, bh, h)
 */
export function hoistRecurrentInput(graph: Graph): Graph {
  return rewriteNodes(graph, (node, context) => {
    const recurrence = node.kind === 'op' ? opDefinition(node.op).recurrence : undefined;
    if (node.kind !== 'op' || recurrence === undefined) return undefined;
    const [x, weightIh, weightHh, biasIh, biasHh, ...initial] = node.inputs;
    const [y, ...states] = node.outputs;
    const prepared = new WeightPreparation(context);
    const isBiased = biasIh !== undefined;
    const sum = (): Value => prepared.apply('add', [biasIh, biasHh], {});
    const added = isBiased ? [recurrence.keepsBias ? biasIh : sum()] : [];
    const kept = isBiased && recurrence.keepsBias ? [biasHh] : [];
    const origin = { ...y, name: `${y.name}.gates` };
    const gates = makeNode('linear', [x, weightIh, ...added], {}, origin);
    const operands = [gates.outputs[0], weightHh, ...kept, ...initial];
    const rest = makeNode(recurrence.op, operands, node.attributes, y, ...states);
    return replaceBy(...prepared.nodes, gates, rest);
  });
}
