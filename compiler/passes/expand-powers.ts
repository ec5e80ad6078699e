import type { ConstantData, Graph, Node, OpNode, Value } from '../ir/graph.js';
import { constantData } from '../ir/op.js';
import type { Replacement } from '../ir/rewrite.js';
import { isOp, makeNode, rewriteNodes } from '../ir/rewrite.js';
import { elementCount, sameType } from '../ir/types.js';

/**
 * Powers whose exponent is a number in the source and a small whole one, or a half, as products, quotients and
 * roots, which are quicker. They lose a little more where several are rounded, 2.5 ulp at most.
 */
export function expandPowers(graph: Graph): Graph {
  return rewriteNodes(graph, (node, context) => {
    if (!isOp(node, 'pow')) return undefined;
    const [x, y] = node.inputs;
    const exponent = numberOf(context.constant(y));
    if (exponent === undefined || !sameType(x.type, node.outputs[0].type)) return undefined;
    return expansionOf(x, exponent, node.outputs[0]);
  });
}

/** What stands in the source; a parameter may have another value in another file of weights. */
function numberOf(data: ConstantData | undefined): number | undefined {
  if (data === undefined || data.parameter || elementCount(data.type.shape) !== 1) return undefined;
  return data.read()[0];
}

function expansionOf(x: Value, exponent: number, power: Value): Replacement | undefined {
  const nodes: OpNode[] = [];
  const add = (node: OpNode): Value => {
    nodes.push(node);
    return node.outputs[0];
  };
  const origin = (): Value => ({ ...power, name: `${power.name}.${nodes.length}` });
  const number = (value: number): Value => {
    const { name } = origin();
    const data = constantData(name, { shape: [], data: Float32Array.of(value) });
    return add(makeNode('constant', [], { value: data }, origin()));
  };
  const apply = (op: 'add' | 'mul' | 'div' | 'sqrt' | 'equal' | 'where', ...of: Value[]): Value =>
    add(makeNode(op, of, {}, origin()));
  const squared = (value: Value): Value => apply('mul', value, value);
  const inverse = (value: Value): Value => apply('div', number(1), value);
  // √−0 is −0 and √−∞ is NaN, but the powers are 0 and ∞.
  const root = (): Value =>
    apply(
      'where',
      apply('equal', x, number(-Infinity)),
      number(Infinity),
      apply('sqrt', apply('add', x, number(0))),
    );
  switch (exponent) {
    case 1:
      return { nodes, values: [x] };
    case 2:
      squared(x);
      break;
    case 3:
      apply('mul', squared(x), x);
      break;
    case 4:
      squared(squared(x));
      break;
    case -1:
      inverse(x);
      break;
    case -2:
      squared(inverse(x));
      break;
    case 0.5:
      root();
      break;
    case -0.5:
      inverse(root());
      break;
    default:
      return undefined;
  }
  return named(nodes, power);
}

/** The nodes, the last of which gives its value the name of `value`. */
function named(nodes: readonly Node[], value: Value): Replacement {
  const last = nodes[nodes.length - 1];
  const result = { ...last.outputs[0], name: value.name };
  return { nodes: [...nodes.slice(0, -1), { ...last, outputs: [result] }], values: [result] };
}
