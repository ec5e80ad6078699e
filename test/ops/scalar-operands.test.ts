import { describe, expect, it } from 'vitest';
import type { Compute, ComputeStage } from '../../compiler/lower/formulas/compute.js';
import { isRepeated } from '../../compiler/lower/formulas/compute.js';
import { variablesOf } from '../../compiler/lower/formulas/index-expr.js';
import { isComputing } from '../../compiler/lower/ops/index.js';
import { lowerNode } from '../../compiler/lower/node.js';
import { readsOf } from '../../compiler/codegen/schedule/placement/site.js';
import type { OpNode } from '../../compiler/ir/graph.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import { rootOf } from '../../compiler/ir/kernel.js';
import { attributesText } from '../../compiler/ir/text/attributes.js';
import { mayLieAnyhow } from '../../compiler/ir/traits.js';
import { typeText } from '../../compiler/ir/types.js';
import { isView } from '../../compiler/ir/views.js';
import { opCases } from '../support/op-cases.js';

/**
 * The operands of which an element goes to all lanes of a vector of results, as the lowering says it: no
 * index of theirs follows the axis along which results lie in vectors, channels or else the last.
 */
function scalarOperands(node: OpNode): Set<number> {
  const scalar = new Set(node.inputs.map((_, operand) => operand));
  const { computes, stages = [] } = lowerNode(node);
  for (const compute of [...computes, ...stages.flatMap(computesIn)]) {
    const { output, target } = compute;
    const fillsOutput = target === undefined || typeof target === 'number';
    const vector = output.at(fillsOutput ? vectorAxis(node) : -1);
    const lanes = vector === undefined ? new Set() : variablesOf(vector);
    for (const { operand, index } of readsOf(compute)) {
      const variables = index.flatMap((each) => [...variablesOf(each)]);
      if (variables.some((variable) => lanes.has(variable))) scalar.delete(operand);
    }
  }
  return scalar;
}

/** Channels of feature maps, else the last axis. */
function vectorAxis({ op, outputs }: OpNode): number {
  const { length } = outputs[0].type.shape;
  return length === 4 || opDefinition(op).featureMap === true ? 1 : length - 1;
}

function computesIn(stage: ComputeStage): Compute[] {
  return isRepeated(stage) ? stage.stages.flatMap(computesIn) : [stage];
}

const cases = new Map<string, OpNode[]>();
for (const { op, graph } of opCases()) {
  const node = rootOf(graph.nodes[graph.nodes.length - 1]);
  // Views and changes of layout move single elements, whatever their formula.
  if (isView(node) || op === 'relayout' || !isComputing(op)) continue;
  cases.set(op, [...(cases.get(op) ?? []), node]);
}

describe('operands that an op says it reads one element at a time', () => {
  it.each([...cases])('%s', (_, nodes) => {
    const neverStated = new Set(nodes.flatMap(({ inputs }) => [...inputs.keys()]));
    const alwaysDerived = new Set(neverStated);
    for (const node of nodes) {
      const derived = scalarOperands(node);
      for (const operand of node.inputs.keys()) {
        if (!derived.has(operand)) alwaysDerived.delete(operand);
        if (!mayLieAnyhow(node, operand, vectorAxis(node))) continue;
        neverStated.delete(operand);
        expect(derived, describeNode(node)).toContain(operand);
      }
    }
    // None that it always reads so is forgotten.
    expect([...alwaysDerived].filter((operand) => neverStated.has(operand))).toEqual([]);
  });
});

function describeNode({ op, inputs, attributes }: OpNode): string {
  return `${op}(${inputs.map(({ type }) => typeText(type)).join(', ')}) ${attributesText(attributes)}`;
}
