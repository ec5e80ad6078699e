import type { ConstantData, Node, Value } from '../ir/graph.js';
import type { OpName } from '../ir/ops/index.js';
import type { AttributesOf, RewriteContext } from '../ir/rewrite.js';
import { constantOf, makeNode } from '../ir/rewrite.js';
import { foldNode } from './fold-constants.js';

/**
 * Collects the nodes that prepare a weight for another op. What is done to a constant is folded at
 * once, so no pass leaves computations on weights behind; on other values the nodes stay.
 */
export class WeightPreparation {
  readonly nodes: Node[] = [];
  private readonly constants = new Map<Value, Node>();

  constructor(private readonly context: RewriteContext) {}

  /** The result of `op` on `values`: under the same name, or one made of the first where several. */
  apply<N extends OpName>(
    op: N,
    values: readonly [Value, ...Value[]],
    attributes: AttributesOf<N>,
  ): Value {
    const [first, ...others] = values;
    const name = others.length === 0 ? first.name : `${first.name}.${op}`;
    const node = makeNode(op, values, attributes, { ...first, name });
    const [made] = foldNode(node, { constant: (input) => this.constant(input) }) ?? [node];
    this.nodes.push(made);
    this.constants.set(made.outputs[0], made);
    return made.outputs[0];
  }

  private constant(value: Value | undefined): ConstantData | undefined {
    const made = value === undefined ? undefined : this.constants.get(value);
    return made === undefined ? this.context.constant(value) : constantOf(made);
  }
}
