import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { nearestName } from '../diagnostics/nearest.js';
import type { ConstantData, Graph, Node, Value } from '../ir/graph.js';
import { opDefinition } from '../ir/ops/index.js';
import { sameShape, typeText } from '../ir/types.js';
import { FLOAT_DTYPES, isFloatDtype } from './dtype.js';
import type { Parameter, WeightSource } from './weight-source.js';

export interface BoundGraph {
  /** The graph with every parameter that fits reading from the source; the others stay unbound. */
  readonly graph: Graph;
  /** Everything missing, unused or of the wrong shape, in one list. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Connects the parameters of `graph` to the tensors of the same names. Nothing is read: each
 * parameter reads its elements when a pass or the bundle writer asks for them.
 */
export function bindWeights(graph: Graph, source: WeightSource): BoundGraph {
  const wanted = parametersOf(graph);
  const bound = new Map<ConstantData, ConstantData>();
  const diagnostics: Diagnostic[] = [];
  const unused = unusedTensors(source, wanted);
  const missing: WantedParameter[] = [];

  for (const parameter of wanted) {
    const tensor = source.tensors?.get(parameter.name);
    if (source.tensors !== undefined && tensor === undefined) {
      missing.push(parameter);
    } else if (tensor !== undefined && !sameShape(tensor.shape, parameter.shape)) {
      diagnostics.push(shapeDiagnostic(parameter, tensor.shape, source.name));
    } else if (tensor !== undefined && !isFloatDtype(tensor.dtype)) {
      diagnostics.push(dtypeDiagnostic(parameter, tensor.dtype, source.name));
    } else {
      bound.set(parameter.data, { ...parameter.data, read: () => source.read(parameter) });
    }
  }
  for (const parameter of missing) {
    diagnostics.push(missingDiagnostic(parameter, unused, source));
  }
  if (unused.length > 0) diagnostics.push(unusedDiagnostic(unused, missing, source));
  return { graph: replaceConstants(graph, bound), diagnostics };
}

/** A parameter and the place in the graph that wants it. */
export interface WantedParameter extends Parameter {
  readonly data: ConstantData;
  /** The source of the layer that needs it. */
  readonly span?: Span;
}

/** The parameters that `graph` needs from its weights, in the order of its nodes. */
export function parametersOf(graph: Graph): WantedParameter[] {
  const uses = new Map<Value, { node: Node; role: string }>();
  for (const node of graph.nodes) {
    if (node.op === 'fused') continue;
    const { inputs } = opDefinition(node.op);
    node.inputs.forEach((value, index) => {
      const role = inputs[Math.min(index, inputs.length - 1)].name;
      if (!uses.has(value)) uses.set(value, { node, role });
    });
  }
  return graph.nodes.flatMap((node): WantedParameter[] => {
    const data = constantData(node);
    if (data?.parameter !== true) return [];
    const use = uses.get(node.outputs[0]);
    const span = node.span ?? use?.node.span;
    const role = use?.role ?? 'weight';
    const { label: name, type } = data;
    return [{ name, shape: type.shape, role, data, ...(span === undefined ? {} : { span }) }];
  });
}

function constantData(node: Node): ConstantData | undefined {
  return node.op === 'constant' ? (node.attributes.value as ConstantData) : undefined;
}

/**
 * Tensors of the source that no parameter asks for. PyTorch counts the batches that a normalisation
 * was trained on; the count is part of every `state_dict` and of no forward pass.
 */
function unusedTensors(source: WeightSource, wanted: readonly Parameter[]): string[] {
  const names = new Set(wanted.map(({ name }) => name));
  return [...(source.tensors?.keys() ?? [])].filter(
    (name) => !names.has(name) && !/(^|\.)num_batches_tracked$/.test(name),
  );
}

function missingDiagnostic(
  parameter: WantedParameter,
  unused: readonly string[],
  source: WeightSource,
): Diagnostic {
  // A tensor of the right shape that nobody wants is the likeliest to be the same under another name.
  const fitting = unused.filter((name) =>
    sameShape(source.tensors?.get(name)?.shape ?? [], parameter.shape),
  );
  const suggestion =
    nearestName(parameter.name, fitting) ??
    (fitting.length === 1 ? fitting[0] : nearestName(parameter.name, unused));
  return {
    ...atLayer(parameter),
    severity: 'error',
    code: 'weights/missing',
    title: `${source.name} has no "${parameter.name}" ${typeText(parameter.data.type)}`,
    ...(suggestion === undefined ? {} : { hint: `is it "${suggestion}" in the file?` }),
  };
}

function shapeDiagnostic(
  parameter: WantedParameter,
  shape: readonly number[],
  file: string,
): Diagnostic {
  return {
    ...atLayer(parameter),
    severity: 'error',
    code: 'weights/shape',
    title:
      `"${parameter.name}" is [${shape.join(',')}] in ${file}, ` +
      `but the network needs [${parameter.shape.join(',')}]`,
  };
}

function dtypeDiagnostic(parameter: WantedParameter, dtype: string, file: string): Diagnostic {
  return {
    ...atLayer(parameter),
    severity: 'error',
    code: 'weights/dtype',
    title: `"${parameter.name}" has dtype ${dtype} in ${file}`,
    hint: `parameters are read from ${FLOAT_DTYPES.join(', ')}`,
  };
}

function unusedDiagnostic(
  unused: readonly string[],
  missing: readonly Parameter[],
  source: WeightSource,
): Diagnostic {
  const wanted = missing.map(({ name }) => name);
  const tensors = unused.length === 1 ? 'a tensor' : `${unused.length} tensors`;
  return {
    severity: 'error',
    code: 'weights/unused',
    title: `${source.name} holds ${tensors} that the network does not use`,
    notes: unused.map((name) => {
      const suggestion = nearestName(name, wanted);
      const shape = source.tensors?.get(name)?.shape.join(',') ?? '';
      return suggestion === undefined
        ? `"${name}" [${shape}]`
        : `"${name}" [${shape}]: is it "${suggestion}" in the network?`;
    }),
  };
}

function atLayer({ span }: WantedParameter): Pick<Diagnostic, 'primary'> {
  return span === undefined ? {} : { primary: { span, message: 'this layer needs it' } };
}

function replaceConstants(graph: Graph, bound: ReadonlyMap<ConstantData, ConstantData>): Graph {
  const nodes = graph.nodes.map((node): Node => {
    const data = constantData(node);
    const value = data === undefined ? undefined : bound.get(data);
    return value === undefined ? node : { ...node, attributes: { value } };
  });
  return { ...graph, nodes };
}
