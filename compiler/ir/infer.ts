import type { Attribute, Attributes } from './graph.js';
import type { AttributeKind, OpDefinition } from './op.js';
import { ShapeError } from './op.js';
import type { OpName } from './ops/index.js';
import { opDefinition } from './ops/index.js';
import type { Shape, TensorType } from './types.js';
import { elementCount, typeText } from './types.js';

/** Elements that a tensor may have: 4 GiB of f32, what the 32-bit addresses of WASM reach. */
const LARGEST_TENSOR = 2 ** 30;

/**
 * The output types of `op`, after the checks that are alike for every op: the number of inputs, the
 * names and kinds of the attributes, and extents that are positive and of a size that can exist.
 * Throws `ShapeError`.
 */
export function inferTypes(
  op: OpName,
  inputs: readonly TensorType[],
  attributes: Attributes,
): readonly TensorType[] {
  const definition = opDefinition(op);
  checkArity(definition, inputs.length);
  checkAttributes(definition, attributes);
  const outputs = definition.infer(inputs, attributes);
  for (const type of outputs) checkExtents(`the result of ${op}`, type);
  return outputs;
}

/** `attributes` and, where they lack one that has a default, that. */
export function withDefaults(op: OpName, attributes: Attributes): Attributes {
  const schema = Object.entries(opDefinition(op).attributes);
  const defaults = schema.flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { ...(Object.fromEntries(defaults) as Attributes), ...attributes };
}

/** Every extent is a positive integer and the tensor can be addressed. Throws `ShapeError`. */
export function checkExtents(what: string, type: TensorType): void {
  if (!hasValidExtents(type.shape)) {
    throw new ShapeError('extent', `${what} has type ${typeText(type)}`, {
      hint: 'every extent must be a whole number of at least 1',
    });
  }
  if (elementCount(type.shape) > LARGEST_TENSOR) {
    throw new ShapeError(
      'size',
      `${what} has type ${typeText(type)}: ${elementCount(type.shape)} elements, ` +
        `more than the ${LARGEST_TENSOR} that fit in 4 GiB`,
    );
  }
}

function hasValidExtents(shape: Shape): boolean {
  return shape.every((extent) => Number.isSafeInteger(extent) && extent >= 1);
}

function checkArity(definition: OpDefinition, count: number): void {
  const required = definition.inputs.filter((input) => input.optional !== true).length;
  const variadic = definition.inputs.at(-1)?.variadic === true;
  const most = variadic ? Infinity : definition.inputs.length;
  if (count >= required && count <= most) return;
  const expected = variadic
    ? `${required} or more`
    : required === most
      ? most
      : `${required} to ${most}`;
  throw new ShapeError(
    'inputs',
    `${definition.name} takes ${expected} ${expected === 1 ? 'input' : 'inputs'} (${definition.inputs.map((input) => input.name).join(', ')}), ` +
      `but got ${count}`,
  );
}

function checkAttributes(definition: OpDefinition, attributes: Attributes): void {
  for (const [name, { kind }] of Object.entries(definition.attributes)) {
    const value: Attribute | undefined = attributes[name];
    if (value === undefined) {
      throw new ShapeError('attribute', `${definition.name} lacks its attribute ${name}`);
    }
    if (!isOfKind(value, kind)) {
      throw new ShapeError(
        'attribute',
        `attribute ${name} of ${definition.name} must be of kind ${kind}, but is ${attributeText(value)}`,
        { argument: name },
      );
    }
  }
  const unknown = Object.keys(attributes).find(
    (name) => !Object.hasOwn(definition.attributes, name),
  );
  if (unknown !== undefined) {
    throw new ShapeError('attribute', `${definition.name} has no attribute ${unknown}`);
  }
}

function isOfKind(value: Attribute, kind: AttributeKind): boolean {
  switch (kind) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    case 'integers':
      return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry));
    case 'numbers':
      return Array.isArray(value) && value.every((entry) => Number.isFinite(entry));
    case 'strings':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
    case 'constant':
      return typeof value === 'object' && 'kind' in value;
  }
}

function attributeText(value: Attribute): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
