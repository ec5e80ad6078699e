import { fail } from '../diagnostics/diagnostic.js';
import type { Graph, GraphOutput, KernelNode, Node, Value } from '../ir/graph.js';
import { enteringValues } from '../ir/interface.js';
import { kernelResults, opsOf } from '../ir/kernel.js';
import { isOp } from '../ir/rewrite.js';
import type { ErasedExporter } from './exporter.js';
import { EXPORTERS } from './exporters.js';
import { OnnxModel, tensorBytes } from './model.js';

/** A protocol buffer cannot be longer than this. */
const LARGEST_MODEL = 2 ** 31 - 1;

/**
 * The graph as an ONNX model (opset 22) with the weights inside. Inputs and outputs keep their
 * names; kernels are written as their ops. The same graph gives the same bytes.
 *
 * A state is an input, which the first run must be given too, and an output with `_next` behind its name.
 *
 * Throws a DiagnosticError when weights are not bound, when an input and an output share a name
 * (ONNX assigns every name once) and when the weights do not fit in a protocol buffer of 2 GiB.
 */
export function exportOnnx(graph: Graph): Uint8Array {
  return modelOf(graph).encode();
}

/** The ops of the ONNX model, each once, in the order in which they come. Throws like `exportOnnx`. */
export function exportedOps(graph: Graph): string[] {
  return [...new Set(modelOf(graph).opTypes)];
}

function modelOf(graph: Graph): OnnxModel {
  checkSize(graph);
  const model = new OnnxModel(graph.name);
  // A state's initializer would be the default of its input, but onnxruntime-web then takes no other value.
  for (const value of enteringValues(graph)) {
    model.bind(value, takeName(model, value.name));
    model.addInput(value.name, value.type);
  }
  const copies = bindOutputs(leaving(graph), graph, model);
  graph.nodes.forEach((node) => {
    exportNode(node, model);
  });
  for (const { name, value } of copies) model.node('Identity', [model.nameOf(value)], name);
  return model;
}

/** What the model gives: outputs, and what the states are to hold next. */
function leaving({ outputs, states }: Graph): GraphOutput[] {
  return [
    ...outputs,
    ...states.map(({ value, next }) => ({ name: `${value.name}_next`, value: next })),
  ];
}

/**
 * Names the value of each output after the output. One that already has a name, because it is an
 * input, a constant or two outputs at once, is returned: it needs a copy under the output's name.
 */
function bindOutputs(
  outputs: readonly GraphOutput[],
  graph: Graph,
  model: OnnxModel,
): readonly GraphOutput[] {
  const nameable = new Set<Value>(
    graph.nodes.filter((node) => !isOp(node, 'constant')).flatMap((node) => node.outputs),
  );
  return outputs.filter(({ name, value }) => {
    takeName(model, name);
    model.addOutput(name, value.type);
    if (!nameable.delete(value)) return true;
    model.bind(value, name);
    return false;
  });
}

function takeName(model: OnnxModel, name: string): string {
  if (model.fresh(name) === name) return name;
  return fail({
    code: 'onnx/name',
    title: `two inputs, outputs or states are called ${name}`,
    notes: ['ONNX knows tensors by name, and a name can be given only once in a model'],
    hint: 'rename one of them; what a state NAME holds next is called NAME_next',
  });
}

function exportNode(node: Node, model: OnnxModel): void {
  const inputs = node.inputs.map((input) => model.nameOf(input));
  if (node.kind === 'kernel') {
    exportKernel(node, inputs, model);
    return;
  }
  const outputs = node.outputs.map((value) => model.nameOf(value));
  const [output] = outputs;
  const exporter = EXPORTERS[node.op] as ErasedExporter;
  exporter({ node, attributes: node.attributes, inputs, output, outputs }, model);
}

function exportKernel(node: KernelNode, inputs: readonly string[], model: OnnxModel): void {
  node.parameters.forEach((parameter, index) => {
    model.bind(parameter, inputs[index]);
  });
  kernelResults(node).forEach((result, index) => {
    model.bind(result, model.nameOf(node.outputs[index]));
  });
  for (const op of opsOf(node)) exportNode(op, model);
}

function checkSize(graph: Graph): void {
  const bytes = graph.nodes
    .filter((node) => isOp(node, 'constant'))
    .reduce((sum, node) => sum + tensorBytes(node.outputs[0].type), 0);
  if (bytes <= LARGEST_MODEL) return;
  fail({
    code: 'onnx/size',
    title: `the weights take ${bytes} bytes, but an ONNX file holds at most ${LARGEST_MODEL}`,
    notes: ['ONNX keeps the weights inside a protocol buffer, which ends at 2 GiB'],
  });
}
