import { fail } from '../compiler/diagnostics/diagnostic.js';

/** Dawn's objects crash the process when they are collected while it still works for them. */
const kept: GPU[] = [];

/**
 * WebGPU for `run` and `check`: that of this Node where it has one, otherwise npm's `webgpu` where it
 * is installed. Throws a DiagnosticError that says what was tried.
 */
export async function requireGpu(): Promise<GPU> {
  const { navigator } = globalThis as { navigator?: { gpu?: GPU } };
  const gpu = navigator?.gpu ?? (await dawn());
  if (gpu === undefined) {
    fail({
      code: 'target/unavailable',
      title: `Node ${process.version} has no WebGPU: navigator.gpu and the package webgpu are missing`,
      hint: 'install webgpu from npm, or use --target wasm here and a browser for WebGPU',
    });
  }
  kept.push(gpu);
  if ((await gpu.requestAdapter()) === null) {
    fail({
      code: 'target/unavailable',
      title: 'WebGPU found no adapter: there is no graphics driver it can use',
      hint: 'VK_ICD_FILENAMES can name a Vulkan driver, such as SwiftShader, which needs no GPU',
    });
  }
  return gpu;
}

async function dawn(): Promise<GPU | undefined> {
  try {
    const webgpu = (await import('webgpu')) as { create(flags: string[]): GPU };
    return webgpu.create([]);
  } catch {
    return undefined;
  }
}
