import type { NumberDtype } from '../../weights/dtype.js';
import type { ElementType } from '../../ir/types.js';

/** TensorProto.DataType by its numbers: the elements of a tensor, called as in safetensors. */
const DTYPES: ReadonlyMap<number, NumberDtype> = new Map([
  [1, 'F32'],
  [2, 'U8'],
  [3, 'I8'],
  [4, 'U16'],
  [5, 'I16'],
  [6, 'I32'],
  [7, 'I64'],
  [9, 'BOOL'],
  [10, 'F16'],
  [11, 'F64'],
  [12, 'U32'],
  [13, 'U64'],
  [16, 'BF16'],
]);

/** What those that no tensor of ours can hold are called in onnx.proto. */
const OTHERS: ReadonlyMap<number, string> = new Map([
  [8, 'STRING'],
  [14, 'COMPLEX64'],
  [15, 'COMPLEX128'],
  [17, 'FLOAT8E4M3FN'],
  [18, 'FLOAT8E4M3FNUZ'],
  [19, 'FLOAT8E5M2'],
  [20, 'FLOAT8E5M2FNUZ'],
  [21, 'UINT4'],
  [22, 'INT4'],
  [23, 'FLOAT4E2M1'],
]);

export function dtypeOf(dataType: number): NumberDtype | undefined {
  return DTYPES.get(dataType);
}

/** For messages. */
export function dataTypeName(dataType: number): string {
  return DTYPES.get(dataType) ?? OTHERS.get(dataType) ?? `data type ${dataType}`;
}

/** The type of a value whose elements are of a type of ONNX: all floats are f32, all else that is no byte i32. */
export function elementOf(dtype: NumberDtype): ElementType {
  if (isFloat(dtype)) return 'f32';
  if (dtype === 'U8') return 'u8';
  return dtype === 'BOOL' ? 'bool' : 'i32';
}

export function isFloat(dtype: NumberDtype): boolean {
  return FLOATS.includes(dtype);
}

const FLOATS: readonly NumberDtype[] = ['F32', 'F16', 'BF16', 'F64'];
