import { fail } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import { GraphBuilder } from '../../ir/builder.js';
import type { Graph, Value } from '../../ir/graph.js';
import type { Shape } from '../../ir/types.js';
import type { NumberDtype } from '../../weights/dtype.js';
import { UniqueNames } from '../../ir/unique-names.js';
import { dataTypeName, dtypeOf, elementOf } from './data-types.js';
import { interpret } from '../../interpreter/interpret.js';
import type { ImportContext, Importer } from './import-node.js';
import { ImportNode } from './import-node.js';
import { IMPORTERS } from './importers.js';
import type { FileNode, FileValue, ModelFile } from './model-file.js';
import type { Known, Operand } from './operand.js';
import { fromStored } from './operand.js';

/** Extents for symbolic dimensions, by their names: `{ batch: 1 }`. */
export type Extents = Readonly<Record<string, number>>;

/** The version of the operator set from which on models are understood, and up to which. */
const OPSETS = { first: 7, last: 23 } as const;

/**
 * The graph that a model stands for, with its weights. What follows from shapes alone is computed here, with
 * exact integers; the graph computes the rest. Throws a DiagnosticError that names the node, or the input
 * whose extents are not known, and what to do.
 */
export function importModel(model: ModelFile, extents: Extents = {}): Graph {
  requireOpset(model);
  const builder = new GraphBuilder(networkName(model));
  const names = new UniqueNames('_', 2);
  const context: ImportContext = {
    model,
    builder,
    constants: new Map<Known, Value>(),
    nameFor: (wish) => names.take(wish),
  };
  const operands = new Map<string, Operand>();
  for (const [name, stored] of model.tensors) operands.set(name, fromStored(stored));
  // Older files list their weights as inputs, too, so that a caller may give others.
  const inputs = model.inputs.filter(({ name }) => !model.tensors.has(name));
  checkNames(model, inputs, extents);
  for (const input of inputs) {
    const dtype = dtypeOfInput(model, input);
    const shape = shapeOfInput(model, input, extents);
    const name = names.take(identifier(input.name));
    const value = builder.input(name, { element: elementOf(dtype), shape });
    operands.set(input.name, { kind: 'computed', dtype, value });
  }
  for (const node of model.nodes) importNode(node, operands, context);
  for (const { name } of model.outputs) {
    const operand = operands.get(name);
    if (operand === undefined) {
      fail({ code: 'onnx/damaged', title: `nothing in ${model.name} computes its output ${name}` });
    } else {
      const value =
        operand.kind === 'computed'
          ? operand.value
          : new ImportNode(NOTHING, [operand], context).value(0);
      builder.output(identifier(name), value);
    }
  }
  return builder.finish();
}

/** For outputs that are known without running anything. */
const NOTHING: FileNode = {
  op: 'Identity',
  domain: '',
  name: '',
  inputs: [],
  outputs: ['constant'],
  attributes: new Map(),
};

function importNode(node: FileNode, operands: Map<string, Operand>, context: ImportContext): void {
  const inputs = node.inputs.map((name) => {
    if (name === '') return undefined;
    const operand = operands.get(name);
    if (operand !== undefined) return operand;
    return fail({
      code: 'onnx/damaged',
      title: `nothing in ${context.model.name} computes ${name}, which ${node.op} ${node.name} reads`,
    });
  });
  const importer = node.domain === '' ? IMPORTERS.get(node.op) : undefined;
  const described = new ImportNode(node, inputs, context);
  if (importer === undefined) {
    const from = node.domain === '' ? '' : ` from ${node.domain}`;
    return described.refuse(
      `is an operator${from} that is not imported`,
      'docs/onnx.md lists those that are; write the others as the operators they are made of',
    );
  }
  const isKnown = inputs.length > 0 && inputs.every((each) => each?.kind !== 'computed');
  const results = isKnown ? folded(node, inputs, importer, context) : importer(described);
  node.outputs.forEach((name, index) => {
    const result = results.at(index);
    if (result !== undefined) operands.set(name, result);
  });
}

/** What a node gives that reads nothing but what is known: known, too, and computed when it is asked for. */
function folded(
  node: FileNode,
  inputs: readonly (Operand | undefined)[],
  importer: Importer,
  { model }: ImportContext,
): readonly Operand[] {
  const builder = new GraphBuilder('constant');
  const names = new UniqueNames('_', 2);
  const nameFor = (wish: string): string => names.take(wish);
  const apart: ImportContext = { model, builder, constants: new Map(), nameFor };
  const results = importer(new ImportNode(node, inputs, apart));
  results.forEach((result, index) => {
    if (result.kind === 'computed') builder.output(`${index}`, result.value);
  });
  const graph = builder.finish();
  return results.map((result, index): Operand => {
    if (result.kind === 'known') return result;
    const { dtype, value } = result;
    const read = () => interpret(graph, {})[`${index}`].data;
    return { kind: 'known', dtype, shape: value.type.shape, read };
  });
}

function requireOpset({ name, opsets }: ModelFile): void {
  const version = opsets.get('');
  if (version === undefined || (version >= OPSETS.first && version <= OPSETS.last)) return;
  fail({
    code: 'onnx/opset',
    title: `${name} is written in version ${version} of the operator set`,
    hint:
      `versions ${OPSETS.first} to ${OPSETS.last} are read; onnx.version_converter ` +
      'writes a model in another one',
  });
}

function dtypeOfInput(model: ModelFile, { name, dataType = 0 }: FileValue): NumberDtype {
  const dtype = dtypeOf(dataType);
  if (dtype !== undefined) return dtype;
  return fail({
    code: 'onnx/type',
    title: `the input ${name} of ${model.name} has elements of ${dataTypeName(dataType)}`,
    hint: 'elements may be floats of 16, 32 and 64 bits, whole numbers and bools',
  });
}

function shapeOfInput(model: ModelFile, { name, shape }: FileValue, extents: Extents): Shape {
  if (shape === undefined) {
    return fail({
      code: 'onnx/shape',
      title: `${model.name} does not say how many axes its input ${name} has`,
    });
  }
  return shape.map((extent, axis) => {
    const known = typeof extent === 'string' ? extents[extent] : extent;
    if (known !== undefined && known > 0) return known;
    const called = typeof extent === 'string' ? extent : undefined;
    return fail({
      code: 'onnx/extent',
      title:
        `axis ${axis} of the input ${name} of ${model.name}, [${shape.map((e) => e ?? '?').join(',')}], ` +
        (called === undefined
          ? 'may have any extent'
          : `is called ${called} and may have any extent`),
      hint:
        called === undefined
          ? 'give the model a fixed shape, as a bundle has'
          : `say how many, such as --set ${called}=1`,
    });
  });
}

/** Each extent that is given has to be one that the model leaves open. */
function checkNames(model: ModelFile, inputs: readonly FileValue[], extents: Extents): void {
  const open = [
    ...new Set(
      inputs.flatMap(({ shape = [] }) => shape.filter((extent) => typeof extent === 'string')),
    ),
  ];
  for (const name of Object.keys(extents)) {
    if (open.includes(name)) continue;
    const advice = didYouMean(name, open);
    fail({
      code: 'onnx/extent',
      title: `no axis of an input of ${model.name} is called ${name}`,
      notes: [open.length === 0 ? 'all of its extents are known' : `there are ${open.join(', ')}`],
      ...(advice && { hint: advice.hint }),
    });
  }
}

/** That of the file: graphs are mostly called after the tool that wrote them. */
function networkName({ name }: ModelFile): string {
  const base = name.replace(/^.*[/\\]/, '').replace(/\.onnx$/i, '');
  return identifier(base) || 'model';
}

/** What of a name can be one of ours. */
function identifier(name: string): string {
  const text = name.replaceAll(/[^A-Za-z0-9_]+/g, '_').replaceAll(/^_+|_+$/g, '');
  return /^\d/.test(text) ? `_${text}` : text;
}
