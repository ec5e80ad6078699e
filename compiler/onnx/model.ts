import type { Value } from '../ir/graph.js';
import type { Elements } from '../ir/tensor.js';
import type { ElementType, TensorType } from '../ir/types.js';
import { elementCount, f32 } from '../ir/types.js';
import { UniqueNames } from '../ir/unique-names.js';
import type { MessageValue } from './proto/field.js';
import type { attributeProto, nodeProto, tensorProto, valueInfoProto } from './proto/messages.js';
import { ATTRIBUTE_TYPE, DATA_TYPE, modelProto } from './proto/messages.js';
import { encodeMessage } from './proto/write.js';

type Attribute = MessageValue<typeof attributeProto>;
type Node = MessageValue<typeof nodeProto>;
type Tensor = MessageValue<typeof tensorProto>;
type ValueInfo = MessageValue<typeof valueInfoProto>;

/**
 * The first version of the operator set in which pooling with ceil_mode leaves out a window that
 * would start in the padding at the end, as PyTorch does.
 */
const OPSET = 22;
/** The version of the file format that belongs to opset 22. */
const IR_VERSION = 10;
/** What all but the weights usually takes at most. */
const STRUCTURE_BYTES = 2 ** 20;

/** An attribute of an ONNX node: a bare number is an integer, real numbers are marked. */
export type OnnxAttribute =
  number | string | readonly number[] | readonly string[] | { readonly float: number };

/**
 * An ONNX model under construction. Names are unique across the model, because ONNX demands single
 * assignment of names, and follow from ours; the same graph gives the same bytes.
 */
export class OnnxModel {
  private readonly names = new Map<Value, string>();
  private readonly taken = new UniqueNames('_', 1);
  private readonly inputs: ValueInfo[] = [];
  private readonly outputs: ValueInfo[] = [];
  private readonly nodes: Node[] = [];
  private readonly initializers: Tensor[] = [];
  private opset = OPSET;

  constructor(private readonly graphName: string) {}

  addInput(name: string, type: TensorType): void {
    this.inputs.push(valueInfo(name, type));
  }

  addOutput(name: string, type: TensorType): void {
    this.outputs.push(valueInfo(name, type));
  }

  /** Takes `base`, or `base_1`, `base_2`, … when it is taken, for a new name. */
  fresh(base: string): string {
    return this.taken.take(base);
  }

  /** Lets `value` be known by `name` from here on. */
  bind(value: Value, name: string): void {
    this.names.set(value, name);
  }

  /** The name of `value`, taken on first use. */
  nameOf(value: Value): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    const name = this.fresh(value.name);
    this.bind(value, name);
    return name;
  }

  /** Adds a node that computes the tensor called `output`, or several; one called '' is not wanted. */
  node(
    opType: string,
    inputs: readonly string[],
    output: string | readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): void {
    const outputs = typeof output === 'string' ? [output] : [...output];
    this.nodes.push({
      op_type: opType,
      name: outputs.find((name) => name !== '') ?? '',
      input: [...inputs],
      output: outputs,
      attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
    });
  }

  /** Takes an older version of the operator set, where ONNX Runtime lacks the newest of an op that is the same in it. */
  limitOpset(version: number): void {
    this.opset = Math.min(this.opset, version);
  }

  /** The ops of the nodes added so far. */
  get opTypes(): readonly string[] {
    return this.nodes.map(({ op_type = '' }) => op_type);
  }

  /** Adds a constant tensor of `type` called `name`. */
  tensor(name: string, { element, shape }: TensorType, data: Elements): void {
    const raw_data = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.initializers.push({ name, dims: [...shape], data_type: ELEMENT_TYPE[element], raw_data });
  }

  /** Adds a constant tensor of 32-bit floats called `name`. */
  floats(name: string, shape: readonly number[], data: Float32Array): void {
    this.tensor(name, f32(...shape), data);
  }

  /** Adds a constant scalar and returns its name, which begins with `base`. */
  scalar(base: string, value: number): string {
    const name = this.fresh(base);
    this.floats(name, [], Float32Array.of(value));
    return name;
  }

  /** Adds a constant list of 64-bit integers and returns its name, which begins with `base`. */
  integers(base: string, values: readonly number[]): string {
    const name = this.fresh(base);
    const raw_data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    const dims = [values.length];
    this.initializers.push({ name, dims, data_type: DATA_TYPE.int64, raw_data });
    return name;
  }

  encode(): Uint8Array {
    const weights = this.initializers.reduce(
      (sum, { raw_data }) => sum + (raw_data?.length ?? 0),
      0,
    );
    return encodeMessage(
      modelProto,
      {
        ir_version: IR_VERSION,
        producer_name: 'netloom',
        opset_import: [{ domain: '', version: this.opset }],
        graph: {
          name: this.graphName,
          node: this.nodes,
          initializer: this.initializers,
          input: this.inputs,
          output: this.outputs,
        },
      },
      weights + STRUCTURE_BYTES,
    );
  }
}

/** What ONNX calls our types of elements. */
export const ELEMENT_TYPE = {
  f32: DATA_TYPE.float,
  i32: DATA_TYPE.int32,
  u8: DATA_TYPE.uint8,
  bool: DATA_TYPE.bool,
} as const satisfies Record<ElementType, number>;

/** Bytes that `type` takes in the file. */
export function tensorBytes({ element, shape }: TensorType): number {
  return elementCount(shape) * (element === 'u8' || element === 'bool' ? 1 : 4);
}

function valueInfo(name: string, type: TensorType): ValueInfo {
  const dim = type.shape.map((extent) => ({ dim_value: extent }));
  return { name, type: { tensor_type: { elem_type: ELEMENT_TYPE[type.element], shape: { dim } } } };
}

function attributeOf(name: string, value: OnnxAttribute): Attribute {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPE.integer, i: value };
  if (typeof value === 'string') {
    return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(value) };
  }
  if ('float' in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
  return areStrings(value)
    ? { name, type: ATTRIBUTE_TYPE.strings, strings: value }
    : { name, type: ATTRIBUTE_TYPE.integers, ints: value };
}

function areStrings(values: readonly number[] | readonly string[]): values is readonly string[] {
  return typeof values[0] === 'string';
}
