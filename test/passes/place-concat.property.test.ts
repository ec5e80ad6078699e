import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Graph, Value } from '../../compiler/ir/graph.js';
import type { Layout } from '../../compiler/ir/layout.js';
import { partsOf } from '../../compiler/ir/memory/parts.js';
import { printGraph } from '../../compiler/ir/print.js';
import { isOp, producers, Uses } from '../../compiler/ir/rewrite.js';
import { f32 } from '../../compiler/ir/types.js';
import { isAlias, isView } from '../../compiler/ir/views.js';
import { assignLayouts } from '../../compiler/passes/assign-layouts.js';
import { lowerBound } from '../../compiler/passes/memory/blocks.js';
import { buffers } from '../../compiler/passes/memory/buffers.js';
import { replaceValues } from '../../compiler/passes/memory/replace-values.js';
import { placeConcat } from '../../compiler/passes/place-concat.js';

/** What the pass means: for each concatenation the whole graph is planned with and without its parts. */
function placedOneByOne(graph: Graph): Graph {
  let current = graph;
  for (let index = graph.nodes.length - 1; index >= 0; index--) {
    const layouts = partLayouts(current, index);
    if (layouts.size > 0) current = placed(current, layouts);
  }
  return current;
}

function partLayouts(graph: Graph, index: number): Map<Value, Layout> {
  const node = graph.nodes[index];
  const [uses, producer] = [new Uses(graph), producers(graph)];
  const layouts = new Map<Value, Layout>();
  for (const [position, part] of partsOf(node).entries()) {
    const operand = node.inputs[position];
    const origin = producer.get(operand);
    if (part === undefined || origin === undefined || layouts.has(operand)) continue;
    if (isOp(origin, 'constant') || isView(origin) || uses.isKept(operand)) continue;
    if (operand.layout?.pitch !== undefined || uses.of(operand).some(isAlias)) continue;
    layouts.set(operand, part.layout);
  }
  return layouts;
}

function placed(graph: Graph, layouts: ReadonlyMap<Value, Layout>): Graph {
  const parts = new Map([...layouts].map(([value, layout]) => [value, { ...value, layout }]));
  const joint = replaceValues(graph, (value) => parts.get(value) ?? value);
  if (leastArena(joint) <= leastArena(graph)) return joint;
  if (layouts.size === 1) return graph;
  return [...layouts].reduce((current, each) => placed(current, new Map([each])), graph);
}

function leastArena(graph: Graph): number {
  return lowerBound(buffers(graph, () => true));
}

/** Concatenations of each other, kernels that write over their operands, views; operands far and near. */
const graph = fc
  .record({
    size: fc.constantFrom([1, 1], [2, 3], [4, 4]),
    steps: fc.array(fc.tuple(fc.nat(9), fc.array(fc.nat(99), { minLength: 4, maxLength: 4 })), {
      minLength: 4,
      maxLength: 40,
    }),
    reach: fc.constantFrom(4, 99),
  })
  .map(({ size, steps, reach }): Graph => {
    const builder = new GraphBuilder('joined');
    const shape = (channels: number) => f32(1, channels, ...size);
    const values = [builder.input('x', shape(4)), builder.input('y', shape(8))];
    const channels = (value: Value): number => value.type.shape[1];
    const recent = (number: number): Value =>
      values[values.length - 1 - (number % Math.min(reach, values.length))];
    for (const [kind, numbers] of steps) {
      const [value, ...others] = numbers.map(recent);
      const alike = others.find((other) => channels(other) === channels(value)) ?? value;
      const all = [value, ...others.slice(0, numbers[3] % 4)];
      const isSmall = all.reduce((sum, each) => sum + channels(each), 0) < 200;
      const made =
        kind < 4 && isSmall
          ? builder.add('concat', all, { axis: 1 })
          : kind < 6
            ? builder.add('add', [value, alike])
            : kind < 7 && size[0] === size[1]
              ? builder.add('reshape', [value], { shape: [1, channels(value), size[1], size[0]] })
              : builder.add('softmax', [value], { axis: 1 });
      values.push(made[0]);
      if (numbers[0] === 99) builder.output(`out${values.length}`, made[0]);
    }
    builder.output('last', values[values.length - 1]);
    return builder.finish();
  });

test('planning only what changes finds the same places as planning everything anew', () => {
  let parts = 0;
  fc.assert(
    fc.property(graph, (each) => {
      const laidOut = assignLayouts(each);
      const actual = printGraph(placeConcat(laidOut));
      expect(actual).toBe(printGraph(placedOneByOne(laidOut)));
      parts += actual.match(/ pitch /g)?.length ?? 0;
    }),
    { numRuns: 500, seed: 4 },
  );
  expect(parts).toBeGreaterThan(500);
});
