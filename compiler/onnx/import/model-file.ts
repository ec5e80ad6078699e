import type { NumberDtype } from '../../weights/dtype.js';
import type { Shape } from '../../ir/types.js';
import type { MessageValue } from '../proto/field.js';
import type { attributeProto } from '../proto/messages.js';

/** An ONNX file as it is written: its nodes in memory, its tensors where they lie. */
export interface ModelFile {
  /** What to call it in messages. */
  readonly name: string;
  /** Version of each operator set, by its domain; that of ONNX itself is "". */
  readonly opsets: ReadonlyMap<string, number>;
  readonly nodes: readonly FileNode[];
  readonly inputs: readonly FileValue[];
  readonly outputs: readonly FileValue[];
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

export interface FileNode {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  /** "" where an optional one is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, FileAttribute>;
}

export type FileAttribute = MessageValue<typeof attributeProto>;

export interface FileValue {
  readonly name: string;
  /** TensorProto.DataType; absent where the file does not say. */
  readonly dataType?: number;
  /** A name, or nothing at all, stands for an extent that is not known; absent where not even the rank is. */
  readonly shape?: readonly (number | string | undefined)[];
}

/** Elements that are read when they are asked for. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: NumberDtype;
  readonly shape: Shape;
  /** All elements in row-major order; those of 64 bits as floats of 64, which have integers up to 2⁵³ exactly. */
  read(): NumberArray;
}

export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;
