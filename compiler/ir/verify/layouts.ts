import type { Graph, Node, Value } from '../graph.js';
import type { Layout } from '../layout.js';
import { enteringValues } from '../interface.js';
import { denseLayout, rowElements } from '../layout.js';
import { isOp } from '../rewrite.js';
import { layoutText } from '../text/layout-text.js';
import type { Shape } from '../types.js';
import { lieAlike } from '../views.js';
import type { Violations } from './violations.js';
import { valueText } from './violations.js';

/**
 * Layouts are given to all values or to none, never to constants; each orders every axis once; what
 * crosses the interface lies dense. Returns whether values have layouts.
 */
export function verifyLayouts(graph: Graph, violations: Violations): boolean {
  const values = storedValues(graph);
  if (values.every((value) => value.layout === undefined)) {
    const early = values.find((value) => value.offset !== undefined);
    if (early !== undefined) {
      violations.add('layout', `${valueText(early)} has an offset, but no layout`, early);
    }
    return false;
  }
  for (const value of values) verifyLayout(value, violations);
  for (const constant of constantValues(graph)) {
    if (constant.layout === undefined && constant.offset === undefined) continue;
    const title = `${valueText(constant)} is constant and must have no layout or offset`;
    violations.add('layout', title, constant);
  }
  const outputs = graph.outputs.map((output) => output.value);
  for (const value of [...enteringValues(graph), ...outputs]) verifyInterface(value, violations);
  return true;
}

/** The values that lie in the arena: all but the results of constant nodes, and workspaces. */
export function storedValues(graph: Graph): Value[] {
  const computed = graph.nodes.filter((node) => !isOp(node, 'constant'));
  const workspaces = computed.flatMap(({ workspace }) => workspace ?? []);
  return [...enteringValues(graph), ...resultsOf(computed), ...workspaces];
}

function constantValues(graph: Graph): Value[] {
  return resultsOf(graph.nodes.filter((node) => isOp(node, 'constant')));
}

function resultsOf(nodes: readonly Node[]): Value[] {
  return nodes.flatMap((node) => node.outputs);
}

function verifyLayout(value: Value, violations: Violations): void {
  const { layout } = value;
  if (layout === undefined) {
    violations.add('layout', `${valueText(value)} has no layout, but other values have`, value);
  } else if (!isPossible(layout, value.type.shape)) {
    const title = `${layoutText(layout)} is no layout of ${valueText(value)}`;
    violations.add('layout', title, value);
  }
}

function isPossible(layout: Layout, shape: Shape): boolean {
  const { order, pad, pitch } = layout;
  const sorted = order.toSorted((a, b) => a - b);
  const isPermutation =
    sorted.length === shape.length && sorted.every((axis, index) => axis === index);
  if (!isPermutation || !Number.isInteger(pad) || pad < 1) return false;
  if (pitch === undefined) return true;
  return order.length > 0 && Number.isInteger(pitch) && pitch >= rowElements(shape, layout);
}

function verifyInterface(value: Value, violations: Violations): void {
  const dense = { ...value, layout: denseLayout(value.type.shape.length) };
  if (value.layout !== undefined && lieAlike(value, dense)) return;
  const found = value.layout === undefined ? 'has no layout' : `lies ${layoutText(value.layout)}`;
  const title = `${valueText(value)} crosses the interface and must lie dense, but ${found}`;
  violations.add('layout', title, value);
}
