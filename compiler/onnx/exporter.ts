import type { Node } from '../ir/graph.js';
import type { OpDefinition } from '../ir/op.js';
import type { OPS, OpName } from '../ir/ops/index.js';
import type { OnnxModel } from './model.js';

/** What an op's definition in the graph IR calls its attributes. */
export type AttributesOf<Name extends OpName> =
  (typeof OPS)[Name] extends OpDefinition<infer A> ? A : never;

/** A node to export, with the names of its tensors in the ONNX model. */
export interface ExportedNode<Name extends OpName = OpName> {
  readonly node: Node;
  readonly attributes: AttributesOf<Name>;
  readonly inputs: readonly string[];
  readonly output: string;
}

/** Adds to `model` what computes `exported.output` from `exported.inputs`. */
export type OnnxExporter<Name extends OpName = OpName> = (
  exported: ExportedNode<Name>,
  model: OnnxModel,
) => void;

/** An op that ONNX has under another name, with the same inputs and no attributes. */
export function direct(opType: string): OnnxExporter<OpName> {
  return ({ inputs, output }, model) => model.node(opType, inputs, output);
}
