import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { DiagnosticError } from '../diagnostics/diagnostic.js';
import type { Graph, KernelNode, Node, Value } from '../ir/graph.js';
import { kernelResults, opsOf } from '../ir/kernel.js';
import { opDefinition } from '../ir/ops/index.js';
import { withoutDeadNodes } from '../ir/rewrite.js';
import type { Tensor } from '../ir/tensor.js';
import { elementOf, holds } from '../ir/tensor.js';
import { elementCount, sameShape, typeText } from '../ir/types.js';

export interface InterpretOptions {
  /** Called with every value as soon as it is known, those inside kernels included. */
  readonly observe?: (value: Value, tensor: Tensor) => void;
}

/**
 * Runs `graph` by the reference definition of each op and returns its outputs by name. This is what
 * every other way of running a network is held against, so it is plain and slow: dense row-major
 * tensors, no fusion, no layouts, f32 storage between ops and f64 arithmetic inside them.
 *
 * `inputs` holds a tensor for every graph input, of exactly its shape. Throws a DiagnosticError that
 * lists all inputs that are missing, unknown or wrongly shaped, and when weights are not bound.
 */
export function interpret(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  options: InterpretOptions = {},
): Record<string, Tensor> {
  return interpreter(graph)(inputs, options);
}

/** Runs a graph as `interpret` does; what its states hold is kept from one call to the next. */
export function interpreter(
  graph: Graph,
): (
  inputs: Readonly<Record<string, Tensor>>,
  options?: InterpretOptions,
) => Record<string, Tensor> {
  /** What the last run has left; nothing before the first. */
  let left: readonly Tensor[] | undefined;
  return (inputs, options = {}) => {
    checkInputs(graph, inputs);
    const environment = new Environment(options.observe);
    for (const { value } of graph.inputs) environment.define(value, inputs[value.name]);
    const found = left ?? initialStates(graph);
    for (const [index, { value }] of graph.states.entries())
      environment.define(value, found[index]);
    for (const node of graph.nodes) runNode(node, environment);
    left = graph.states.map(({ next }) => environment.lookUp(next));
    return Object.fromEntries(
      graph.outputs.map(({ name, value }) => [name, environment.lookUp(value)]),
    );
  };
}

/** What the states hold before the first run: what follows from constants. */
function initialStates(graph: Graph): Tensor[] {
  if (graph.states.length === 0) return [];
  const environment = new Environment(undefined);
  const outputs = graph.states.map(({ initial }) => ({ name: initial.name, value: initial }));
  const { nodes } = withoutDeadNodes({ ...graph, states: [], outputs });
  for (const node of nodes) runNode(node, environment);
  return outputs.map(({ value }) => environment.lookUp(value));
}

/** The tensors that are known so far. */
class Environment {
  private readonly tensors = new Map<Value, Tensor>();

  constructor(private readonly observe: InterpretOptions['observe']) {}

  define(value: Value, tensor: Tensor): void {
    const { shape, data } = tensor;
    const fits = sameShape(shape, value.type.shape) && data.length === elementCount(shape);
    if (!fits || !holds(value.type.element, data)) {
      throw new Error(
        `${value.name} is ${typeText(value.type)}, but was given a ${data.constructor.name} of ${data.length} elements ` +
          `of shape [${shape.join(',')}]`,
      );
    }
    this.tensors.set(value, tensor);
    this.observe?.(value, tensor);
  }

  lookUp(value: Value): Tensor {
    const tensor = this.tensors.get(value);
    if (tensor === undefined) throw new Error(`${value.name} is used before it is computed`);
    return tensor;
  }
}

function runNode(node: Node, environment: Environment): void {
  const inputs = node.inputs.map((input) => environment.lookUp(input));
  const results =
    node.kind === 'kernel'
      ? runKernel(node, inputs, environment)
      : opDefinition(node.op).evaluate(
          inputs,
          node.attributes,
          node.outputs.map((output) => output.type),
        );
  node.outputs.forEach((output, index) => {
    environment.define(output, results[index]);
  });
}

function runKernel(
  node: KernelNode,
  inputs: readonly Tensor[],
  environment: Environment,
): Tensor[] {
  node.parameters.forEach((parameter, index) => {
    environment.define(parameter, inputs[index]);
  });
  for (const op of opsOf(node)) runNode(op, environment);
  return kernelResults(node).map((value) => environment.lookUp(value));
}

function checkInputs(graph: Graph, inputs: Readonly<Record<string, Tensor>>): void {
  const declared = graph.inputs.map(({ value }) => value);
  const names = declared.map((value) => value.name);
  const listing = `${graph.name} takes: ${declared.map(describe).join(', ') || 'no inputs'}`;
  const problems: Diagnostic[] = [];
  const report = (code: string, title: string) =>
    problems.push({ severity: 'error', code, title, notes: [listing] });

  for (const name of Object.keys(inputs)) {
    if (!names.includes(name)) report('input/unknown', `there is no input named ${name}`);
  }
  for (const value of declared) {
    if (!Object.hasOwn(inputs, value.name)) {
      report('input/missing', `no tensor was given for input ${describe(value)}`);
      continue;
    }
    const { shape, data } = inputs[value.name];
    if (!holds(value.type.element, data)) {
      report(
        'input/type',
        `input ${describe(value)} was given elements of type ${elementOf({ shape, data })}`,
      );
    } else if (!sameShape(shape, value.type.shape)) {
      report('input/shape', `input ${describe(value)} was given shape [${shape.join(',')}]`);
    } else if (data.length !== elementCount(shape)) {
      report(
        'input/length',
        `input ${describe(value)} has ${elementCount(shape)} elements, but was given ${data.length}`,
      );
    }
  }
  if (problems.length > 0) throw new DiagnosticError(problems);
}

/** `digit: f32[1,1,28,28]` */
function describe(value: Value): string {
  return `${value.name}: ${typeText(value.type)}`;
}
