import { describe, expect, it } from 'vitest';
import { interpret, interpreter } from '../../compiler/interpreter/interpret.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { withoutDeadNodes } from '../../compiler/ir/rewrite.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { expectClose } from '../support/close.js';
import { runOnnx } from '../support/onnxruntime.js';
import { randomTensor } from '../support/random-tensor.js';
import { NETWORKS } from './networks.js';

/** What the states begin with, as outputs of a network that has no others. */
function beginnings(graph: Graph): Record<string, Tensor> {
  const outputs = graph.states.map(({ value: { name }, initial }) => ({ name, value: initial }));
  return interpret(withoutDeadNodes({ ...graph, inputs: [], states: [], outputs }), {});
}

describe('onnxruntime-web, which is handed what the last run has left', () => {
  it.each(NETWORKS)('agrees on $name', async ({ load }) => {
    const graph = load();
    const model = exportOnnx(graph);
    const reference = interpreter(graph);
    let held = beginnings(graph);
    for (let run = 0; run < 3; run++) {
      const inputs = Object.fromEntries(
        graph.inputs.map(({ value: { name, type } }) => [
          name,
          randomTensor(type.shape, `${name} ${run}`),
        ]),
      );
      const actual = await runOnnx(model, { ...inputs, ...held });
      for (const [name, tensor] of Object.entries(reference(inputs))) {
        expectClose(actual[name], tensor, `${name} of run ${run}`);
      }
      held = Object.fromEntries(
        graph.states.map(({ value: { name } }) => [name, actual[`${name}_next`]]),
      );
      expect(Object.keys(held).length).toBeGreaterThan(0);
    }
  });
});
