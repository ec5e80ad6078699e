import type { Node, Value, KernelNode, KernelStage, OpNode } from '../graph.js';
import { checkExtents, inferTypes, storageOf } from '../infer.js';
import { kernelResults, opsOf, stageResults } from '../kernel.js';
import { ShapeError } from '../op.js';
import { bandOf, isElementwise, poolingWindow } from '../traits.js';
import type { TensorType } from '../types.js';
import { sameShape, sameType, storedTypeText, typeText } from '../types.js';
import type { Violations } from './violations.js';
import { nodeText, valueText } from './violations.js';

/** Values defined so far; a value outside this set may not be used. */
export type Defined = Set<Value>;

/** Checks operands, attributes, types and stages of one node, and defines its results. */
export function verifyNode(node: Node, defined: Defined, violations: Violations): void {
  for (const input of node.inputs) {
    if (defined.has(input)) continue;
    const title = `${nodeText(node)} uses ${valueText(input)}, which is not defined before it`;
    violations.add('undefined-value', title, node);
  }
  if (node.kind === 'kernel') verifyKernel(node, violations);
  else verifyTypes(node, violations);
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
function verifyTypes(node: OpNode, violations: Violations): void {
  const { op } = node;
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
    violations.add('outputs', `${op} gives ${counts}`, node);
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
    const stated = `${valueText(output)} is said to be ${storedTypeText(output)}`;
    const derived = storedTypeText({ type, storedAs });
    violations.add('type', `${stated}, but the shape rule gives ${derived}`, node);
  }
}

function reportShapeError(error: unknown, place: Node | Value, violations: Violations): void {
  if (!(error instanceof ShapeError)) throw error;
  const subject = 'kind' in place ? `${nodeText(place)}: ` : '';
  violations.add(error.code, subject + error.message, place);
}

/** Checks that a kernel's stages are roots with tails, seen from outside as one node. */
function verifyKernel(node: KernelNode, violations: Violations): void {
  const report = (title: string): void => {
    violations.add('kernel', title, node);
  };
  const text = nodeText(node);
  const { parameters, stages } = node;
  if (parameters.length !== node.inputs.length) {
    report(`${text} has ${parameters.length} parameters for ${node.inputs.length} operands`);
    return;
  }
  if (new Set(node.inputs).size !== node.inputs.length) {
    report(`${text} has the same operand twice`);
  }
  for (const [index, parameter] of parameters.entries()) {
    const operand = node.inputs[index];
    if (sameType(parameter.type, operand.type) && parameter.storedAs === operand.storedAs) continue;
    const actual = `${valueText(operand)} : ${storedTypeText(operand)}`;
    report(`parameter ${storedTypeText(parameter)} of ${text} stands for ${actual}`);
  }
  const defined: Defined = new Set();
  for (const parameter of parameters) defineValue(parameter, defined, violations);
  for (const op of opsOf(node)) verifyNode(op, defined, violations);
  for (const stage of stages) verifyTail(stage, parameters, report);
  const [first, second, ...more] = stages;
  if (second !== undefined) verifyPooling(first, second, node.bandRows, report);
  for (const { root } of more) report(`${nodeText(root)} begins a third stage of ${text}`);
  verifyResults(node, report);
  for (const value of [...parameters, ...opsOf(node).flatMap((op) => op.outputs)]) {
    if (value.layout === undefined && value.offset === undefined) continue;
    report(`${valueText(value)} lies inside a kernel and must have no layout or offset`);
  }
}

function verifyTail(
  { root, tail }: KernelStage,
  parameters: readonly Value[],
  report: (title: string) => void,
): void {
  if (tail.length > 0 && root.outputs.length > 1) {
    report(`${nodeText(root)} has several outputs, of which none can have a tail`);
  }
  for (const op of tail) {
    const text = nodeText(op);
    if (!isElementwise(op)) report(`${text} stands in a tail, but is not elementwise`);
    if (!sameShape(op.outputs[0].type.shape, root.outputs[0].type.shape)) {
      report(`${text} changes the shape of the root it is fused with`);
    }
    if (op.inputs.every((input) => parameters.includes(input))) {
      report(`${text} reads nothing of the kernel it is fused into`);
    }
  }
}

/** A second stage pools all that the first computes, and reads it nowhere else. */
function verifyPooling(
  first: KernelStage,
  { root, tail }: KernelStage,
  bandRows: number | undefined,
  report: (title: string) => void,
): void {
  const [whole] = stageResults(first);
  if (poolingWindow(root) === undefined)
    report(`${nodeText(root)} begins a second stage, but does not pool`);
  if (root.inputs[0] !== whole) report(`${nodeText(root)} does not pool what stands before it`);
  for (const op of tail) {
    if (!op.inputs.includes(whole)) continue;
    report(`${nodeText(op)} reads ${valueText(whole)}, which is pooled and nowhere in memory`);
  }
  verifyBand(first.root, root, bandRows, report);
}

/** Bands of whole windows that divide the rows which are pooled, unless the root has strips of its own. */
function verifyBand(
  root: OpNode,
  pool: OpNode,
  rows: number | undefined,
  report: (title: string) => void,
): void {
  const stride = poolingWindow(pool)?.strides[0];
  if (stride === undefined) return;
  if (bandOf(root) !== 'rows') {
    if (rows !== undefined) report(`${nodeText(root)} decides on its bands itself`);
    return;
  }
  const pooled = pool.outputs[0].type.shape[2] * stride;
  if (rows === undefined)
    report(`the kernel says in bands of how many rows ${nodeText(pool)} pools`);
  else if (rows % stride !== 0 || pooled % rows !== 0) {
    report(`bands of ${rows} rows do not divide ${pooled} rows into whole windows of ${stride}`);
  }
}

/** The results are the last op's; all other values are used inside. */
function verifyResults(node: KernelNode, report: (title: string) => void): void {
  const ops = opsOf(node);
  const used = new Set(ops.flatMap((op) => op.inputs));
  for (const op of ops.slice(0, -1)) {
    if (!op.outputs.some((output) => used.has(output))) {
      report(`${nodeText(op)} is not used in its kernel`);
    }
  }
  const types = kernelResults(node).map(({ type }) => type);
  if (
    types.length !== node.outputs.length ||
    !types.every((type, index) => sameType(type, node.outputs[index].type))
  ) {
    report(`${nodeText(node)} must give what its last op does: ${types.map(typeText).join(', ')}`);
  }
}
