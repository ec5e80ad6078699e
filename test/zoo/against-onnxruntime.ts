import { compileNetwork } from '../../compiler/compile.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import { exampleGraph } from '../support/example.js';
import { runOnnx } from '../support/onnxruntime.js';
import { runLargeProgramWasm } from '../support/run-program.js';
import { randomInputs } from './random-inputs.js';
import type { System } from './systems/system.js';

/**
 * How far WebAssembly is from ONNX Runtime at full size, in parts of the largest element of each output; the largest
 * of all outputs. Integers, and shapes, must be equal: Infinity where they are not.
 */
export async function differenceFromOnnxRuntime({ file, network, sets }: System): Promise<number> {
  const { graph } = bindWeights(exampleGraph(file, sets, network), randomWeights(1));
  const inputs = randomInputs(graph);
  const program = await compileNetwork(graph, { targets: ['wasm'] });
  const arrays = Object.entries(inputs).map(([name, { data }]) => [name, data] as const);
  const actual = await runLargeProgramWasm(program, Object.fromEntries(arrays));
  const expected = await runOnnx(exportOnnx(graph), inputs);
  return Math.max(
    ...Object.entries(expected).map(([name, { data }]) => {
      const found = actual[name];
      if (found.length !== data.length) return Infinity;
      let [largest, apart] = [0, 0];
      for (const [index, value] of data.entries()) {
        largest = Math.max(largest, Math.abs(value));
        apart = Math.max(apart, Math.abs(found[index] - value));
      }
      if (!(data instanceof Float32Array)) return apart === 0 ? 0 : Infinity;
      return apart === 0 ? 0 : apart / largest;
    }),
  );
}
