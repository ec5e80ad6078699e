import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { nearestName } from '../diagnostics/nearest.js';
import type {
  Attribute,
  ConstantData,
  Graph,
  GraphInput,
  GraphOutput,
  ImagePreprocessing,
  Node,
  Region,
  Value,
} from './graph.js';
import type { Layout } from './layout.js';
import type { OpName } from './ops/index.js';
import { OPS, opDefinition } from './ops/index.js';
import { Cursor, TextError } from './text/cursor.js';
import { parseLayout } from './text/layout-text.js';
import { parseFloat32s, parseNumber } from './text/numbers.js';
import type { TensorType } from './types.js';
import { elementCount } from './types.js';

export type ParsedGraph =
  | { readonly ok: true; readonly graph: Graph }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export interface ParseOptions {
  /** Name of the text in spans and diagnostics. */
  readonly file?: string;
}

const NUMBER = /nan\(0x[0-9a-f]+\)|nan|-?inf|-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const WORD = /[A-Za-z_][\w.]*/y;
const LAYOUT = /(?:dense|rows|[nchw]{4}|axes\([\d,]*\))(?:\/\d+)?/y;

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

class GraphParser {
  constructor(
    private readonly cursor: Cursor,
    private readonly resolve: (label: string) => ConstantData | undefined,
  ) {}

  graph(): Graph {
    const { cursor } = this;
    const scope: Scope = new Map();
    const inputs: GraphInput[] = [];
    const nodes: Node[] = [];
    const outputs: GraphOutput[] = [];
    cursor.expect('graph', 'at the beginning');
    const name = this.name('the name of the graph');
    cursor.expect('{', 'after the name of the graph');
    while (!cursor.accept('}')) {
      if (cursor.accept('input')) inputs.push(this.input(scope));
      else if (cursor.accept('output')) outputs.push(this.output(scope));
      else nodes.push(this.node(scope, 'graph'));
    }
    if (cursor.take(/[^]/y) !== undefined) {
      const span = cursor.spanFrom(cursor.position - 1);
      cursor.fail('ir/syntax', 'there is text behind the end of the graph', span);
    }
    return { name, inputs, nodes, outputs };
  }

  private input(scope: Scope): GraphInput {
    const start = this.cursor.position;
    const name = this.valueName();
    this.cursor.expect(':', 'before the type of the input');
    const placed = this.placedType();
    const image = this.cursor.accept('image') ? this.image() : undefined;
    const value = this.define(scope, name, placed, start);
    return image === undefined ? { value } : { value, image };
  }

  private output(scope: Scope): GraphOutput {
    const name = this.string('the name of the output');
    this.cursor.expect('=', 'after the name of the output');
    const value = this.use(scope, 'graph');
    if (!this.cursor.accept('labels')) return { name, value };
    const start = this.cursor.position;
    const labels = this.attribute();
    if (!isStrings(labels)) {
      this.cursor.fail('ir/syntax', 'labels are a list of strings', this.cursor.spanFrom(start));
    }
    return { name, value, labels };
  }

  private node(scope: Scope, place: 'graph' | 'region'): Node {
    const { cursor } = this;
    const start = cursor.position;
    const names = this.list(() => this.valueName());
    cursor.expect('=', 'after the values');
    const op = this.op(place);
    const inputs: Value[] = [];
    if (cursor.accept('(')) {
      inputs.push(...this.list(() => this.use(scope, place)));
      cursor.expect(')', 'after the operands');
    }
    const constant = this.constant();
    const attributes = cursor.accept('{') ? this.attributes() : {};
    cursor.expect(':', 'before the types');
    const types = this.list(() => this.placedType());
    const span = cursor.spanFrom(start);
    if (types.length !== names.length) {
      const counts = `${names.length} value(s) but ${types.length} type(s)`;
      cursor.fail('ir/syntax', `the node has ${counts}`, span);
    }
    if (constant !== undefined) {
      const [name] = constantAttributes(op);
      if (name === undefined) {
        cursor.fail('ir/attribute', `${op} has no constant attribute`, constant.span);
      }
      attributes[name] = this.constantData(constant, types[0].type);
    }
    const region = op === 'fused' && cursor.accept('{') ? this.region(inputs) : undefined;
    const outputs = types.map((type, i) => this.define(scope, names[i], type, start));
    return { op, inputs, outputs, attributes, span, ...(region === undefined ? {} : { region }) };
  }

  private op(place: 'graph' | 'region'): OpName | 'fused' {
    const { cursor } = this;
    const start = cursor.position;
    const [name] = cursor.require(WORD, 'the name of an op');
    if (Object.hasOwn(OPS, name)) return name as OpName;
    if (name === 'fused' && place === 'graph') return 'fused';
    const span = cursor.spanFrom(start);
    if (name === 'fused')
      return cursor.fail('ir/syntax', 'a fused region cannot hold another', span);
    const title = `there is no op named '${name}'`;
    return cursor.fail('ir/unknown-op', title, span, didYouMean(name, Object.keys(OPS)));
  }

  /** A region sees only the operands of its node, by their names. */
  private region(inputs: readonly Value[]): Region {
    const parameters = inputs.map(({ name, type }): Value => ({ name, type }));
    const scope: Scope = new Map(parameters.map((parameter) => [parameter.name, parameter]));
    const nodes: Node[] = [];
    while (!this.cursor.accept('yield')) nodes.push(this.node(scope, 'region'));
    const result = this.use(scope, 'region');
    this.cursor.expect('}', 'at the end of the region');
    return { parameters, nodes, result };
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

  private use(scope: Scope, place: 'graph' | 'region'): Value {
    const start = this.cursor.position;
    const name = this.valueName();
    const value = scope.get(name);
    if (value !== undefined) return value;
    this.cursor.fail(
      'ir/undefined-value',
      `%${name} is not defined before this use`,
      this.cursor.spanFrom(start),
      place === 'region'
        ? 'a region sees only the operands of its node'
        : didYouMean(name, scope.keys(), '%'),
    );
  }

  private placedType(): PlacedType {
    const { cursor } = this;
    cursor.expect('f32', 'as the element type');
    cursor.expect('[', 'before the extents');
    const shape: number[] = [];
    if (!cursor.accept(']')) {
      shape.push(...this.list(() => Number(cursor.require(/\d+/y, 'an extent')[0])));
      cursor.expect(']', 'after the extents');
    }
    const layout = this.layout(shape.length);
    const offset = cursor.accept('at') ? Number(cursor.require(/\d+/y, 'an offset')[0]) : undefined;
    return {
      type: { element: 'f32', shape },
      ...(layout === undefined ? {} : { layout }),
      ...(offset === undefined ? {} : { offset }),
    };
  }

  private layout(rank: number): Layout | undefined {
    const start = this.cursor.position;
    const text = this.cursor.take(LAYOUT)?.[0];
    if (text === undefined) return undefined;
    const layout = parseLayout(text, rank);
    if (layout !== undefined) return layout;
    const title = `'${text}' is no layout of a tensor with ${rank} axes`;
    this.cursor.fail('ir/syntax', title, this.cursor.spanFrom(start));
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

  private constantData({ label, elements, span }: ConstantText, type: TensorType): ConstantData {
    if (elements === undefined) {
      const data = this.resolve(label);
      if (data !== undefined) return data;
      this.cursor.fail('ir/unknown-constant', `there is no constant labelled '${label}'`, span);
    }
    const data = parseFloat32s(elements);
    const count = elementCount(type.shape);
    if (data?.length !== count) {
      const title = `the constant has ${elements.length} element(s), but its type ${count}`;
      this.cursor.fail('ir/constant', title, span);
    }
    return { kind: 'constant-data', label, type, read: () => data };
  }

  private attributes(): Record<string, Attribute> {
    const attributes = new Map<string, Attribute>();
    if (this.cursor.accept('}')) return {};
    this.list(() => {
      const start = this.cursor.position;
      const [name] = this.cursor.require(WORD, 'the name of an attribute');
      if (attributes.has(name)) {
        const span = this.cursor.spanFrom(start);
        this.cursor.fail('ir/attribute', `attribute '${name}' is given twice`, span);
      }
      this.cursor.expect('=', 'after the name of an attribute');
      attributes.set(name, this.attribute());
    });
    this.cursor.expect('}', 'after the attributes');
    return Object.fromEntries(attributes);
  }

  private attribute(): Attribute {
    const { cursor } = this;
    if (cursor.accept('true')) return true;
    if (cursor.accept('false')) return false;
    if (!cursor.accept('[')) return this.scalar('the value of an attribute');
    if (cursor.accept(']')) return [];
    const start = cursor.position;
    const items = this.list(() => this.scalar('a number or a string'));
    cursor.expect(']', 'after the list');
    if (isNumbers(items) || isStrings(items)) return items;
    const span = cursor.spanFrom(start);
    return cursor.fail('ir/syntax', 'a list holds numbers or strings, not both', span);
  }

  private scalar(wanted: string): number | string {
    const text = this.cursor.take(NUMBER)?.[0];
    const value = text === undefined ? undefined : parseNumber(text);
    return value ?? this.string(wanted);
  }

  private image(): ImagePreprocessing {
    const { cursor } = this;
    const start = cursor.position;
    cursor.expect('{', 'before the preprocessing of the image');
    const { width, height, channels, scale, mean, standardDeviation } = this.attributes();
    if (
      typeof width === 'number' &&
      typeof height === 'number' &&
      (channels === 'rgb' || channels === 'bgr' || channels === 'grey') &&
      typeof scale === 'number' &&
      isNumbers(mean) &&
      isNumbers(standardDeviation)
    ) {
      return { width, height, channels, scale, mean, standardDeviation };
    }
    const fields = 'width, height, channels (rgb, bgr or grey), scale, mean, standardDeviation';
    return cursor.fail('ir/image', `an image needs ${fields}`, cursor.spanFrom(start));
  }

  private valueName(): string {
    this.cursor.expect('%', 'before the name of a value');
    return this.name('the name of a value');
  }

  private name(wanted: string): string {
    return this.cursor.take(WORD)?.[0] ?? this.string(wanted);
  }

  private string(wanted: string): string {
    const start = this.cursor.position;
    const [text] = this.cursor.require(STRING, wanted);
    try {
      return JSON.parse(text) as string;
    } catch {
      const span = this.cursor.spanFrom(start);
      this.cursor.fail('ir/syntax', `${text} is not a valid string`, span);
    }
  }

  private list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.cursor.accept(',')) items.push(item());
    return items;
  }
}

type PlacedType = Pick<Value, 'type' | 'layout' | 'offset'>;

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
function constantAttributes(op: OpName | 'fused'): string[] {
  if (op === 'fused') return [];
  const schema = Object.entries(opDefinition(op).attributes);
  return schema.filter(([, { kind }]) => kind === 'constant').map(([name]) => name);
}

function isNumbers(attribute: unknown): attribute is readonly number[] {
  return Array.isArray(attribute) && attribute.every((item) => typeof item === 'number');
}

function isStrings(attribute: unknown): attribute is readonly string[] {
  return Array.isArray(attribute) && attribute.every((item) => typeof item === 'string');
}
