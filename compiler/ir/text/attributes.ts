import type { Attribute, Attributes, ConstantData } from '../graph.js';
import { numberText } from './numbers.js';

export function isConstantData(attribute: Attribute): attribute is ConstantData {
  return typeof attribute === 'object' && 'kind' in attribute;
}

/** `{dilations = [1, 1], groups = 1}`, by name. */
export function attributesText(attributes: Attributes): string {
  const names = Object.keys(attributes).sort();
  return `{${names.map((name) => `${name} = ${attributeText(attributes[name])}`).join(', ')}}`;
}

/** One attribute; of a constant, its label. */
export function attributeText(attribute: Attribute): string {
  if (typeof attribute === 'number') return numberText(attribute);
  if (typeof attribute === 'string') return JSON.stringify(attribute);
  if (typeof attribute === 'boolean') return String(attribute);
  if (isConstantData(attribute)) return `@${JSON.stringify(attribute.label)}`;
  const items: readonly (number | string)[] = attribute;
  return `[${items.map(attributeText).join(', ')}]`;
}
