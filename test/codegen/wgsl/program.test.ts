import { describe, expect, it } from 'vitest';
import { add, scale, variable } from '../../../compiler/lower/formulas/index-expr.js';
import type { Buffer, Kernel } from '../../../compiler/lower/loops/loop-ir.js';
import type { Launch } from '../../../compiler/codegen/wgsl/program.js';
import { emitWebGpu } from '../../../compiler/codegen/wgsl/program.js';
import { GPU } from '../../../compiler/target/webgpu.js';

/** Stores `value` in 4 elements per invocation. */
function fill(name: string, out: Buffer, value: number, invocations = 8): Kernel {
  const id = variable('id', invocations);
  return {
    name,
    buffers: [out],
    body: [
      {
        kind: 'store',
        buffer: out,
        address: scale(id, 4),
        value: { kind: 'number', type: 'f32x4', value },
        lanes: 4,
      },
    ],
    grid: { kind: 'invocations', invocation: id, workgroupSize: 64 },
  };
}

const buffer = (name: string): Buffer => ({ name, space: 'arena' });
const launch = (kernel: Kernel, address = 0, label = '%y'): Launch => ({
  kernel,
  addresses: [address],
  label,
});

describe('kernels', () => {
  it('that differ only in names and places share a shader', () => {
    const { shaders, dispatches } = emitWebGpu(
      [
        launch(fill('first', buffer('a'), 1), 0, '%a (net:1)'),
        launch(fill('second', buffer('b'), 1), 64, '%b (net:2)'),
      ],
      GPU,
    );
    expect(shaders).toHaveLength(1);
    expect(shaders[0].name).toBe('first');
    expect(shaders[0].code).toContain('//   %a (net:1)\n//   %b (net:2)\n');
    expect(dispatches.map(({ shader, parameters }) => ({ shader, parameters }))).toEqual([
      { shader: 0, parameters: [0] },
      { shader: 0, parameters: [16] },
    ]);
  });

  it('that differ in sizes share a shader, which is told them', () => {
    const stretched = (step: number, invocations: number): Kernel => {
      const kernel = fill('fill', buffer('a'), 1, invocations);
      const address = add(scale(variable('id', invocations), step), 4 * invocations);
      const body = kernel.body.map((each) => (each.kind === 'store' ? { ...each, address } : each));
      return { ...kernel, body };
    };
    const { shaders, dispatches } = emitWebGpu(
      [launch(stretched(8, 9), 16), launch(stretched(16, 5), 32), launch(stretched(8, 7))],
      GPU,
    );
    expect(shaders).toHaveLength(1);
    expect(shaders[0].code).toContain('if (id >= size_0) { return; }');
    // Twice the number of vectors per step; as many vectors ahead as there are invocations.
    expect(shaders[0].code).toContain('arena[a_base4 + size_1 * id + size_0] =');
    expect(dispatches.map(({ parameters }) => parameters)).toEqual([
      [4, 9, 2],
      [8, 5, 4],
      [0, 7, 2],
    ]);
  });

  it('that differ in anything else do not, and get different names', () => {
    const { shaders, dispatches } = emitWebGpu(
      [
        launch(fill('fill', buffer('a'), 1)),
        launch(fill('fill', buffer('a'), -0)),
        launch(fill('fill', buffer('a'), 0)),
      ],
      GPU,
    );
    expect(shaders.map(({ name }) => name)).toEqual(['fill', 'fill_2', 'fill_3']);
    expect(dispatches.map(({ shader }) => shader)).toEqual([0, 1, 2]);
  });
});

describe('a dispatch', () => {
  it('covers all invocations within the default limits', () => {
    const groups = (invocations: number): readonly number[] =>
      emitWebGpu([launch(fill('fill', buffer('a'), 1, invocations))], GPU).dispatches[0].workgroups;
    expect(groups(1)).toEqual([1, 1, 1]);
    expect(groups(65)).toEqual([2, 1, 1]);
    expect(groups(65535 * 64)).toEqual([65535, 1, 1]);
    expect(groups(65535 * 64 + 1)).toEqual([65535, 2, 1]);
  });

  it('says where in the source it came from', () => {
    const span = { file: 'x.net', start: 3, end: 9 };
    const [dispatch] = emitWebGpu(
      [{ ...launch(fill('fill', buffer('a'), 1)), label: '%y (x.net:1)', span }],
      GPU,
    ).dispatches;
    expect(dispatch).toMatchObject({ label: '%y (x.net:1)', span });
  });

  it('refuses buffers that its vectors can not reach', () => {
    const kernel = fill('fill', buffer('a'), 1);
    expect(() => emitWebGpu([launch(kernel, 8)], GPU)).toThrow("a of fill can't begin at byte 8");
    expect(() => emitWebGpu([launch({ ...kernel, body: [] }, 8)], GPU)).not.toThrow();
    expect(() => emitWebGpu([launch({ ...kernel, body: [] }, 2)], GPU)).toThrow('at byte 2');
  });

  it('needs a grid', () => {
    const { grid, ...kernel } = fill('fill', buffer('a'), 1);
    expect(grid).toBeDefined();
    expect(() => emitWebGpu([launch(kernel)], GPU)).toThrow('is not scheduled for a GPU');
  });
});
