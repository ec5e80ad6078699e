import { describe, expect, it } from 'vitest';
import { measureLayers } from '../../bench/layers/measure-layers.js';
import { benchmarkNetworks } from '../../bench/networks.js';
import { writeWeights } from '../../compiler/codegen/bundle/weight-chunks.js';
import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { exampleGraph } from '../support/example.js';
import { generateProgram } from '../support/usual-machines.js';

describe('kernels timed within whole inferences', () => {
  it('has every kernel of LeNet-5, with the work of its layer', async () => {
    const lenet5 = benchmarkNetworks().find(({ name }) => name === 'lenet5');
    if (lenet5 === undefined) throw new Error('LeNet-5 is not among the networks');
    const { layers, bandwidths, roof } = await measureLayers(lenet5);
    // c1: 28² · 6 outputs of 5² taps; c3: 10² · 16 of 6 · 5²; c5: 120 of 16 · 5²; then 120·84, 84·10.
    const macs = layers.map((layer) => layer.macs).filter((count) => count > 0);
    expect(macs).toEqual([117_600, 240_000, 48_000, 10_080, 840]);
    // The widest dense layer has 120 inputs and 84 outputs.
    const wide = layers.filter(({ widePointwise }) => widePointwise);
    expect(wide.map((layer) => layer.macs)).toEqual([10_080]);
    // Its weights and bias, in panels of 8 channels at most: 84 becomes 84 or 88.
    expect(wide[0].weightBytes).toBeGreaterThanOrEqual(4 * 121 * 84);
    expect(wide[0].weightBytes).toBeLessThanOrEqual(4 * 121 * 96);
    for (const { milliseconds } of layers) expect(milliseconds).toBeGreaterThan(0);
    for (const { gigabytesPerSecond } of bandwidths) expect(gigabytesPerSecond).toBeGreaterThan(0);
    expect(roof).toBeGreaterThan(0);
  });

  it('does in steps what a run does', async () => {
    const graph = runPipeline(exampleGraph('lenet5/lenet5.net'));
    const { wasm, weights, inputs, outputs } = await generateProgram(
      { wasm: graph },
      { steps: true },
    );
    if (wasm === undefined) throw new Error('there is no module');
    const { instance } = await WebAssembly.instantiate(new Uint8Array(wasm.binary));
    const { memory, run, ...steps } = instance.exports as unknown as {
      memory: WebAssembly.Memory;
      run: () => void;
    } & Record<string, () => void>;
    const names = Object.keys(steps).filter((name) => name.startsWith('step'));
    expect(names).toHaveLength(computingNodes(graph).length);
    const floats = (offset: number, length: number) =>
      new Float32Array(memory.buffer, offset, length);
    writeWeights(weights, new Uint8Array(memory.buffer));
    const scores = () => [...floats(wasm.arenaBase + outputs[0].offset, 10)];
    const write = (value: (index: number) => number) => {
      floats(wasm.arenaBase + inputs[0].offset, 28 * 28).set(
        Float32Array.from({ length: 28 * 28 }, (_, index) => value(index)),
      );
    };
    write(Math.sin);
    run();
    const expected = scores();
    write(Math.cos);
    run();
    expect(scores()).not.toEqual(expected);
    write(Math.sin);
    names.forEach((_, index) => {
      steps[`step${index}`]();
    });
    expect(scores()).toEqual(expected);
  });
});
