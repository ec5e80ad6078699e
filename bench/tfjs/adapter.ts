import type { Node } from '../../compiler/ir/graph.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import type { AttributesOf } from '../../compiler/ir/rewrite.js';
import type { ProgramWriter } from './writer.js';

/** Says a node as an expression of tfjs, `tf` being tfjs-core and `w` the weights. */
export type Adapter<Name extends OpName> = (
  node: Node & { readonly attributes: AttributesOf<Name> },
  writer: ProgramWriter,
) => string;

/** An adapter whose op is known to be that of the node it is given. */
export type ErasedAdapter = (node: Node, writer: ProgramWriter) => string;
