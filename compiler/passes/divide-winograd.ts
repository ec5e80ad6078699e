import type { Graph } from '../ir/graph.js';
import { rootOf, withRoot } from '../ir/kernel.js';
import { memoize } from '../ir/memoize.js';
import type { WinogradForm } from '../ir/ops/shared/winograd.js';
import { isWinograd, winogradForms } from '../ir/winograd-forms.js';
import type { CoreMachine } from '../target/machine.js';
import { chooseDivision, slotsFor } from './winograd-choice.js';

/**
 * Divides Winograd convolutions into the strips or blocks of which a core's caches keep what they work on.
 * For threads, the workspace has room for several blocks.
 */
export function divideWinograd(graph: Graph, machine: CoreMachine): Graph {
  // Most layers of a deep network are like another, and choosing takes far longer than all else here.
  const divide = memoize(JSON.stringify, (forms: readonly WinogradForm[]) => {
    const division = chooseDivision(forms, machine.caches);
    const divided = forms.map((form) => ({ ...form, ...division }));
    return { ...division, slots: slotsFor(divided, machine) };
  });
  if (!graph.nodes.some((node) => isWinograd(rootOf(node)))) return graph;
  const nodes = graph.nodes.map((node) => {
    const forms = winogradForms(rootOf(node));
    // What is divided already stays so.
    if (forms.length === 0 || forms.some(({ strips, blocks }) => strips * blocks > 1)) return node;
    const division = divide(forms);
    return withRoot(node, (root) => ({ ...root, attributes: { ...root.attributes, ...division } }));
  });
  return { ...graph, nodes };
}
