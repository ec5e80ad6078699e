import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { nearestName } from '../diagnostics/nearest.js';
import type {
  ConstantData,
  Graph,
  GraphInput,
  GraphOutput,
  GraphState,
  KernelNode,
  KernelStage,
  Node,
  OpNode,
  Value,
} from './graph.js';
import { withDefaults } from './infer.js';
import { KERNEL_WORD, kernelParameter } from './kernel.js';
import { workspaceName } from './memory/workspace.js';
import type { OpName } from './ops/index.js';
import { OPS, opDefinition } from './ops/index.js';
import { Cursor, TextError } from './text/cursor.js';
import type { PlacedType } from './text/literal-parser.js';
import { isStrings, LiteralParser, NUMBER, WORD } from './text/literal-parser.js';
import { parseElements } from './text/numbers.js';
import { isElementwise } from './traits.js';
import { elementCount } from './types.js';

export type ParsedGraph =
  | { readonly ok: true; readonly graph: Graph }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export interface ParseOptions {
  /** Name of the text in spans and diagnostics. */
  readonly file?: string;
}

/**
 * Reads the text form of a graph, comments ignored. `resolve` finds the constants that are printed
 * by label only. The result is well formed (every value defined once, before its use) but may still
 * break a rule of `verifyGraph`. Bad text gives diagnostics with positions; nothing is thrown.
 */
export function parseGraph(
  text: string,
  resolve: (label: string) => ConstantData | undefined,
  options: ParseOptions = {},
): ParsedGraph {
  const cursor = new Cursor(text, options.file ?? 'graph');
  try {
    return { ok: true, graph: new GraphParser(cursor, resolve).graph() };
  } catch (error) {
    if (error instanceof TextError) return { ok: false, diagnostics: [error.diagnostic] };
    throw error;
  }
}

type Scope = Map<string, Value>;

class GraphParser extends LiteralParser {
  constructor(
    cursor: Cursor,
    private readonly resolve: (label: string) => ConstantData | undefined,
  ) {
    super(cursor);
  }

  graph(): Graph {
    const { cursor } = this;
    const scope: Scope = new Map();
    const inputs: GraphInput[] = [];
    const nodes: Node[] = [];
    const outputs: GraphOutput[] = [];
    const held: Value[] = [];
    const states: GraphState[] = [];
    cursor.expect('graph', 'at the beginning');
    const name = this.name('the name of the graph');
    cursor.expect('{', 'after the name of the graph');
    while (!cursor.accept('}')) {
      if (cursor.accept('input')) inputs.push(this.input(scope));
      else if (cursor.accept('output')) outputs.push(this.output(scope));
      else if (cursor.accept('state')) held.push(this.input(scope).value);
      else if (cursor.accept('next')) states.push(this.next(scope, held));
      else nodes.push(this.node(scope));
    }
    if (cursor.take(/[^]/y) !== undefined) {
      const span = cursor.spanFrom(cursor.position - 1);
      cursor.fail('ir/syntax', 'there is text behind the end of the graph', span);
    }
    const forgotten = held.find((value) => states.every((state) => state.value !== value));
    if (forgotten !== undefined) {
      const title = `no line says what is next in state %${forgotten.name}`;
      cursor.fail('ir/syntax', title, forgotten.span ?? cursor.spanFrom(cursor.position));
    }
    return { name, inputs, states, nodes, outputs };
  }

  private input(scope: Scope): GraphInput {
    const start = this.cursor.position;
    const name = this.valueName();
    this.cursor.expect(':', 'before the type of the input');
    const placed = this.placedType();
    const image = this.cursor.accept('image') ? this.inputImage() : undefined;
    const value = this.define(scope, name, placed, start);
    return image === undefined ? { value } : { value, image };
  }

  private output(scope: Scope): GraphOutput {
    const name = this.string('the name of the output');
    this.cursor.expect('=', 'after the name of the output');
    const value = this.use(scope, 'graph');
    const image = this.cursor.accept('image') ? { image: this.outputImage() } : {};
    if (!this.cursor.accept('labels')) return { name, value, ...image };
    const start = this.cursor.position;
    const labels = this.attribute();
    if (!isStrings(labels)) {
      this.cursor.fail('ir/syntax', 'labels are a list of strings', this.cursor.spanFrom(start));
    }
    return { name, value, ...image, labels };
  }

  private next(scope: Scope, held: readonly Value[]): GraphState {
    const start = this.cursor.position;
    const value = this.use(scope, 'graph');
    if (!held.includes(value)) {
      const title = `%${value.name} is no state`;
      this.cursor.fail('ir/syntax', title, this.cursor.spanFrom(start));
    }
    this.cursor.expect('=', 'after the state');
    const next = this.use(scope, 'graph');
    this.cursor.expect('from', 'before what the state begins with');
    return { value, next, initial: this.use(scope, 'graph') };
  }

  private node(scope: Scope): Node {
    const { position } = this.cursor;
    const names = this.list(() => this.valueName());
    this.cursor.expect('=', 'after the values');
    const head: Head = { start: position, names, scope };
    return this.cursor.accept(KERNEL_WORD) ? this.kernel(head) : this.op(head, 'graph');
  }

  private op(head: Head, place: 'graph' | 'kernel'): OpNode {
    const { cursor } = this;
    const op = this.opName();
    const inputs = this.operands(head.scope, place);
    const constant = this.constant();
    const attributes = cursor.accept('{') ? this.attributes() : {};
    const { types, rest } = this.results(head);
    if (constant !== undefined) {
      const [name] = constantAttributes(op);
      if (name === undefined) {
        cursor.fail('ir/attribute', `${op} has no constant attribute`, constant.span);
      }
      attributes[name] = this.constantData(constant, types[0]);
    }
    const outputs = this.defineResults(head, types);
    return { kind: 'op', op, inputs, outputs, attributes: withDefaults(op, attributes), ...rest };
  }

  /** A kernel's ops see only the operands of its node, by their names. */
  private kernel(head: Head): KernelNode {
    const { cursor } = this;
    const inputs = this.operands(head.scope, 'graph');
    const bandRows = this.bandRows();
    const { types, rest } = this.results(head);
    cursor.expect('{', 'before the ops of the kernel');
    const parameters = inputs.map(kernelParameter);
    const scope: Scope = new Map(parameters.map((parameter) => [parameter.name, parameter]));
    const ops: OpNode[] = [];
    while (!cursor.accept('yield')) ops.push(this.kernelOp(scope));
    const start = cursor.position;
    const yielded = this.list(() => this.use(scope, 'kernel'));
    const results = ops.at(-1)?.outputs;
    if (results === undefined) {
      return cursor.fail('ir/syntax', 'the kernel has no op', cursor.spanFrom(start));
    }
    if (yielded.some((value, index) => value !== results[index])) {
      const title = 'a kernel yields what its last op gives';
      cursor.fail('ir/syntax', title, cursor.spanFrom(start));
    }
    cursor.expect('}', 'at the end of the kernel');
    const outputs = this.defineResults(head, types);
    return {
      kind: 'kernel',
      inputs,
      outputs,
      parameters,
      ...(bandRows && { bandRows }),
      stages: inStages(ops),
      ...rest,
    };
  }

  private bandRows(): number | undefined {
    const { cursor } = this;
    if (!cursor.accept('in')) return undefined;
    cursor.expect('bands', "behind 'in'");
    cursor.expect('of', "behind 'bands'");
    return Number(cursor.require(NUMBER, 'rows of a band')[0]);
  }

  private kernelOp(scope: Scope): OpNode {
    const start = this.cursor.position;
    const names = this.list(() => this.valueName());
    this.cursor.expect('=', 'after the values');
    return this.op({ start, names, scope }, 'kernel');
  }

  private opName(): OpName {
    const { cursor } = this;
    const start = cursor.position;
    const [name] = cursor.require(WORD, 'the name of an op');
    if (Object.hasOwn(OPS, name)) return name as OpName;
    const span = cursor.spanFrom(start);
    if (name === KERNEL_WORD) return cursor.fail('ir/syntax', 'a kernel holds no other', span);
    const title = `there is no op named '${name}'`;
    return cursor.fail('ir/unknown-op', title, span, didYouMean(name, Object.keys(OPS)));
  }

  private operands(scope: Scope, place: 'graph' | 'kernel'): Value[] {
    if (!this.cursor.accept('(')) return [];
    const inputs = this.list(() => this.use(scope, place));
    this.cursor.expect(')', 'after the operands');
    return inputs;
  }

  /** The types behind a node, and what else it has. */
  private results({ names, start }: Head) {
    const { cursor } = this;
    cursor.expect(':', 'before the types');
    const types = this.list(() => this.placedType());
    const placed = cursor.accept('workspace') ? this.placedType() : undefined;
    const span = cursor.spanFrom(start);
    if (types.length !== names.length) {
      const counts = `${names.length} value(s) but ${types.length} type(s)`;
      cursor.fail('ir/syntax', `the node has ${counts}`, span);
    }
    const workspace = placed && { name: workspaceName(names[0]), ...placed, span };
    return { types, rest: { span, ...(workspace && { workspace }) } };
  }

  private defineResults({ scope, names, start }: Head, types: readonly PlacedType[]): Value[] {
    return types.map((type, i) => this.define(scope, names[i], type, start));
  }

  private define(scope: Scope, name: string, placed: PlacedType, start: number): Value {
    const span = this.cursor.spanFrom(start);
    if (scope.has(name)) {
      this.cursor.fail('ir/duplicate-value', `%${name} is already defined`, span);
    }
    const value: Value = { name, ...placed, span };
    scope.set(name, value);
    return value;
  }

  private use(scope: Scope, place: 'graph' | 'kernel'): Value {
    const start = this.cursor.position;
    const name = this.valueName();
    const value = scope.get(name);
    if (value !== undefined) return value;
    this.cursor.fail(
      'ir/undefined-value',
      `%${name} is not defined before this use`,
      this.cursor.spanFrom(start),
      place === 'kernel'
        ? 'a kernel sees only the operands of its node'
        : didYouMean(name, scope.keys(), '%'),
    );
  }

  /** `@"label"`, with the elements behind it when they are few. */
  private constant(): ConstantText | undefined {
    const { cursor } = this;
    const start = cursor.position;
    if (!cursor.accept('@')) return undefined;
    const label = this.string('the label of a constant');
    if (!cursor.accept('[')) return { label, span: cursor.spanFrom(start) };
    const elements: string[] = [];
    if (!cursor.accept(']')) {
      elements.push(...this.list(() => cursor.require(NUMBER, 'a number')[0]));
      cursor.expect(']', 'after the elements');
    }
    return { label, elements, span: cursor.spanFrom(start) };
  }

  private constantData(
    { label, elements, span }: ConstantText,
    { type, storedAs }: PlacedType,
  ): ConstantData {
    if (elements === undefined) {
      const data = this.resolve(label);
      if (data !== undefined) return data;
      this.cursor.fail('ir/unknown-constant', `there is no constant labelled '${label}'`, span);
    }
    const data = parseElements(type.element, elements);
    const count = elementCount(type.shape);
    if (data === undefined) {
      this.cursor.fail('ir/constant', `the elements are not all of type ${type.element}`, span);
    }
    if (data.length !== count) {
      const title = `the constant has ${elements.length} element(s), but its type ${count}`;
      this.cursor.fail('ir/constant', title, span);
    }
    return {
      kind: 'constant-data',
      label,
      type,
      ...(storedAs === undefined ? {} : { storedAs }),
      read: () => data,
    };
  }

  private valueName(): string {
    this.cursor.expect('%', 'before the name of a value');
    return this.name('the name of a value');
  }
}

/** What stands before a node's op. */
interface Head {
  readonly start: number;
  readonly names: readonly string[];
  readonly scope: Scope;
}

/** A stage begins with every op that is not elementwise, and with the first. */
function inStages(ops: readonly OpNode[]): KernelNode['stages'] {
  const starts = ops.flatMap((op, index) => (index > 0 && !isElementwise(op) ? [index] : []));
  const [first, ...others] = [0, ...starts].map((start, index): KernelStage => {
    const [root, ...tail] = ops.slice(start, starts[index]);
    return { root, tail };
  });
  return [first, ...others];
}

interface ConstantText {
  readonly label: string;
  readonly elements?: readonly string[];
  readonly span: Span;
}

function didYouMean(name: string, candidates: Iterable<string>, prefix = ''): string | undefined {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? undefined : `did you mean '${prefix}${nearest}'?`;
}

/** Names of the attributes of an op that hold constant data. */
function constantAttributes(op: OpName): string[] {
  const schema = Object.entries(opDefinition(op).attributes);
  return schema.filter(([, { kind }]) => kind === 'constant').map(([name]) => name);
}
