import type { Node, Value } from '../graph.js';
import { denseLayout } from '../layout.js';
import type { WorkspaceTensor } from '../op.js';
import { opDefinition } from '../ops/index.js';
import { elementCount, f32 } from '../types.js';

/** What the kernel of `node` keeps aside while it runs; the root decides for a fused node. */
export function workspaceTensors(node: Node): readonly WorkspaceTensor[] {
  const root = node.region?.nodes[0] ?? node;
  if (root.op === 'fused') return [];
  const types = (values: readonly Value[]) => values.map(({ type }) => type);
  const definition = opDefinition(root.op);
  return definition.workspace?.(types(root.inputs), root.attributes, types(root.outputs)) ?? [];
}

/** The memory that holds the workspace of `node`, not yet placed; undefined when it needs none. */
export function workspaceOf(node: Node): Value | undefined {
  const tensors = workspaceTensors(node);
  if (tensors.length === 0) return undefined;
  const elements = tensors.map(({ offset, shape }) => offset + elementCount(shape));
  return {
    name: workspaceName(node.outputs[0].name),
    type: f32(Math.max(...elements)),
    layout: denseLayout(1),
    ...(node.span && { span: node.span }),
  };
}

/** A workspace is called after the value that it helps to compute. */
export function workspaceName(result: string): string {
  return `${result}.workspace`;
}
