import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { requireGpu } from '../../cli/gpu.js';
import { netloom } from '../support/command-line.js';
import { projectRoot } from '../support/paths.js';
import { describeWebGpu } from '../support/webgpu.js';

const cwd = join(projectRoot, 'examples/lenet5');

interface RunJson {
  readonly target: string;
  readonly outputs: { readonly scores: { readonly data: readonly number[] } };
}

await describeWebGpu('netloom --target webgpu, in Node by way of the package webgpu', () => {
  it('run gives the scores that WebAssembly gives', async () => {
    const results = await Promise.all(
      ['wasm', 'webgpu'].map(async (target): Promise<RunJson> => {
        const argv = ['run', 'lenet5.net', '--input', 'digits/4-b.png', '--target', target];
        const { code, stdout } = await netloom([...argv, '--json'], { cwd });
        expect(code).toBe(0);
        return JSON.parse(stdout) as RunJson;
      }),
    );
    const [wasm, webgpu] = results;
    expect(webgpu.target).toBe('webgpu');
    webgpu.outputs.scores.data.forEach((score, index) => {
      expect(score).toBeCloseTo(wasm.outputs.scores.data[index], 4);
    });
  });

  it('check finds no kernel that departs from the reference', async () => {
    const argv = ['check', 'lenet5.net', '--against', 'reference', '--target', 'webgpu'];
    const { code, stdout } = await netloom([...argv, '--input', 'digits/4-b.png'], { cwd });
    expect(stdout).toMatch(/webgpu agrees with the reference in all \d+ comparisons/);
    expect(code).toBe(0);
  });
});

describe('netloom --target webgpu without a driver', () => {
  it('says that there is no adapter and how to name a driver', async () => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(null) } });
    try {
      await expect(requireGpu()).rejects.toThrow(
        'target/unavailable: WebGPU found no adapter: there is no graphics driver it can use',
      );
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
