import type { Graph, Node, OpNode, Value } from '../ir/graph.js';
import type { OpDefinition, PictureForm } from '../ir/op.js';
import type { OpName } from '../ir/ops/index.js';
import { opDefinition } from '../ir/ops/index.js';
import type { Replacement, RewriteContext } from '../ir/rewrite.js';
import { makeNode, rewriteNodes } from '../ir/rewrite.js';
import { sameShape } from '../ir/types.js';
import { regions } from './feature-maps/regions.js';
import { WeightPreparation } from './weight-preparation.js';

/**
 * Writes what a window moves along, [N,C,L], as pictures of one row, [N,C,1,L]:
 *
 *   conv1d(x[N,C,L], w[O,I,k]) = conv2d(x[N,C,1,L], w[O,I,1,k])[N,O,0,L]
 *
 * so that all rewrites, layouts and schedules of pictures are theirs. Whatever lies between two such ops and
 * is the same in either form, elementwise ops, concatenations, slices, borders, is rewritten with them, and
 * one view leads in and one out. Other values of three axes, sequences [N,T,F], stay what they are.
 */
export function toPictures(graph: Graph): Graph {
  const inRegion = regions(graph, 3, {
    isSeed: (op) => pictureForm(op) !== undefined && pictureForm(op)?.op !== op.op,
    connects: (op) => isElementwiseOfRows(op) || pictureForm(op) !== undefined,
  });
  if (inRegion.size === 0) return graph;
  const pictures = new Pictures(inRegion);
  return rewriteNodes(graph, (node, context) => pictures.rewrite(node, context));
}

class Pictures {
  /** The picture that a value of three axes was viewed from, or has been viewed as. */
  private readonly pictureOf = new Map<Value, Value>();

  /** `regionValues`: by the values of the graph before any rewrite. */
  constructor(private readonly regionValues: ReadonlySet<Value>) {}

  rewrite(node: Node, context: RewriteContext): Replacement | undefined {
    if (node.kind === 'kernel' || !this.isInRegion(node)) return undefined;
    const form: PictureForm | undefined =
      pictureForm(node) ?? (isElementwiseOfRows(node) ? node : undefined);
    if (form === undefined) return undefined;
    const prepared = new WeightPreparation(context);
    const { weightShape } = form;
    const inputs = node.inputs.map((value, index) => {
      if (isChannelwise(node, index)) return value;
      return index === 1 && weightShape !== undefined
        ? prepared.apply('reshape', [value], { shape: weightShape(value.type.shape) })
        : this.asPicture(value, prepared, context);
    });
    const [first, ...others] = node.outputs;
    const picture = makeNode(form.op as OpName, inputs, form.attributes, first, ...others);
    const views: Node[] = [];
    const values = picture.outputs.map((made, index) => {
      const output = node.outputs[index];
      const { shape } = output.type;
      if (sameShape(made.type.shape, shape)) return made;
      const origin = { ...output, name: `${output.name}.row` };
      const view = makeNode('reshape', [made], { shape }, origin);
      views.push(view);
      this.pictureOf.set(view.outputs[0], made);
      return view.outputs[0];
    });
    return { nodes: [...prepared.nodes, picture, ...views], values };
  }

  /** A reduction may leave it. */
  private isInRegion({ inputs, outputs }: OpNode): boolean {
    return [...inputs.slice(0, 1), ...outputs].some(
      (value) => this.regionValues.has(value) || this.pictureOf.has(value),
    );
  }

  private asPicture(value: Value, prepared: WeightPreparation, context: RewriteContext): Value {
    const { shape } = value.type;
    if (shape.length < 2) return value;
    const known = this.pictureOf.get(value);
    if (known !== undefined) return known;
    const seen = prepared.apply('reshape', [value], { shape: shape.toSpliced(-1, 0, 1) });
    if (context.constant(value) === undefined) this.pictureOf.set(value, seen);
    return seen;
  }
}

/** Of an op of three axes; one that reduces more to three is none. */
function pictureForm({ op, inputs, attributes }: OpNode) {
  const isOfRows = inputs.at(0)?.type.shape.length === 3;
  return isOfRows ? opDefinition(op).asPicture?.(attributes) : undefined;
}

/** An elementwise op whose result has three axes: operands that broadcast have as many or fewer. */
function isElementwiseOfRows({ op, outputs }: OpNode): boolean {
  return opDefinition(op).elementwise === true && outputs[0].type.shape.length === 3;
}

function isChannelwise({ op }: OpNode, index: number): boolean {
  const { inputs }: OpDefinition = opDefinition(op);
  return inputs.at(index)?.channelwise === true;
}
