import { describe, expect, it } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { OPS } from '../../compiler/ir/ops/index.js';
import type { ElementType } from '../../compiler/ir/types.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { expectClose } from '../support/close.js';
import { runOnnx } from '../support/onnxruntime.js';
import { opCasesByOp } from '../support/op-cases.js';

describe('the reference agrees with ONNX Runtime', () => {
  const cases = opCasesByOp();

  it('on cases for every op', () => {
    expect([...cases.keys()].sort()).toEqual(Object.keys(OPS).sort());
  });

  it('on cases that are all different', () => {
    const names = [...cases.values()].flat().map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  for (const [op, opCases] of cases) {
    it(`${op}: ${opCases.length} cases`, async () => {
      for (const { name, graph, inputs, isBeyondOnnx } of opCases) {
        if (isBeyondOnnx) {
          expect(() => exportOnnx(graph), name).toThrow('onnx/type');
          continue;
        }
        const expected = await runOnnx(exportOnnx(graph), inputs, typesOf(graph));
        const actual = interpret(graph, inputs);
        expect(Object.keys(actual), name).toEqual(Object.keys(expected));
        for (const output of Object.keys(expected)) {
          expectClose(actual[output], expected[output], `${output} of ${name}`);
        }
      }
    }, 60_000);
  }
});

function typesOf({ inputs }: Graph): Record<string, ElementType> {
  return Object.fromEntries(inputs.map(({ value: { name, type } }) => [name, type.element]));
}
