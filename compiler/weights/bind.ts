import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { ConstantData, Graph, Node, Value } from '../ir/graph.js';
import { opDefinition } from '../ir/ops/index.js';
import { indexedEntries } from '../ir/indexed-entries.js';
import { constantOf, mapConstants, Uses } from '../ir/rewrite.js';
import { sameShape } from '../ir/types.js';
import { dtypesFor } from './dtype.js';
import type { Misfit } from './misfits.js';
import { misfitDiagnostics } from './misfits.js';
import { matchPattern } from './name-pattern.js';
import type { SelectedTensor, TensorSelection } from './select-tensors.js';
import { isUsable, selectTensors } from './select-tensors.js';
import type { Parameter, WeightSource } from './weight-source.js';

export interface BoundGraph {
  /** The graph with every parameter that fits reading from the source; the others stay unbound. */
  readonly graph: Graph;
  /** Errors about everything missing, unused or of the wrong shape or type, and warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Connects the parameters of `graph` to the tensors that `selection` gives their names; without it
 * these are the names in the file. Nothing is read: each parameter reads its elements when a pass or
 * the bundle writer asks for them.
 */
export function bindWeights(
  graph: Graph,
  source: WeightSource,
  selection: TensorSelection = {},
): BoundGraph {
  const wanted = parametersOf(graph);
  if (source.tensors === undefined) {
    const all = wanted.map((parameter) => readingFrom(source, parameter));
    return { graph: connected(graph, new Map(all)), diagnostics: [] };
  }
  const { byName, diagnostics } = selectTensors(source, selection);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { graph, diagnostics };
  const bound = new Map<ConstantData, ConstantData>();
  const missing: WantedParameter[] = [];
  const shape: Misfit[] = [];
  const dtype: Misfit[] = [];
  for (const parameter of wanted) {
    const tensor = byName.get(parameter.name);
    if (tensor === undefined) missing.push(parameter);
    else if (!sameShape(tensor.shape, parameter.shape)) shape.push({ parameter, tensor });
    else if (!isReadable(tensor, parameter)) dtype.push({ parameter, tensor });
    else bound.set(...readingFrom(source, parameter, tensor.nameInFile));
  }
  const unused = unusedTensors(byName, wanted, selection);
  const misfits = { file: source.name, wanted, tensors: byName, missing, shape, dtype, unused };
  return {
    graph: connected(graph, bound),
    diagnostics: [...misfitDiagnostics(misfits), ...diagnostics],
  };
}

function isReadable({ dtype }: SelectedTensor, { element }: Parameter): boolean {
  return dtypesFor(element).some((known) => known === dtype);
}

function connected(graph: Graph, bound: ReadonlyMap<ConstantData, ConstantData>): Graph {
  return mapConstants(graph, (data) => bound.get(data) ?? data);
}

/** A parameter's data before and after it is connected to the tensor `name` of the source. */
function readingFrom(
  source: WeightSource,
  parameter: WantedParameter,
  name = parameter.name,
): [ConstantData, ConstantData] {
  const { data } = parameter;
  return [data, { ...data, read: (space) => source.read({ ...parameter, name }, space) }];
}

/** A parameter and the place in the graph that wants it. */
export interface WantedParameter extends Parameter {
  readonly data: ConstantData;
}

/** The parameters that `graph` needs from its weights, in the order of its nodes. */
export function parametersOf(graph: Graph): WantedParameter[] {
  const roles = new Map<Value, { node: Node; role: string }>();
  for (const node of graph.nodes) {
    if (node.kind === 'kernel') continue;
    const { inputs } = opDefinition(node.op);
    node.inputs.forEach((value, index) => {
      const role = inputs[Math.min(index, inputs.length - 1)].name;
      if (!roles.has(value)) roles.set(value, { node, role });
    });
  }
  const uses = new Uses(graph);
  return graph.nodes.flatMap((node): WantedParameter[] => {
    const data = constantOf(node);
    if (data?.parameter !== true) return [];
    const use = roles.get(node.outputs[0]);
    const span = node.span ?? use?.node.span;
    const role = use?.role ?? 'weight';
    const { label: name, type } = data;
    const entries = indexedEntries(uses, node.outputs[0]);
    return [
      {
        ...{ name, ...type, role, data },
        ...(entries === undefined ? {} : { entries }),
        ...(span === undefined ? {} : { span }),
      },
    ];
  });
}

/**
 * Tensors of the file that could be parameters, but that none asks for, and that may not go unused.
 * PyTorch counts the batches that a normalisation was trained on; the count is part of every
 * `state_dict` and of no forward pass.
 */
function unusedTensors(
  tensors: ReadonlyMap<string, SelectedTensor>,
  wanted: readonly Parameter[],
  { allowUnused = [] }: TensorSelection,
): SelectedTensor[] {
  const used = new Set(wanted.flatMap(({ name }) => tensors.get(name)?.nameInFile ?? []));
  const left = new Map([...tensors.values()].map((tensor) => [tensor.nameInFile, tensor]));
  return [...left.values()].filter(
    (tensor) =>
      !used.has(tensor.nameInFile) &&
      isUsable(tensor) &&
      !/(^|\.)num_batches_tracked$/.test(tensor.nameInFile) &&
      !allowUnused.some((pattern) => matchPattern(pattern, tensor.nameInFile) !== undefined),
  );
}
