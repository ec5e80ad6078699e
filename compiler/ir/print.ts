import type { Span } from '../diagnostics/diagnostic.js';
import { DiagnosticError } from '../diagnostics/diagnostic.js';
import type {
  Attribute,
  ConstantData,
  Graph,
  GraphInput,
  GraphOutput,
  GraphState,
  KernelNode,
  Node,
  Value,
} from './graph.js';
import type { InputImage, OutputImage } from './image.js';
import { kernelResults, nodeWord, opsOf } from './kernel.js';
import { opDefinition } from './ops/index.js';
import type { Elements } from './tensor.js';
import { attributesText, attributeText, isConstantData } from './text/attributes.js';
import { layoutText } from './text/layout-text.js';
import { NameScope, nameText } from './text/names.js';
import { elementTexts } from './text/numbers.js';
import { elementCount, storedTypeText } from './types.js';

/** Constants of at most this many elements are printed with their elements. */
const INLINE_ELEMENTS = 16;

export interface PrintOptions {
  /** Text that ends each line as a comment, e.g. `lenet5.net:7`; undefined leaves the line alone. */
  readonly position?: (span: Span) => string | undefined;
}

/**
 * The text form of a graph; `parseGraph` reads it back and printing again gives the same text. Also
 * prints graphs that the verifier would refuse.
 */
export function printGraph(graph: Graph, options: PrintOptions = {}): string {
  return new Printer(options).graph(graph);
}

/**
 * One line per input, state, node (the ops of a kernel indented below), next state and output, in order: what two versions of a
 * graph are compared by.
 */
export function printLines(graph: Graph, options: PrintOptions = {}): string[] {
  return new Printer(options).body(graph);
}

class Printer {
  constructor(private readonly options: PrintOptions) {}

  graph(graph: Graph): string {
    const lines = this.body(graph).flatMap((line) => line.split('\n'));
    const body = lines.map((line) => `  ${line}\n`).join('');
    return `graph ${nameText(graph.name)} {\n${body}}\n`;
  }

  body(graph: Graph): string[] {
    const scope = new NameScope();
    return [
      ...graph.inputs.map((input) => this.input(input, scope)),
      ...graph.states.map((state) => this.state(state, scope)),
      ...graph.nodes.map((node) => this.node(node, scope)),
      ...graph.states.map((state) => nextLine(state, scope)),
      ...graph.outputs.map((output) => outputLine(output, scope)),
    ];
  }

  private input({ value, image }: GraphInput, scope: NameScope): string {
    const preprocessing = image === undefined ? '' : imageText(image);
    const name = nameText(scope.define(value));
    return `input %${name} : ${placedType(value)}${preprocessing}` + this.comment(value.span);
  }

  private state({ value }: GraphState, scope: NameScope): string {
    const name = nameText(scope.define(value));
    return `state %${name} : ${placedType(value)}` + this.comment(value.span);
  }

  private node(node: Node, scope: NameScope): string {
    const operands = node.inputs.map((input) => `%${nameText(scope.nameOf(input))}`).join(', ');
    const { constants, others } = splitAttributes(node);
    let text: string = nodeWord(node);
    if (node.inputs.length > 0) text += `(${operands})`;
    if (node.kind === 'kernel' && node.bandRows) text += ` in bands of ${node.bandRows}`;
    for (const data of constants) text += ` ${constantText(data)}`;
    if (Object.keys(others).length > 0) text += ` ${attributesText(others)}`;
    text += ` : ${node.outputs.map(placedType).join(', ')}`;
    if (node.workspace !== undefined) text += ` workspace ${placedType(node.workspace)}`;
    const body = node.kind === 'kernel' ? this.kernel(node, scope) : '';
    const results = node.outputs.map((output) => `%${nameText(scope.define(output))}`).join(', ');
    const opening = body === '' ? '' : ' {';
    return `${results} = ${text}${opening}${this.comment(node.span)}${body}`;
  }

  /** Inside a kernel, a parameter goes by the name of the value it stands for. */
  private kernel(node: KernelNode, outer: NameScope): string {
    const scope = new NameScope();
    node.parameters.forEach((parameter, index) => {
      const argument = node.inputs.at(index) ?? parameter;
      scope.alias(parameter, outer.nameOf(argument));
    });
    const lines = opsOf(node).map((op) => this.node(op, scope));
    const results = kernelResults(node).map((value) => `%${nameText(scope.nameOf(value))}`);
    lines.push(`yield ${results.join(', ')}`);
    return `\n${lines.map((line) => `  ${line}\n`).join('')}}`;
  }

  private comment(span: Span | undefined): string {
    const position = span === undefined ? undefined : this.options.position?.(span);
    return position === undefined ? '' : `  // ${position}`;
  }
}

/** `next %h = %h_2 from %zeros`: what a state is to hold behind the run, and what before the first. */
function nextLine({ value, next, initial }: GraphState, scope: NameScope): string {
  const [state, after, before] = [value, next, initial].map(
    (each) => `%${nameText(scope.nameOf(each))}`,
  );
  return `next ${state} = ${after} from ${before}`;
}

function outputLine(output: GraphOutput, scope: NameScope): string {
  const image = output.image === undefined ? '' : imageText(output.image);
  const labels = output.labels === undefined ? '' : ` labels ${attributeText(output.labels)}`;
  const value = nameText(scope.nameOf(output.value));
  return `output ${JSON.stringify(output.name)} = %${value}${image}${labels}`;
}

/** `f32[1,6,28,28] nhwc/4 at 1024`, `f32[64,3,3,3] as f16` */
function placedType(value: Value): string {
  const layout = value.layout === undefined ? '' : ` ${layoutText(value.layout)}`;
  const offset = value.offset === undefined ? '' : ` at ${value.offset}`;
  return storedTypeText(value) + layout + offset;
}

function splitAttributes(node: Node): {
  constants: ConstantData[];
  others: Record<string, Attribute>;
} {
  const constants: ConstantData[] = [];
  const others: Record<string, Attribute> = {};
  if (node.kind === 'kernel') return { constants, others };
  const defaults = opDefinition(node.op).attributes;
  for (const [name, attribute] of Object.entries(node.attributes)) {
    if (isConstantData(attribute)) constants.push(attribute);
    else if (attribute !== defaults[name]?.default) others[name] = attribute;
  }
  return { constants, others };
}

/**
 * Parameters are printed by name, whether or not weights are bound, so that the text of a network
 * does not depend on them; literals and folded constants show their elements when they are few.
 */
function constantText(data: ConstantData): string {
  const label = `@${JSON.stringify(data.label)}`;
  if (data.parameter === true || elementCount(data.type.shape) > INLINE_ELEMENTS) return label;
  const elements = readIfBound(data);
  if (elements === undefined) return label;
  return `${label} [${elementTexts(elements).join(', ')}]`;
}

/** A fold of parameters has no elements before weights are bound. */
function readIfBound(data: ConstantData): Elements | undefined {
  try {
    return data.read();
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

function imageText(image: InputImage | OutputImage): string {
  return ` image ${attributesText({ ...image })}`;
}
