import type { Attribute, Node } from '../graph.js';
import type { AttributeKind, OpDefinition } from '../op.js';
import { isConstantData } from '../print.js';
import type { Violations } from './violations.js';
import { nodeText } from './violations.js';

/** Checks a node's attributes against the schema of its op: none missing, none unknown. */
export function verifyAttributes(node: Node, op: OpDefinition, violations: Violations): boolean {
  const before = violations.diagnostics.length;
  const text = nodeText(node);
  for (const [name, { kind }] of Object.entries(op.attributes)) {
    const attribute: Attribute | undefined = node.attributes[name];
    if (attribute === undefined) {
      violations.add('attribute', `${text} lacks the attribute '${name}'`, node);
    } else if (!MATCHES[kind](attribute)) {
      violations.add('attribute', `attribute '${name}' of ${text} must be of kind ${kind}`, node);
    }
  }
  for (const name of Object.keys(node.attributes)) {
    if (Object.hasOwn(op.attributes, name)) continue;
    violations.add('attribute', `${text} has no attribute named '${name}'`, node);
  }
  return violations.diagnostics.length === before;
}

const isNumber = (item: unknown): boolean => typeof item === 'number';
const isString = (item: unknown): boolean => typeof item === 'string';

const MATCHES: Readonly<Record<AttributeKind, (attribute: Attribute) => boolean>> = {
  integer: Number.isInteger,
  number: isNumber,
  boolean: (attribute) => typeof attribute === 'boolean',
  string: isString,
  integers: (attribute) => Array.isArray(attribute) && attribute.every(Number.isInteger),
  numbers: (attribute) => Array.isArray(attribute) && attribute.every(isNumber),
  strings: (attribute) => Array.isArray(attribute) && attribute.every(isString),
  constant: isConstantData,
};
