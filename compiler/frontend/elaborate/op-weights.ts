import type { Span } from '../../diagnostics/diagnostic.js';
import type { SurfaceWeight } from '../../ir/op.js';
import type { Elements } from '../../ir/tensor.js';
import { elementsOf, zeros } from '../../ir/tensor.js';
import type { ElementType, TensorType } from '../../ir/types.js';
import { elementCount, sameShape } from '../../ir/types.js';
import type { Given } from './arguments.js';
import { failAt, LIMITS } from './context.js';
import type { DraftValue } from './draft.js';
import { areElements, literalTensor } from './literals.js';
import type { OpCall } from './op-call.js';
import { describe, isPoisoned } from './values.js';

/** An input of the node that is about to be made. */
export type Input =
  | { readonly source: 'operand'; readonly value: DraftValue }
  | ({ readonly source: 'weight'; readonly type: TensorType } & WeightOrigin);

interface WeightOrigin {
  /** What it is called within the layer. */
  readonly parameter: string;
  /** Absent: a parameter named after the layer. */
  readonly literal?: Elements;
  readonly fullName?: string;
  readonly span: Span;
}

/** The weights that the layer brings along, by input name. */
export function prepareWeights(
  call: OpCall,
  weights: readonly SurfaceWeight[],
): Map<string, Input> | undefined {
  const { context, site, given } = call;
  const prepared = new Map<string, Input>();
  let failed = false;
  const shared = sharedElement(call);
  for (const { name, parameter = name, shape, element = shared(name), isZeros } of weights) {
    const positive = shape.every((extent) => Number.isSafeInteger(extent) && extent > 0);
    if (!positive || elementCount(shape) > LIMITS.elements) {
      const title = `\`${site.name}\` would need a ${name} of shape [${shape.join(',')}]`;
      const message = positive ? 'this is too large' : 'every extent must be a positive integer';
      failAt(context, 'shape/weight', title, { span: site.span, message });
      return undefined;
    }
    const type: TensorType = { element, shape };
    const found = given.get(name);
    const override = found !== undefined && found.value.kind !== 'boolean' ? found : undefined;
    if (override === undefined && isZeros) {
      const { draft } = context.session;
      const value = draft.literal(type, zeros(type).data, site.span, context.container, name);
      prepared.set(name, { source: 'operand', value });
      continue;
    }
    if (override === undefined) {
      prepared.set(name, { source: 'weight', type, parameter, span: site.span });
      continue;
    }
    const weight = isPoisoned(override.value)
      ? undefined
      : givenWeight(call, override, type, { name, parameter });
    if (weight === undefined) failed = true;
    else prepared.set(name, weight);
  }
  return failed ? undefined : prepared;
}

/** The type that the layer's tensor gives a weight: its own where it may be of several types, and else f32. */
function sharedElement({ entry, operands }: OpCall): (name: string) => ElementType {
  const { inputs } = entry.definition;
  const allows = (index: number): boolean => (inputs.at(index)?.elements?.length ?? 1) > 1;
  const given = operands.at(0)?.value.type.element;
  return (name) => {
    const isShared = allows(0) && allows(inputs.findIndex((input) => input.name === name));
    return isShared && given !== undefined ? given : 'f32';
  };
}

/** A weight given in the call: values, the name of a parameter, or a tensor. */
function givenWeight(
  call: OpCall,
  found: Given,
  type: TensorType,
  { name, parameter }: { readonly name: string; readonly parameter: string },
): Input | undefined {
  const { context, site } = call;
  const { value, span } = found;
  if (value.kind === 'string') {
    return { source: 'weight', type, parameter, span, fullName: value.value };
  }
  if (value.kind === 'tensor') {
    return { source: 'operand', value: value.value };
  }
  const read = literalTensor(value);
  const needs = `\`${site.name}\` needs a ${name} of shape [${type.shape.join(',')}]`;
  if (value.kind !== 'list' || typeof read === 'string') {
    const problem = typeof read === 'string' ? read : describe(value);
    failAt(
      context,
      'literal/weight',
      `the ${name} of \`${site.name}\` cannot be read: ${problem}`,
      { span, message: 'not the elements of a tensor' },
      {
        about: [value],
        hint: `${needs}: nested lists of numbers, or the name of a parameter as a string`,
      },
    );
    return undefined;
  }
  if (!sameShape(read.shape, type.shape)) {
    failAt(
      context,
      'literal/shape',
      `${needs}, but is given one of shape [${read.shape.join(',')}]`,
      { span, message: `[${read.shape.join(',')}]` },
    );
    return undefined;
  }
  if (!areElements(context, read.numbers, type.element, span)) return undefined;
  const literal = elementsOf(type.element, read.numbers);
  return { source: 'weight', type, parameter, span, literal };
}
