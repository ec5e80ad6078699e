import type { OpNode } from '../../../compiler/ir/graph.js';
import type { OpCase } from './case.js';

/**
 * Of the cases of one op, those that show something that no case before them shows: a kind of operand or of
 * extent, or two attributes that have kinds of values together. For tests that take long for a case, beside
 * others that run all of them.
 */
export function covering(cases: readonly OpCase[]): readonly OpCase[] {
  const shown = new Set<string>();
  return cases.filter(({ graph }) => {
    const known = shown.size;
    for (const node of graph.nodes) {
      if (node.kind !== 'op') continue;
      for (const thing of thingsOf(node)) shown.add(thing);
    }
    return shown.size > known;
  });
}

function thingsOf({ op, inputs, attributes }: OpNode): string[] {
  const operands = inputs.flatMap(({ type: { element, shape } }, index) => [
    `operand ${index}: ${element}, rank ${shape.length}`,
    ...shape.map((extent, axis) => `operand ${index}, axis ${axis}: ${numberKind(extent)}`),
  ]);
  const settings = Object.entries(attributes).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((entry: unknown, index) => `${name} ${index}: ${kind(entry)}`)
      : [`${name}: ${kind(value)}`],
  );
  const pairs = settings.flatMap((one, index) =>
    settings.slice(index).map((other) => `${one} and ${other}`),
  );
  return [...operands, `${inputs.length} operands`, ...pairs].map((thing) => `${op} ${thing}`);
}

function kind(value: unknown): string {
  return typeof value === 'number' && Number.isInteger(value)
    ? numberKind(value)
    : JSON.stringify(value);
}

/** Numbers that code can be different for. */
function numberKind(value: number): string {
  if (value < 0) return 'negative';
  if (value < 2) return String(value);
  if (value < 4) return 'less than a vector';
  return value % 4 === 0 ? 'whole vectors' : 'more than vectors';
}
