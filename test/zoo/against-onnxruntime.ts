import { compileNetwork } from '../../compiler/compile.js';
import type { Graph, GraphOutput } from '../../compiler/ir/graph.js';
import type { Elements, Tensor } from '../../compiler/ir/tensor.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import { exampleGraph } from '../support/example.js';
import { runOnnx } from '../support/onnxruntime.js';
import { runLargeProgramWasm } from '../support/run-program.js';
import { cutAtChoices } from './cut-at-choices.js';
import { randomInputs } from './random-inputs.js';
import type { System } from './systems/system.js';

/**
 * How far WebAssembly is from ONNX Runtime at full size, the largest of all outputs: in parts of the largest element
 * of an output, or of what its last layer reads where that is larger. A sum may be small beside what is added, and
 * tanh, sigmoid and softmax pass an error on that is small beside what they read. Integers, and shapes, must be
 * equal: Infinity where they are not. Behind a choice, both go on from the same numbers.
 */
export async function differenceFromOnnxRuntime(system: System): Promise<number> {
  const { file, network, sets, range } = system;
  const { graph } = bindWeights(exampleGraph(file, sets, network), randomWeights(1));
  return difference(graph, randomInputs(graph, range));
}

async function difference(graph: Graph, inputs: Readonly<Record<string, Tensor>>): Promise<number> {
  const { first, between, rest } = cutAtChoices(graph);
  const known = new Set(first.inputs.map(({ value }) => value.name));
  const given = Object.fromEntries(Object.entries(inputs).filter(([name]) => known.has(name)));
  const program = await compileNetwork(first, { targets: ['wasm'] });
  const arrays = Object.entries(given).map(([name, { data }]) => [name, data] as const);
  const actual: Record<string, Elements> = await runLargeProgramWasm(
    program,
    Object.fromEntries(arrays),
  );
  const operands = first.outputs.map((output) => operandsOf(first, output));
  const model = exportOnnx({ ...first, outputs: [...first.outputs, ...operands.flat()] });
  const expected = await runOnnx(model, given);
  const apart = first.outputs.map(({ name }, at) =>
    apartBy(
      actual[name],
      expected[name].data,
      operands[at].map((operand) => expected[operand.name].data),
    ),
  );
  if (rest === undefined) return Math.max(...apart);
  const shapes = new Map(first.outputs.map(({ name, value }) => [name, value.type.shape]));
  const same = between.map((name): [string, Tensor] => [
    name,
    { shape: shapes.get(name) ?? [], data: actual[name] },
  ]);
  return Math.max(...apart, await difference(rest, { ...inputs, ...Object.fromEntries(same) }));
}

/** The floats that the node behind an output reads, other than weights. */
function operandsOf({ nodes, outputs }: Graph, { name, value }: GraphOutput): GraphOutput[] {
  const computed = new Set(
    nodes.filter(({ inputs }) => inputs.length > 0).flatMap((n) => n.outputs),
  );
  const isOutput = new Set(outputs.map((output) => output.value));
  const node = nodes.find((each) => each.outputs.includes(value));
  return (node?.inputs ?? [])
    .filter((each) => each.type.element === 'f32' && computed.has(each) && !isOutput.has(each))
    .map((operand, at) => ({ name: `${name} operand ${at}`, value: operand }));
}

function apartBy(actual: Elements, expected: Elements, operands: readonly Elements[]): number {
  if (actual.length !== expected.length) return Infinity;
  let apart = 0;
  for (const [index, value] of expected.entries()) {
    const found = actual[index];
    // Overflow and NaN are right where both have them.
    if (!Object.is(found, value)) apart = Math.max(apart, Math.abs(found - value));
  }
  if (!(expected instanceof Float32Array)) return apart === 0 ? 0 : Infinity;
  const largest = Math.max(...[expected, ...operands].map(largestOf));
  // Where nothing is finite, nothing was compared.
  return largestOf(expected) === 0 && apart === 0 && expected.some((value) => value !== 0)
    ? NaN
    : apart / (largest || 1);
}

function largestOf(elements: Elements): number {
  let largest = 0;
  for (const value of elements) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}
