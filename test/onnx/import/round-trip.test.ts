import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import type { Graph } from '../../../compiler/ir/graph.js';
import { exportOnnx } from '../../../compiler/onnx/export.js';
import { bindWeights, randomWeights } from '../../../compiler/weights/index.js';
import { exampleGraph } from '../../support/example.js';
import { expectClose } from '../../support/close.js';
import { runProgramWasm } from '../../support/run-program.js';
import { randomInputs } from '../../zoo/random-inputs.js';
import { SYSTEMS } from '../../zoo/systems.js';
import { titleOf } from '../../zoo/systems/system.js';
import { graphOf } from './model.js';

/** Which boxes stay is a list whose length only a run knows; a bundle has tensors of fixed shapes. */
const OF_UNKNOWN_LENGTH: readonly string[] = ['faster_rcnn', 'fast_yolo', 'yolo_v2'];
/** A layer that ONNX says as a convolution and a product of matrices, which adds in another order. */
const IN_ANOTHER_ORDER: readonly string[] = ['deepface'];

describe('a network that was exported', () => {
  for (const system of SYSTEMS) {
    const { file, network, sets, small, range } = system;
    if (small === undefined) continue;
    const bound = (): Graph =>
      bindWeights(exampleGraph(file, { ...sets, ...small }, network), randomWeights(1)).graph;

    if (OF_UNKNOWN_LENGTH.includes(network)) {
      it(`is refused with the name of what it has: ${titleOf(system)}`, () => {
        expect(() => graphOf(exportOnnx(bound()))).toThrow(/NonMaxSuppression .* not imported/);
      });
      continue;
    }

    const isReordered = IN_ANOTHER_ORDER.includes(network);
    it(`answers as before, ${isReordered ? 'but for rounding' : 'bit for bit'}: ${titleOf(system)}`, async () => {
      const graph = bound();
      const tensors = Object.entries(randomInputs(graph, range));
      const inputs = Object.fromEntries(tensors.map(([name, { data }]) => [name, data]));
      const answer = async (each: Graph): Promise<Record<string, Float32Array>> =>
        runProgramWasm(await compileNetwork(each, { targets: ['wasm'] }), inputs);
      const [found, expected] = [await answer(graphOf(exportOnnx(graph))), await answer(graph)];
      if (!isReordered) {
        expect({ ...found }).toEqual({ ...expected });
        return;
      }
      for (const [name, data] of Object.entries(expected)) {
        const shape = [data.length];
        expectClose({ shape, data: found[name] }, { shape, data }, name);
      }
    });
  }
});
