import type { KernelNode, KernelStage, Node, OpNode, Value } from './graph.js';

/** The word of the graph's text for a kernel of several ops. */
export const KERNEL_WORD = 'fused';

/** What a node is called in the graph's text: its op, or the word for a kernel. */
export function nodeWord(node: Node): string {
  return node.kind === 'op' ? node.op : KERNEL_WORD;
}

/** The stages of a node's kernel; an op by itself is a root without a tail. */
export function stagesOf(node: Node): KernelNode['stages'] {
  return node.kind === 'kernel' ? node.stages : [{ root: node, tail: [] }];
}

/** What a node computes first: all other ops of its kernel compute with its result. */
export function rootOf(node: Node): OpNode {
  return stagesOf(node)[0].root;
}

/** The ops that a node computes, in order. */
export function opsOf(node: Node): OpNode[] {
  return stagesOf(node).flatMap(stageOps);
}

function stageOps({ root, tail }: KernelStage): [OpNode, ...OpNode[]] {
  return [root, ...tail];
}

/** What a stage computes, in the end. */
export function stageResults({ root, tail }: KernelStage): readonly Value[] {
  return (tail.at(-1) ?? root).outputs;
}

/** What a kernel's ops call the results of its node. */
export function kernelResults({ stages }: KernelNode): readonly Value[] {
  return stageResults(stages[stages.length - 1]);
}

/** What a node's ops call its operands, one for each. */
export function parametersOf(node: Node): readonly Value[] {
  return node.kind === 'kernel' ? node.parameters : node.inputs;
}

/** The stages of a node as they would stand in the graph: reading the node's operands themselves. */
export function openStages(node: Node): KernelNode['stages'] {
  if (node.kind === 'op') {
    const { workspace: _, ...root } = node;
    return [
      { root: { ...root, outputs: node.outputs.map((output) => ({ ...output })) }, tail: [] },
    ];
  }
  const operands = new Map(node.parameters.map((value, at) => [value, node.inputs[at]]));
  return mapStages(node.stages, (op) => withOperands(op, operands));
}

/** What stands for `value` inside a kernel: of its name and type, without a place in memory. */
export function kernelParameter({ name, type, storedAs }: Value): Value {
  return { name, type, ...(storedAs && { storedAs }) };
}

/** The kernel of `stages`, which read values of the graph: these become its operands, once each. */
export function makeKernel(stages: KernelNode['stages'], outputs: readonly Value[]): KernelNode {
  const computed = new Set(stages.flatMap(stageOps).flatMap((op) => op.outputs));
  const parameters = new Map<Value, Value>();
  for (const value of stages.flatMap(stageOps).flatMap(({ inputs }) => inputs)) {
    if (computed.has(value) || parameters.has(value)) continue;
    parameters.set(value, kernelParameter(value));
  }
  const { span } = stages[0].root;
  return {
    kind: 'kernel',
    inputs: [...parameters.keys()],
    outputs,
    ...(span && { span }),
    parameters: [...parameters.values()],
    stages: mapStages(stages, (op) => withOperands(op, parameters)),
  };
}

/** The node with another op in the place of its root, of the same operands and results. */
export function withRoot(node: Node, change: (root: OpNode) => OpNode): Node {
  if (node.kind === 'op') return change(node);
  const [{ root, tail }, ...others] = node.stages;
  return { ...node, stages: [{ root: change(root), tail }, ...others] };
}

/** The op reading what `values` has for its operands; those that it lacks stay. */
export function withOperands(op: OpNode, values: ReadonlyMap<Value, Value>): OpNode {
  return { ...op, inputs: op.inputs.map((input) => values.get(input) ?? input) };
}

function mapStages(
  [first, ...others]: KernelNode['stages'],
  change: (op: OpNode) => OpNode,
): KernelNode['stages'] {
  const map = ({ root, tail }: KernelStage): KernelStage => {
    return { root: change(root), tail: tail.map(change) };
  };
  return [map(first), ...others.map(map)];
}
