import type { Attributes, Node } from '../ir/graph.js';
import type { OpName } from '../ir/ops/index.js';
import type { AttributesOf } from '../ir/rewrite.js';
import type { OnnxModel } from './model.js';

/** A node to export, with the names of its tensors in the ONNX model. */
export interface ExportedNode<A extends Attributes = Attributes> {
  readonly node: Node;
  readonly attributes: A;
  readonly inputs: readonly string[];
  /** The first of the outputs, which most ops have alone. */
  readonly output: string;
  readonly outputs: readonly string[];
}

/** Adds to `model` what computes `exported.outputs` from `exported.inputs`. */
export type OnnxExporter<Name extends OpName> = (
  exported: ExportedNode<AttributesOf<Name>>,
  model: OnnxModel,
) => void;

/** An exporter of any op, for code that treats all ops alike. */
export type ErasedExporter = (exported: ExportedNode, model: OnnxModel) => void;

/** An op that ONNX has under another name, with the same inputs and no attributes. */
export function direct(opType: string): ErasedExporter {
  return ({ inputs, output }, model) => {
    model.node(opType, inputs, output);
  };
}
