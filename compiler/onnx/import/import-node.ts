import { fail } from '../../diagnostics/diagnostic.js';
import type { GraphBuilder } from '../../ir/builder.js';
import type { Attributes, Value } from '../../ir/graph.js';
import { ShapeError } from '../../ir/op.js';
import type { OpName } from '../../ir/ops/index.js';
import type { Shape } from '../../ir/types.js';
import { elementCount } from '../../ir/types.js';
import type { NumberDtype } from '../../weights/dtype.js';
import { dataTypeName, dtypeOf, elementOf } from './data-types.js';
import type { FileNode, ModelFile } from './model-file.js';
import type { Known, Operand } from './operand.js';
import { constantOf, fromStored, shapeOf } from './operand.js';
import { tensorIn } from './stored-tensor.js';

/** What one operator of ONNX becomes: its outputs, in order. */
export type Importer = (node: ImportNode) => readonly Operand[];

/** What the nodes of one model share. */
export interface ImportContext {
  readonly model: ModelFile;
  readonly builder: GraphBuilder;
  /** Constants that have been made, so that a weight that two nodes use is one. */
  readonly constants: Map<Known, Value>;
  /** A readable name that nothing has yet. */
  readonly nameFor: (wish: string) => string;
}

/** A node of the model, with what is known of its inputs: what the files in `ops/` work on. */
export class ImportNode {
  /** The version of the operator set that says what the node means. */
  readonly opset: number;

  constructor(
    private readonly node: FileNode,
    private readonly operands: readonly (Operand | undefined)[],
    private readonly context: ImportContext,
  ) {
    this.opset = context.model.opsets.get(node.domain) ?? 1;
  }

  get op(): string {
    return this.node.op;
  }

  get outputs(): readonly string[] {
    return this.node.outputs;
  }

  get inputCount(): number {
    return this.operands.length;
  }

  /** An input that need not be there. */
  optional(index: number): Operand | undefined {
    return this.operands[index];
  }

  input(index: number): Operand {
    return this.operands[index] ?? this.refuse(`has no input ${index}`);
  }

  shape(index: number): Shape {
    return shapeOf(this.input(index));
  }

  /** An input as a value of the graph. */
  value(index: number): Value {
    return this.asValue(this.input(index));
  }

  asValue(operand: Operand): Value {
    if (operand.kind === 'computed') return operand.value;
    const { constants, builder, nameFor } = this.context;
    const found = constants.get(operand);
    if (found !== undefined) return found;
    const label = operand.stored?.name ?? `${this.outputs[0]}.constant`;
    const value = builder.constant(constantOf(operand, nameFor(label)));
    constants.set(operand, value);
    return value;
  }

  /** An input that must be known at import, and not only when the network runs. */
  known(index: number, what: string): Known {
    const operand = this.input(index);
    if (operand.kind === 'known') return operand;
    return this.refuse(
      `takes its ${what} from ${operand.value.name}, which only a run computes`,
      'what depends on the data of a run has no fixed shape and cannot be compiled ahead of time',
    );
  }

  /** Whole numbers of an input that must be known. */
  knownIntegers(index: number, what: string): number[] {
    return [...this.known(index, what).read()];
  }

  has(name: string): boolean {
    return this.node.attributes.has(name);
  }

  integer(name: string, preset: number): number {
    return this.node.attributes.get(name)?.i ?? (this.has(name) ? 0 : preset);
  }

  integers(name: string, preset: readonly number[]): readonly number[] {
    return this.node.attributes.get(name)?.ints ?? (this.has(name) ? [] : preset);
  }

  /** As the shortest decimal that is the same in 32 bits: what somebody has written. */
  float(name: string, preset: number): number {
    return shortest(this.node.attributes.get(name)?.f ?? (this.has(name) ? 0 : preset));
  }

  texts(name: string): string[] {
    const strings = this.node.attributes.get(name)?.strings ?? [];
    return [...strings];
  }

  text(name: string, preset: string): string {
    const bytes = this.node.attributes.get(name)?.s;
    return bytes === undefined ? preset : new TextDecoder().decode(bytes);
  }

  floats(name: string): readonly number[] | undefined {
    return this.node.attributes.get(name)?.floats;
  }

  /** The tensor in an attribute. */
  tensor(name: string): Known | undefined {
    const message = this.node.attributes.get(name)?.t;
    if (message === undefined) return undefined;
    return fromStored(tensorIn(this.context.model.name, message, () => undefined));
  }

  /** Adds a node to the graph, which may take part in what this one means; its first result. */
  add(op: OpName, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.addAll(op, inputs, attributes)[0];
  }

  addAll(op: OpName, inputs: readonly Value[], attributes: Attributes = {}): readonly Value[] {
    const { builder, nameFor } = this.context;
    try {
      return builder.add(op, inputs, attributes, { name: nameFor(this.outputs[0]) });
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      return this.refuse(`does not fit together: ${error.message}`);
    }
  }

  /** One output, of the type of the first input unless another is given. */
  computed(value: Value, dtype: NumberDtype = this.input(0).dtype): readonly Operand[] {
    return [{ kind: 'computed', dtype, value }];
  }

  /** The type that `to` names. */
  targetType(): NumberDtype {
    const dataType = this.integer('to', 0);
    return dtypeOf(dataType) ?? this.refuse(`makes elements of ${dataTypeName(dataType)}`);
  }

  /** Whether any element is a float. */
  isFloat(index: number): boolean {
    return elementOf(this.input(index).dtype) === 'f32';
  }

  /** The only element of an input that must be known. */
  scalar(index: number, what: string): number {
    const operand = this.known(index, what);
    if (elementCount(operand.shape) !== 1) this.refuse(`wants one number as its ${what}`);
    return operand.read()[0];
  }

  /** Ends the import: the node cannot be taken over, and why. */
  refuse(problem: string, hint?: string): never {
    const { op, name, outputs } = this.node;
    const called = name === '' ? `that computes ${outputs[0] ?? 'nothing'}` : name;
    return fail({
      code: 'onnx/operator',
      title: `${op} ${called} of ${this.context.model.name} ${problem}`,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}
