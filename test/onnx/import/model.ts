import onnxProto from 'onnx-proto';
import { importModel } from '../../../compiler/onnx/import/import-model.js';
import { readModel } from '../../../compiler/onnx/import/read-model.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import type { Graph } from '../../../compiler/ir/graph.js';
import type { Tensor } from '../../../compiler/ir/tensor.js';
import { bytesSource } from '../../../compiler/weights/index.js';

const { onnx } = onnxProto;
const { FLOAT, INT64, INT32 } = onnx.TensorProto.DataType;

/** Numbers of a shape: of floats, or of whole numbers of 64 bits. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly type?: 'float' | 'int64' | 'int32';
}

export interface OneNode {
  readonly op: string;
  readonly opset: number;
  /** What the node reads: computed while it runs, known, or left out. */
  readonly inputs: readonly (Numbers | { readonly known: Numbers } | undefined)[];
  readonly outputs?: number;
  readonly attributes?: Readonly<
    Record<string, number | string | readonly number[] | { readonly float: number }>
  >;
}

/** The bytes of a model of one node, written by the reference's own library; outputs are `y0`, `y1`, … */
export function modelOf({ op, opset, inputs, outputs = 1, attributes = {} }: OneNode): Uint8Array {
  const names = inputs.map((input, index) => (input === undefined ? '' : `x${index}`));
  const results = Array.from({ length: outputs }, (_, index) => `y${index}`);
  return onnx.ModelProto.encode({
    irVersion: 8,
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: 'one_node',
      node: [
        {
          opType: op,
          name: 'node',
          input: names,
          output: results,
          attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
        },
      ],
      input: inputs.flatMap((input, index) =>
        input === undefined || 'known' in input
          ? []
          : [
              {
                name: names[index],
                type: {
                  tensorType: {
                    elemType: typeOf(input),
                    shape: { dim: input.shape.map((dimValue) => ({ dimValue })) },
                  },
                },
              },
            ],
      ),
      initializer: inputs.flatMap((input, index) =>
        input !== undefined && 'known' in input ? [tensorOf(names[index], input.known)] : [],
      ),
      output: results.map((name) => ({ name, type: { tensorType: { elemType: FLOAT } } })),
    },
  }).finish();
}

function typeOf({ type = 'float' }: Numbers): number {
  return { float: FLOAT, int64: INT64, int32: INT32 }[type];
}

function tensorOf(name: string, numbers: Numbers): onnxProto.onnx.ITensorProto {
  const { shape, data, type = 'float' } = numbers;
  return {
    name,
    dims: [...shape],
    dataType: typeOf(numbers),
    ...(type === 'float' && { floatData: [...data] }),
    ...(type === 'int64' && { int64Data: [...data] }),
    ...(type === 'int32' && { int32Data: [...data] }),
  };
}

function attribute(
  name: string,
  value: number | string | readonly number[] | { readonly float: number },
): onnxProto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') {
    return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  }
  return 'float' in value
    ? { name, type: AttributeType.FLOAT, f: value.float }
    : { name, type: AttributeType.INTS, ints: [...value] };
}

export function graphOf(bytes: Uint8Array, extents = {}): Graph {
  return importModel(
    readModel(bytesSource('model.onnx', bytes), () => undefined),
    extents,
  );
}

/** What the reference computes of the imported node, by the names of the outputs. */
export function answer(node: OneNode): Record<string, Tensor> {
  return interpret(graphOf(modelOf(node)), inputsOf(node));
}

export function inputsOf({ inputs }: OneNode): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.flatMap((input, index) => {
      if (input === undefined || 'known' in input) return [];
      const isFloat = (input.type ?? 'float') === 'float';
      const data = isFloat ? Float32Array.from(input.data) : Int32Array.from(input.data);
      return [[`x${index}`, { shape: input.shape, data }]];
    }),
  );
}
