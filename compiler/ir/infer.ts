import type { Attribute, Attributes, Value } from './graph.js';
import type { AttributeKind, OpDefinition } from './op.js';
import { ShapeError } from './op.js';
import type { OpName } from './ops/index.js';
import { opDefinition } from './ops/index.js';
import { isConstantData } from './text/attributes.js';
import type { ElementType, Shape, TensorType } from './types.js';
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
  checkElements(definition, inputs);
  checkAttributes(definition, attributes);
  const outputs = definition.infer(inputs, attributes);
  for (const type of outputs) checkExtents(`the result of ${op}`, type);
  return outputs;
}

/** How the value of a constant with these attributes is stored, where not as its type says. */
export function storageOf({ value }: Attributes): Pick<Value, 'storedAs'> {
  const storedAs = typeof value === 'object' && isConstantData(value) ? value.storedAs : undefined;
  return storedAs === undefined ? {} : { storedAs };
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

/**
 * Every input has one of the types that the op allows there, and inputs that allow several have the same.
 * Throws `ShapeError`.
 */
export function checkElements(definition: OpDefinition, inputs: readonly TensorType[]): void {
  let shared: { readonly index: number; readonly type: TensorType } | undefined;
  for (const [index, type] of inputs.entries()) {
    const input = definition.inputs[Math.min(index, definition.inputs.length - 1)];
    const { elements = FLOATS } = input;
    if (!elements.includes(type.element)) {
      throw new ShapeError(
        'element',
        `${definition.name} takes ${elements.join(' or ')} as ${input.name}, but got ${typeText(type)}`,
        { input: index, hint: `convert it with \`cast(${elements[0]})\`` },
      );
    }
    if (elements.length === 1) continue;
    shared ??= { index, type };
    if (type.element === shared.type.element) continue;
    throw new ShapeError(
      'element',
      `${definition.name} takes operands of one type, but got ${typeText(shared.type)} and ${typeText(type)}`,
      {
        input: index,
        otherInput: shared.index,
        hint: `convert one of them, as with \`cast(${shared.type.element})\``,
      },
    );
  }
}

const FLOATS: readonly ElementType[] = ['f32'];

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
