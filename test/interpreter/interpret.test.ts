import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Graph, Node, Value } from '../../compiler/ir/graph.js';
import { constantData } from '../../compiler/ir/op.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { f32 } from '../../compiler/ir/types.js';
import { fusedGraph } from '../support/fused-graph.js';

function sumGraph(): Graph {
  const builder = new GraphBuilder('sum');
  const left = builder.input('left', f32(2));
  const right = builder.input('right', f32(2));
  builder.output('total', builder.add('add', [left, right])[0]);
  return builder.finish();
}

function diagnosticsOf(action: () => unknown): readonly Diagnostic[] {
  try {
    action();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

describe('interpret', () => {
  it('returns outputs by name', () => {
    const outputs = interpret(sumGraph(), {
      left: tensor([2], [1, 2]),
      right: tensor([2], [10, 20]),
    });
    expect(outputs).toEqual({ total: tensor([2], [11, 22]) });
  });

  it('stores f32 between ops', () => {
    const builder = new GraphBuilder('third');
    const x = builder.input('x', f32(1));
    const [third] = builder.add('div', [x, builder.constant(constantData('3', tensor([1], [3])))]);
    builder.output('third', third);
    const { third: result } = interpret(builder.finish(), { x: tensor([1], [1]) });
    expect(result.data[0]).toBe(Math.fround(1 / 3));
  });

  it('sums in f64: a small number between two that cancel is not lost', () => {
    const builder = new GraphBuilder('dot');
    const x = builder.input('x', f32(1, 3));
    const weight = builder.constant(constantData('w', tensor([1, 3], [1, 1, 1])));
    builder.output('y', builder.add('linear', [x, weight])[0]);
    const { y } = interpret(builder.finish(), { x: tensor([1, 3], [2 ** 30, 1, -(2 ** 30)]) });
    expect(y.data[0]).toBe(1);
  });

  it('computes the ops of a kernel, seen by observers', () => {
    const { graph, plain } = fusedGraph();
    const x = tensor([1, 2, 2, 2], [1, -2, 3, -4, 5, -6, 7, -8]);
    const seen: string[] = [];
    const observe = (value: Value): void => void seen.push(value.name);
    const fused = interpret(graph, { x }, { observe });
    expect(fused).toEqual(interpret(plain, { x }));
    expect(seen).toEqual(['x', 'w', 'b', 'p0', 'p1', 'p2', 'conv', 'biased', 'active', 'y']);
  });

  it('shows observers every value once, with its tensor', () => {
    const seen: [string, number[]][] = [];
    interpret(
      sumGraph(),
      { left: tensor([2], [1, 2]), right: tensor([2], [3, 4]) },
      { observe: (value, { data }) => void seen.push([value.name, [...data]]) },
    );
    expect(seen).toEqual([
      ['left', [1, 2]],
      ['right', [3, 4]],
      ['add', [4, 6]],
    ]);
  });
});

describe('inputs that do not fit', () => {
  it('are all reported at once', () => {
    const wrong = { lefd: tensor([2], [1, 2]), right: tensor([3], [1, 2, 3]) };
    expect(diagnosticsOf(() => interpret(sumGraph(), wrong))).toEqual([
      expect.objectContaining({
        code: 'input/unknown',
        title: 'there is no input named lefd',
        notes: ['sum takes: left: f32[2], right: f32[2]'],
      }),
      expect.objectContaining({
        code: 'input/missing',
        title: 'no tensor was given for input left: f32[2]',
      }),
      expect.objectContaining({
        code: 'input/shape',
        title: 'input right: f32[2] was given shape [3]',
      }),
    ]);
  });

  it('are found when only the number of elements is wrong', () => {
    const short = { shape: [2], data: Float32Array.of(1) };
    const problems = diagnosticsOf(() =>
      interpret(sumGraph(), { left: short, right: tensor([2], [1, 2]) }),
    );
    expect(problems.map(({ code, title }) => [code, title])).toEqual([
      ['input/length', 'input left: f32[2] has 2 elements, but was given 1'],
    ]);
  });

  it('are not confused with what every object has', () => {
    const builder = new GraphBuilder('odd');
    builder.output('y', builder.input('toString', f32(1)));
    const problems = diagnosticsOf(() => interpret(builder.finish(), {}));
    expect(problems.map(({ code }) => code)).toEqual(['input/missing']);
  });
});

describe('graphs that are broken', () => {
  const x: Value = { name: 'x', type: f32(2) };
  const y: Value = { name: 'y', type: f32(2) };
  const graph = (node: Node): Graph => ({
    name: 'broken',
    inputs: [{ value: x }],
    states: [],
    nodes: [node],
    outputs: [{ name: 'y', value: node.outputs[0] }],
  });
  const inputs = { x: tensor([2], [1, 2]) };

  it('stop at a value that is used before it is computed', () => {
    const node: Node = { kind: 'op', op: 'relu', inputs: [y], outputs: [y], attributes: {} };
    expect(() => interpret(graph(node), inputs)).toThrow('y is used before it is computed');
  });

  it('stop at a result that is not what its type says', () => {
    const wrong: Value = { name: 'wrong', type: f32(3) };
    const node: Node = { kind: 'op', op: 'relu', inputs: [x], outputs: [wrong], attributes: {} };
    expect(() => interpret(graph(node), inputs)).toThrow(RangeError);
  });

  it('stop at a constant whose elements do not fill its shape', () => {
    const value = { ...constantData('c', tensor([2], [1, 2])), read: () => Float32Array.of(1) };
    const node: Node = {
      kind: 'op',
      op: 'constant',
      inputs: [],
      outputs: [y],
      attributes: { value },
    };
    expect(() => interpret(graph(node), inputs)).toThrow(
      'y is f32[2], but was given a Float32Array of 1 elements of shape [2]',
    );
  });
});
