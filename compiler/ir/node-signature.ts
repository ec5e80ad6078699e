import type { Node, Value } from './graph.js';
import { opsOf, parametersOf } from './kernel.js';
import { attributesText } from './text/attributes.js';
import { layoutText } from './text/layout-text.js';
import { storedTypeText, typeText } from './types.js';

/**
 * All of a node that its lowering depends on, as text: ops and attributes, who reads what, types and
 * layouts; no names, offsets or places in the source. Most nodes of a deep network are like another, and
 * need to be lowered once. Operands are called by number, and what a kernel's ops compute as `#0`, `#1`, …,
 * or of several outputs the second as `#0.1`.
 *
 *     matmul(0,1) {axis = 1}: f32[1,4,8,8]; bias(#0,2) {}: f32[1,4,8,8];
 *     f32[1,8,8,8] nhwc/4, f32[8,4], f32[4] -> f32[1,4,8,8] nhwc/4
 */
export function nodeSignature(node: Node): string {
  const { inputs, outputs, workspace } = node;
  const names = new Map<Value, string>();
  const name = (value: Value, text: string): void => {
    if (!names.has(value)) names.set(value, text);
  };
  parametersOf(node).forEach((operand, position) => {
    name(operand, String(position));
  });
  const steps = opsOf(node).map((step, position) => {
    const operands = step.inputs.map((operand) => names.get(operand)).join(',');
    for (const [number, result] of step.outputs.entries()) {
      name(result, number === 0 ? `#${position}` : `#${position}.${number}`);
    }
    const types = step.outputs.map(({ type }) => typeText(type)).join(', ');
    return `${step.op}(${operands}) ${attributesText(step.attributes)}: ${types}; `;
  });
  const bands = node.kind === 'kernel' && node.bandRows ? `, in bands of ${node.bandRows}` : '';
  const ends = [inputs, outputs].map((values) => values.map(placedText).join(', ')).join(' -> ');
  return `${steps.join('')}${ends}${workspace === undefined ? '' : ', in a workspace'}${bands}`;
}

function placedText(value: Value): string {
  const { layout } = value;
  return `${storedTypeText(value)}${layout === undefined ? '' : ` ${layoutText(layout)}`}`;
}
