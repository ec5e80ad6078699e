import { expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { GraphBuilder } from '../../../compiler/ir/builder.js';
import { f32 } from '../../../compiler/ir/types.js';
import { expectClose } from '../../support/close.js';
import {
  choosingCases,
  maximumCases,
  orderCases,
  withEachPlace,
} from '../../support/special-values.js';
import { describeWebGpu } from '../../support/webgpu.js';
import { WgslRunner } from '../../support/wgsl-runner.js';

/*
 * WGSL promises nothing about NaN. Kernels are written so that it comes through where an implementation
 * computes as IEEE 754 says, as the software adapter does.
 */
await describeWebGpu('NaN at each place of each operand comes out of WGSL', () => {
  const device = WgslRunner.create();
  for (const { name, graph, inputs } of [...choosingCases(), ...maximumCases(), ...orderCases()]) {
    it(name, async () => {
      const runner = await device;
      const program = await compileNetwork(graph, { targets: ['webgpu'] });
      for (const special of withEachPlace(inputs, NaN)) {
        const expected = interpret(graph, special.inputs);
        const actual = await runner.run(program, special.inputs);
        for (const [output, y] of Object.entries(expected)) {
          expectClose(actual[output], y, `${name}, ${special.place}`);
        }
      }
    });
  }
});

await describeWebGpu('functions in WGSL end where those of f32 do', () => {
  it.each(['tanh', 'erf'] as const)('%s at ±1', async (op) => {
    const x = Float32Array.of(0, 1e-30, 1e-8, 0.5, 3, 9.02, 20, 100, 1e10, 3e38);
    const builder = new GraphBuilder(op);
    builder.output('y', builder.add(op, [builder.input('x', f32(2 * x.length))])[0]);
    const program = await compileNetwork(builder.finish(), { targets: ['webgpu'] });
    const data = Float32Array.from([...x, ...x.map((value) => -value)]);
    const runner = await WgslRunner.create();
    const { y } = await runner.run(program, { x: { shape: [data.length], data } });
    const { y: expected } = interpret(builder.finish(), { x: { shape: [data.length], data } });
    data.forEach((value, index) => {
      const wanted = expected.data[index];
      if (Math.abs(value) > 9) expect(y.data[index], `${op}(${value})`).toBe(Math.sign(value));
      else expect(Math.abs(y.data[index] - wanted)).toBeLessThanOrEqual(1e-6 * Math.abs(wanted));
    });
  });

  it.each(['log', 'log1p', 'expm1', 'sqrt', 'floor', 'ceil', 'round', 'sign'] as const)(
    '%s where it is small, infinite or not there',
    async (op) => {
      const x = Float32Array.of(0, 1e-30, 1e-8, 0.3, 0.5, 0.99, 1, 1.5, 3, 88, 1e30, Infinity);
      const data = Float32Array.from([...x, ...x.map((value) => -value), 1.0001, NaN]);
      const builder = new GraphBuilder(op);
      builder.output('y', builder.add(op, [builder.input('x', f32(data.length))])[0]);
      const graph = builder.finish();
      const program = await compileNetwork(graph, { targets: ['webgpu'] });
      const inputs = { x: { shape: [data.length], data } };
      const { y } = await (await WgslRunner.create()).run(program, inputs);
      const { y: expected } = interpret(graph, inputs);
      data.forEach((value, index) => {
        const wanted = expected.data[index];
        const what = `${op}(${value}) is ${y.data[index]}, not ${wanted}`;
        if (!Number.isFinite(wanted)) expect(y.data[index], what).toBe(wanted);
        else {
          const error = Math.abs(y.data[index] - wanted);
          expect(error, what).toBeLessThanOrEqual(1e-6 * Math.abs(wanted));
        }
      });
    },
  );
});
