import type { Value } from './graph.js';
import { opDefinition } from './ops/index.js';
import type { Uses } from './rewrite.js';
import { isView } from './views.js';

/**
 * From how many entries the elements of `value` choose, where ops take them as indices, or as those of a
 * view: the fewest of all that do; undefined where none does.
 */
export function indexedEntries(uses: Uses, value: Value): number | undefined {
  const found = uses.of(value).flatMap((node): number[] => {
    if (node.kind === 'kernel') return [];
    if (isView(node)) return [indexedEntries(uses, node.outputs[0]) ?? []].flat();
    const types = node.inputs.map(({ type }) => type);
    const indices = opDefinition(node.op).indices?.(types, node.attributes);
    return indices !== undefined && node.inputs[indices.operand] === value ? [indices.entries] : [];
  });
  return found.length === 0 ? undefined : Math.min(...found);
}
