import type { Attributes, KernelStage, Node, OpNode, Value } from '../ir/graph.js';
import { parametersOf, stageResults, stagesOf } from '../ir/kernel.js';
import { BAND } from '../ir/memory/pooled-band.js';
import { workspaceTensors } from '../ir/memory/workspace.js';
import { opDefinition } from '../ir/ops/index.js';
import type { PooledStages } from '../ir/pooling.js';
import { pooledStages } from '../ir/pooling.js';
import type { ElementType, TensorType } from '../ir/types.js';
import type { Compute, ComputeStage, Intermediate } from './formulas/compute.js';
import { isRepeated, read, renumberOperands, result } from './formulas/compute.js';
import type { Index } from './formulas/index-expr.js';
import { toIndex } from './formulas/index-expr.js';
import type { ComputingOp } from './ops/index.js';
import { isComputing, loweringOf } from './ops/index.js';
import type { Statement } from './loops/loop-ir.js';
import type { ElementwiseLowering, ProcedureTensors } from './lowering.js';
import { outputAxes, pointwise } from './lowering.js';
import { bandByBand, pooledInBands } from './pooled-bands.js';

/** The name of the root's value among the steps. */
const ROOT = 'root';

/** What one kernel computes: its reads number the node's inputs. */
export interface Lowered {
  /** `conv2d_5x5_c1_o6_tanh`: root, what distinguishes it, tail. */
  readonly name: string;
  readonly computes: readonly Compute[];
  /** What one core does instead, where it goes through a workspace. */
  readonly stages?: readonly ComputeStage[];
  /** What all targets do instead of either, where no formula says it. */
  readonly procedure?: (tensors: ProcedureTensors) => readonly Statement[];
}

/** Lowers a node to computations. */
export function lowerNode(node: Node): Lowered {
  const parameters = parametersOf(node);
  const operands = new Map<Value, number>();
  for (const [operand, value] of parameters.entries()) {
    if (!operands.has(value)) operands.set(value, operand);
  }
  const operandOf = (value: Value): number => operands.get(value) ?? -1;
  const pooled = pooledStages(node);
  return pooled === undefined
    ? lowerStage(stagesOf(node)[0], operandOf, parameters.length)
    : lowerPooled(node, pooled, operandOf, parameters.length);
}

/** What is pooled goes through a band in the node's workspace. */
function lowerPooled(
  node: Node,
  { produced, pooled, window }: PooledStages,
  operandOf: (value: Value) => number,
  parameters: number,
): Lowered {
  const tensors = workspaceTensors(node);
  const position = tensors.findIndex(({ name }) => name === BAND);
  const band = parameters + position;
  const first = lowerStage(produced, operandOf, parameters);
  const [whole] = stageResults(produced);
  const second = lowerStage(
    pooled,
    (value) => (value === whole ? band : operandOf(value)),
    parameters,
  );
  const pooling = {
    compute: second.computes[0],
    strides: window.strides,
    band,
    shape: tensors[position].shape,
  };
  const stages = first.stages ?? [bandByBand(first.computes[0], pooling)];
  return {
    name: `${first.name}_${second.name}`,
    computes: [],
    stages: pooledInBands(stages, pooling),
  };
}

/** A root whose tail becomes part of its value. A root with a tail has one output. */
function lowerStage(
  { root, tail }: KernelStage,
  operandOf: (value: Value) => number,
  parameters: number,
): Lowered {
  const lowered = lowerRoot(root, operandOf, parameters);
  const withTail = (compute: Compute): Compute => {
    if (compute.target !== undefined) return compute;
    const intermediates: Intermediate[] = [
      ...compute.intermediates,
      { name: ROOT, value: compute.value },
    ];
    const names = new Map<Value, string>([[root.outputs[0], ROOT]]);
    for (const [position, node] of tail.entries()) {
      const operands = node.inputs.map((input, operand) => {
        const name = names.get(input);
        return name === undefined
          ? read(operandOf(input), operandIndex(node, operand, compute.output))
          : result(name);
      });
      const lowering = loweringOf(opOf(node)) as ElementwiseLowering<Attributes>;
      const name = `${opOf(node)}_${position + 1}`;
      intermediates.push({
        name,
        value: lowering.scalar(operands, node.attributes, elementsOf(node)),
      });
      names.set(node.outputs[0], name);
    }
    return {
      ...compute,
      intermediates: intermediates.slice(0, -1),
      value: intermediates[intermediates.length - 1].value,
    };
  };
  if (lowered.procedure !== undefined) return lowered;
  return {
    name: [lowered.name, ...tailNames(tail)].join('_'),
    computes: lowered.computes.map(withTail),
    ...(lowered.stages && { stages: mapStages(lowered.stages, withTail) }),
  };
}

/** Names that say more help nobody. */
const MOST_NAMED = 12;

function tailNames(tail: readonly OpNode[]): string[] {
  const ops = tail.map(opOf);
  if (ops.length <= MOST_NAMED) return ops;
  return [...ops.slice(0, MOST_NAMED), 'and', String(ops.length - MOST_NAMED), 'more'];
}

function mapStages(
  stages: readonly ComputeStage[],
  map: (compute: Compute) => Compute,
): ComputeStage[] {
  return stages.map((stage) =>
    isRepeated(stage) ? { ...stage, stages: mapStages(stage.stages, map) } : map(stage),
  );
}

/** Workspace tensors are operands behind the kernel's `parameters`. */
function lowerRoot(root: OpNode, operandOf: (value: Value) => number, parameters: number): Lowered {
  const op = opOf(root);
  const lowering = loweringOf(op);
  const outputs = root.outputs.map(({ type }) => type);
  const [output] = outputs;
  if (lowering.kind === 'elementwise') {
    const axes = outputAxes(output);
    const index = axes.map(toIndex);
    const operands = root.inputs.map((input, position) =>
      read(operandOf(input), operandIndex(root, position, index)),
    );
    return {
      name: op,
      computes: [pointwise(axes, lowering.scalar(operands, root.attributes, elementsOf(root)))],
    };
  }
  const node = {
    inputs: root.inputs.map((input): TensorType => input.type),
    output,
    outputs,
    attributes: root.attributes,
  };
  const variant = lowering.variant?.(node);
  const name = variant === undefined ? op : `${op}_${variant}`;
  if (lowering.kind === 'procedure') {
    const procedure: Lowered['procedure'] = ({ operand, ...tensors }) =>
      lowering.statements(node, {
        ...tensors,
        operand: (position) => operand(operandOf(root.inputs[position])),
      });
    return { name, computes: [], procedure };
  }
  const inputs = root.inputs.length;
  const renumbered = (compute: Compute): Compute =>
    renumberOperands(compute, (operand) =>
      operand < inputs ? operandOf(root.inputs[operand]) : operand - inputs + parameters,
    );
  const stages = lowering.stages?.(node);
  return {
    name,
    computes: lowering.compute?.(node).map(renumbered) ?? [],
    ...(stages && { stages: mapStages(stages, renumbered) }),
  };
}

/** Where an elementwise op reads an operand: at the channel, or broadcast by the NumPy rule. */
function operandIndex(node: OpNode, position: number, output: readonly Index[]): readonly Index[] {
  const input = opDefinition(opOf(node)).inputs[position];
  const { shape } = node.inputs[position].type;
  if (input.channelwise === true) return [shape[0] === 1 ? toIndex(0) : output[1]];
  const lead = output.length - shape.length;
  return shape.map((extent, axis) => (extent === 1 ? toIndex(0) : output[axis + lead]));
}

function elementsOf({ inputs }: OpNode): ElementType[] {
  return inputs.map(({ type }) => type.element);
}

function opOf({ op }: OpNode): ComputingOp {
  if (!isComputing(op)) throw new Error(`${op} has no lowering of its own`);
  return op;
}
