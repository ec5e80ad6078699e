import { describe, expect, test } from 'vitest';
import { nodeWord } from '../../compiler/ir/kernel.js';
import { printGraph } from '../../compiler/ir/print.js';
import type { Node } from '../../compiler/ir/graph.js';
import type { RewriteContext } from '../../compiler/ir/rewrite.js';
import {
  constantOf,
  isOp,
  makeNode,
  producers,
  replaceBy,
  rewriteNodes,
  Uses,
  withoutDeadNodes,
} from '../../compiler/ir/rewrite.js';
import { graphOf } from '../support/graph-text.js';

const graph = graphOf(`input %x : f32[2]
  %k = constant @"k" [1, 2] : f32[2]
  %a = relu(%x) : f32[2]
  %b = add(%a, %a) : f32[2]
  %c = mul(%b, %k) : f32[2]
  %d = tanh(%c) : f32[2]
  output "d" = %d
  output "c" = %c`);
const [k, a, b, c, d] = graph.nodes.map((node) => node.outputs[0]);

describe('Uses', () => {
  const uses = new Uses(graph);

  test('lists readers in order, once for each operand', () => {
    expect(uses.of(a)).toEqual([graph.nodes[2], graph.nodes[2]]);
    expect(uses.of(d)).toEqual([]);
  });

  test('tells what is visible outside', () => {
    expect([a, b, c, d].map((value) => uses.isKept(value))).toEqual([false, false, true, true]);
  });

  test('private is read once and invisible', () => {
    expect([a, b, c, d].map((value) => uses.isPrivate(value))).toEqual([false, true, false, false]);
  });
});

test('producers and constants', () => {
  expect(producers(graph).get(b)).toBe(graph.nodes[2]);
  expect(producers(graph).has(graph.inputs[0].value)).toBe(false);
  expect(constantOf(producers(graph).get(k))?.label).toBe('k');
  expect(constantOf(producers(graph).get(b))).toBeUndefined();
});

describe('rewriteNodes', () => {
  test('gives the graph itself when nothing is replaced', () => {
    expect(rewriteNodes(graph, () => undefined)).toBe(graph);
  });

  test('users and outputs follow a replacement, orphans go', () => {
    const result = rewriteNodes(graph, (node) => {
      if (!isOp(node, 'mul')) return undefined;
      return replaceBy(makeNode('sub', [node.inputs[1], node.inputs[1]], {}, node.outputs[0]));
    });
    expect(printGraph(result)).toBe(`graph g {
  input %x : f32[2]
  %k = constant @"k" [1, 2] : f32[2]
  %c = sub(%k, %k) : f32[2]
  %d = tanh(%c) : f32[2]
  output "d" = %d
  output "c" = %c
}
`);
  });

  test('a value may take the place of another', () => {
    const result = rewriteNodes(graph, (node) =>
      isOp(node, 'add') ? { nodes: [], values: [node.inputs[0]] } : undefined,
    );
    expect(printGraph(result)).toContain('%c = mul(%a, %k)');
  });

  test('later nodes are visited with their new operands', () => {
    const seen: string[] = [];
    rewriteNodes(graph, (node, context) => {
      seen.push(
        ...node.inputs.map((input) => {
          const producer = context.producer(input);
          return producer === undefined ? 'input' : nodeWord(producer);
        }),
      );
      if (!isOp(node, 'relu')) return undefined;
      return replaceBy(makeNode('sigmoid', node.inputs, {}, node.outputs[0]));
    });
    expect(seen).toEqual(['input', 'sigmoid', 'sigmoid', 'add', 'constant', 'mul']);
  });

  test('a value in the place of another is as private as that was; one that gains users is not', () => {
    const privacy = (
      replace: (node: Node) => ReturnType<typeof replaceBy>,
    ): boolean | undefined => {
      let found: boolean | undefined;
      const visit = (node: Node, context: RewriteContext) => {
        if (isOp(node, 'mul')) found = context.isPrivate(node.inputs[0]);
        return isOp(node, 'add') ? replace(node) : undefined;
      };
      rewriteNodes(graph, visit);
      return found;
    };
    expect(privacy((node) => replaceBy(makeNode('sub', node.inputs, {}, node.outputs[0])))).toBe(
      true,
    );
    expect(privacy((node) => ({ nodes: [], values: [node.inputs[0]] }))).toBe(false);
  });
});

test('withoutDeadNodes gives the graph itself when all is used', () => {
  expect(withoutDeadNodes(graph)).toBe(graph);
  const shorter = withoutDeadNodes({ ...graph, outputs: [graph.outputs[1]] });
  expect(shorter.nodes).toEqual(graph.nodes.slice(0, -1));
});

test('makeNode refuses operands that do not fit', () => {
  expect(() => makeNode('reshape', [a], { shape: [3] }, { name: 'r' })).toThrow('[3]');
});
