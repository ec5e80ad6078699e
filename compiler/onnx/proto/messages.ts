import { many, one } from './field.js';

/**
 * The messages of the ONNX file format (onnx.proto, IR version 10) that Netloom uses, their fields in the
 * order of their numbers and under their names there.
 */

const stringStringEntry = { key: one(1, 'string'), value: one(2, 'string') } as const;

export const tensorProto = {
  dims: many(1, 'integer'),
  data_type: one(2, 'integer'),
  float_data: many(4, 'float'),
  int32_data: many(5, 'integer'),
  int64_data: many(7, 'integer'),
  name: one(8, 'string'),
  raw_data: one(9, 'bytes'),
  double_data: many(10, 'double'),
  uint64_data: many(11, 'integer'),
  external_data: many(13, stringStringEntry),
  data_location: one(14, 'integer'),
} as const;

export const attributeProto = {
  name: one(1, 'string'),
  f: one(2, 'float'),
  i: one(3, 'integer'),
  s: one(4, 'bytes'),
  t: one(5, tensorProto),
  floats: many(7, 'float'),
  ints: many(8, 'integer'),
  strings: many(9, 'string'),
  type: one(20, 'integer'),
} as const;

export const nodeProto = {
  input: many(1, 'string'),
  output: many(2, 'string'),
  name: one(3, 'string'),
  op_type: one(4, 'string'),
  attribute: many(5, attributeProto),
  domain: one(7, 'string'),
} as const;

const dimension = { dim_value: one(1, 'integer'), dim_param: one(2, 'string') } as const;
const tensorShapeProto = { dim: many(1, dimension) } as const;
const tensorType = { elem_type: one(1, 'integer'), shape: one(2, tensorShapeProto) } as const;
const typeProto = { tensor_type: one(1, tensorType) } as const;

export const valueInfoProto = { name: one(1, 'string'), type: one(2, typeProto) } as const;

const graphProto = {
  node: many(1, nodeProto),
  name: one(2, 'string'),
  initializer: many(5, tensorProto),
  input: many(11, valueInfoProto),
  output: many(12, valueInfoProto),
} as const;

export const operatorSetIdProto = { domain: one(1, 'string'), version: one(2, 'integer') } as const;

export const modelProto = {
  ir_version: one(1, 'integer'),
  producer_name: one(2, 'string'),
  graph: one(7, graphProto),
  opset_import: many(8, operatorSetIdProto),
} as const;

/** TensorProto.DataType */
export const DATA_TYPE = { float: 1, uint8: 2, int32: 6, int64: 7, bool: 9, double: 11 } as const;

/** AttributeProto.AttributeType */
export const ATTRIBUTE_TYPE = { float: 1, integer: 2, string: 3, integers: 7, strings: 8 } as const;
