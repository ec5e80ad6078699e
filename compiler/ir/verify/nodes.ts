import type { Node, Value } from '../graph.js';
import { checkExtents, inferTypes, storageOf } from '../infer.js';
import { ShapeError } from '../op.js';
import type { OpName } from '../ops/index.js';
import { opDefinition } from '../ops/index.js';
import type { PooledRegion } from '../pooled-region.js';
import { pooledRegion } from '../pooled-region.js';
import type { TensorType } from '../types.js';
import { sameShape, sameType, typeText } from '../types.js';
import type { Violations } from './violations.js';
import { nodeText, valueText } from './violations.js';

/** Values defined so far; a value outside this set may not be used. */
export type Defined = Set<Value>;

/** Checks operands, attributes, types and region of one node, and defines its results. */
export function verifyNode(node: Node, defined: Defined, violations: Violations): void {
  for (const input of node.inputs) {
    if (defined.has(input)) continue;
    const title = `${nodeText(node)} uses ${valueText(input)}, which is not defined before it`;
    violations.add('undefined-value', title, node);
  }
  if (node.op === 'fused') {
    verifyRegion(node, violations);
  } else {
    verifyTypes(node, node.op, violations);
    if (node.region !== undefined) {
      violations.add('region', `${nodeText(node)} has a region, but is not fused`, node);
    }
  }
  for (const output of node.outputs) defineValue(output, defined, violations);
}

/** Adds a value to those defined, once, with a name and a possible type. */
export function defineValue(value: Value, defined: Defined, violations: Violations): void {
  if (defined.has(value)) {
    violations.add('redefined-value', `${valueText(value)} is defined twice`, value);
  }
  defined.add(value);
  if (value.name === '') violations.add('name', 'a value has an empty name', value);
  try {
    checkExtents(valueText(value), value.type);
  } catch (error) {
    reportShapeError(error, value, violations);
  }
}

/** Re-derives the types of the results by the shape rule. */
function verifyTypes(node: Node, op: OpName, violations: Violations): void {
  let types: readonly TensorType[];
  try {
    types = inferTypes(
      op,
      node.inputs.map((input) => input.type),
      node.attributes,
    );
  } catch (error) {
    reportShapeError(error, node, violations);
    return;
  }
  if (types.length !== node.outputs.length) {
    const counts = `${types.length} results, but the node has ${node.outputs.length}`;
    violations.add('outputs', `${node.op} gives ${counts}`, node);
    return;
  }
  for (const [index, output] of node.outputs.entries()) {
    const { storedAs } = storageOf(op === 'constant' ? node.attributes : {});
    const type = types[index];
    if (storedAs !== undefined && type.element !== 'f32') {
      const title = `${valueText(output)} is ${typeText(type)}: only f32 is stored as ${storedAs}`;
      violations.add('type', title, node);
    }
    if (sameType(type, output.type) && storedAs === output.storedAs) continue;
    const stated = `${valueText(output)} is said to be ${storedText(output)}`;
    const derived = storedText({ type, storedAs });
    violations.add('type', `${stated}, but the shape rule gives ${derived}`, node);
  }
}

/** `f32[4,3]`, or `f32[4,3] as f16`. */
function storedText({ type, storedAs }: Pick<Value, 'type' | 'storedAs'>): string {
  return typeText(type) + (storedAs === undefined ? '' : ` as ${storedAs}`);
}

function reportShapeError(error: unknown, place: Node | Value, violations: Violations): void {
  if (!(error instanceof ShapeError)) throw error;
  const subject = 'op' in place ? `${nodeText(place)}: ` : '';
  violations.add(error.code, subject + error.message, place);
}

/** Checks that a fused node is a root with a tail, seen from outside as one kernel. */
function verifyRegion(node: Node, violations: Violations): void {
  const report = (title: string): void => {
    violations.add('region', title, node);
  };
  const { region } = node;
  const text = nodeText(node);
  if (region === undefined) {
    report(`${text} has no region`);
    return;
  }
  const { parameters, nodes, result } = region;
  if (parameters.length !== node.inputs.length) {
    const counts = `${parameters.length} parameters for ${node.inputs.length} operands`;
    report(`the region of ${text} has ${counts}`);
    return;
  }
  if (new Set(node.inputs).size !== node.inputs.length) {
    report(`${text} has the same operand twice`);
  }
  for (const [index, parameter] of parameters.entries()) {
    const operand = node.inputs[index];
    if (sameType(parameter.type, operand.type) && parameter.storedAs === operand.storedAs) continue;
    const actual = `${valueText(operand)} : ${storedText(operand)}`;
    report(`parameter ${storedText(parameter)} of ${text} stands for ${actual}`);
  }
  const defined: Defined = new Set();
  for (const parameter of parameters) defineValue(parameter, defined, violations);
  for (const inner of nodes) verifyNode(inner, defined, violations);
  const [root, ...tail] = nodes;
  if (root === undefined) {
    report(`the region of ${text} is empty`);
    return;
  }
  const pooled = pooledRegion(region);
  const rides = pooled === undefined ? tail : pooled.produced.slice(1);
  for (const inner of rides) verifyTailOp(inner, root, parameters, report);
  if (pooled !== undefined) verifyPooling(pooled, parameters, report);
  verifyResult(node, nodes, result, report);
  for (const value of [...parameters, ...nodes.flatMap((inner) => inner.outputs)]) {
    if (value.layout === undefined && value.offset === undefined) continue;
    report(`${valueText(value)} lies inside a region and must have no layout or offset`);
  }
}

function verifyTailOp(
  inner: Node,
  root: Node,
  parameters: readonly Value[],
  report: (title: string) => void,
): void {
  const text = nodeText(inner);
  if (inner.op === 'fused' || opDefinition(inner.op).elementwise !== true) {
    report(`${text} stands in a fused tail, but is not elementwise`);
  }
  if (!sameShape(inner.outputs[0].type.shape, root.outputs[0].type.shape)) {
    report(`${text} changes the shape of the root it is fused with`);
  }
  if (inner.inputs.every((input) => parameters.includes(input))) {
    report(`${text} reads nothing of the region it is fused into`);
  }
}

/** What pools must pool all that stands before it, and has a tail of its own. */
function verifyPooling(
  { produced, pooled: [pool, ...tail] }: PooledRegion,
  parameters: readonly Value[],
  report: (title: string) => void,
): void {
  const [whole] = produced[produced.length - 1].outputs;
  if (pool.inputs[0] !== whole) report(`${nodeText(pool)} does not pool what stands before it`);
  for (const inner of tail) {
    verifyTailOp(inner, pool, parameters, report);
    if (!inner.inputs.includes(whole)) continue;
    report(`${nodeText(inner)} reads ${valueText(whole)}, which is pooled and nowhere in memory`);
  }
}

/** The result is the last node's; all other values are used inside. */
function verifyResult(
  node: Node,
  nodes: readonly Node[],
  result: Value,
  report: (title: string) => void,
): void {
  if (result !== nodes[nodes.length - 1].outputs[0]) {
    report(`the region of ${nodeText(node)} does not yield the result of its last node`);
  }
  const used = new Set(nodes.flatMap((inner) => inner.inputs));
  for (const inner of nodes.slice(0, -1)) {
    if (!used.has(inner.outputs[0])) report(`${nodeText(inner)} is not used in its region`);
  }
  if (node.outputs.length !== 1 || !sameType(node.outputs[0].type, result.type)) {
    report(`${nodeText(node)} must have one result of type ${typeText(result.type)}`);
  }
}
