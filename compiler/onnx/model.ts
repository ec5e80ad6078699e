import onnxProto from 'onnx-proto';
import type { Value } from '../ir/graph.js';
import type { TensorType } from '../ir/types.js';
import { elementCount } from '../ir/types.js';

const { onnx } = onnxProto;
const { FLOAT, INT64 } = onnx.TensorProto.DataType;
const { AttributeType } = onnx.AttributeProto;

/**
 * The first version of the operator set in which pooling with ceil_mode leaves out a window that
 * would start in the padding at the end, as PyTorch does.
 */
const OPSET = 22;
/** The version of the file format that belongs to opset 22. */
const IR_VERSION = 10;

/** An attribute of an ONNX node: a bare number is an integer, real numbers are marked. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

/**
 * An ONNX model under construction. Names are unique across the model, because ONNX demands single
 * assignment of names, and follow from ours; the same graph gives the same bytes.
 */
export class OnnxModel {
  private readonly names = new Map<Value, string>();
  private readonly taken = new Set<string>();
  private readonly inputs: onnxProto.onnx.IValueInfoProto[] = [];
  private readonly outputs: onnxProto.onnx.IValueInfoProto[] = [];
  private readonly nodes: onnxProto.onnx.INodeProto[] = [];
  private readonly initializers: onnxProto.onnx.ITensorProto[] = [];

  constructor(private readonly graphName: string) {}

  addInput(name: string, type: TensorType): void {
    this.inputs.push(valueInfo(name, type));
  }

  addOutput(name: string, type: TensorType): void {
    this.outputs.push(valueInfo(name, type));
  }

  /** Takes `base`, or `base_1`, `base_2`, … when it is taken, for a new name. */
  fresh(base: string): string {
    let name = base;
    for (let suffix = 1; this.taken.has(name); suffix++) name = `${base}_${suffix}`;
    this.taken.add(name);
    return name;
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

  /** Adds a node that computes the tensor called `output`. */
  node(
    opType: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): void {
    this.nodes.push({
      opType,
      name: output,
      input: [...inputs],
      output: [output],
      attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
    });
  }

  /** The ops of the nodes added so far. */
  get opTypes(): readonly string[] {
    return this.nodes.map(({ opType }) => opType ?? '');
  }

  /** Adds a constant tensor of 32-bit floats called `name`. */
  floats(name: string, shape: readonly number[], data: Float32Array): void {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.initializers.push({ name, dims: [...shape], dataType: FLOAT, rawData });
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
    const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.initializers.push({ name, dims: [values.length], dataType: INT64, rawData });
    return name;
  }

  encode(): Uint8Array {
    return onnx.ModelProto.encode({
      irVersion: IR_VERSION,
      producerName: 'netloom',
      opsetImport: [{ domain: '', version: OPSET }],
      graph: {
        name: this.graphName,
        node: this.nodes,
        initializer: this.initializers,
        input: this.inputs,
        output: this.outputs,
      },
    }).finish();
  }
}

/** Bytes that `type` takes in the file. */
export function tensorBytes(type: TensorType): number {
  return elementCount(type.shape) * 4;
}

function valueInfo(name: string, type: TensorType): onnxProto.onnx.IValueInfoProto {
  const dim = type.shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}

function attributeProto(name: string, value: OnnxAttribute): onnxProto.onnx.IAttributeProto {
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') {
    return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  }
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.INTS, ints: [...value] };
}
