import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describe, test } from 'vitest';
import { projectRoot } from './paths.js';

/**
 * WebGPU in Node, by Dawn (npm's `webgpu`) on a Vulkan driver. A GPU's own driver is used when
 * VK_ICD_FILENAMES names it; otherwise SwiftShader computes on the CPU, so that no GPU is needed.
 */

/** Where Debian's chromium keeps SwiftShader and a Vulkan loader. */
const debianDriver = '/usr/lib/chromium';

/** dlopen's flags: bind lazily, and stay loaded although the library is no Node addon. */
const RTLD_LAZY = 1;
const RTLD_NODELETE = 0x1000;

/**
 * Dawn leaves the clearing of workgroup memory to the driver where it can, and SwiftShader writes a
 * store per element for it, which takes seconds to compile. Then the shader clears it in a loop.
 */
const CLEAR_BY_LOOP = 'disable-dawn-features=use_zero_initialize_workgroup_memory_extension';

interface WebGpuSupport {
  readonly gpu?: GPU;
  /** Why there is none. */
  readonly missing?: string;
}

/** Dawn's objects crash the process when they are collected while it still works for them. */
const keep = globalThis as { netloomTestGpu?: Promise<WebGpuSupport> };

/** The GPU of this process, with an adapter, or why it has none. */
export function testGpu(): Promise<WebGpuSupport> {
  keep.netloomTestGpu ??= openGpu();
  return keep.netloomTestGpu;
}

/** A device of its own. Throws where no adapter can be had. */
export async function requestTestDevice(): Promise<GPUDevice> {
  const { gpu, missing } = await testGpu();
  const adapter = await gpu?.requestAdapter();
  if (!adapter) throw new Error(missing ?? 'the adapter is gone');
  return adapter.requestDevice();
}

/**
 * `describe` for tests that need an adapter. Without one they are skipped with a warning that cannot
 * be overlooked, and fail on CI.
 */
export async function describeWebGpu(name: string, body: (gpu: GPU) => void): Promise<void> {
  const { gpu, missing } = await testGpu();
  if (gpu) {
    describe(name, () => {
      body(gpu);
    });
    return;
  }
  describeMissing(name, `no WebGPU adapter: ${missing ?? ''}`);
}

/** Stands in for tests that cannot run on this machine. */
export function describeMissing(name: string, why: string): void {
  const message = `SKIPPED: ${name}: ${why}`;
  if (process.env.CI) {
    test(name, () => {
      throw new Error(`${message} (skipping is not allowed on CI)`);
    });
    return;
  }
  process.stderr.write(`\n!!! ${message}\n\n`);
  // A developer's machine may have no adapter; on CI the test above has failed by now.
  describe.skip(`${name} (${why})`, () => {
    test('skipped');
  });
}

async function openGpu(): Promise<WebGpuSupport> {
  try {
    if (process.platform === 'linux') useSoftwareDriver();
    const { create, globals } = await import('webgpu');
    compileAtOnce(globals as typeof globalThis);
    const gpu = create([CLEAR_BY_LOOP]);
    Object.assign(globalThis, { netloomDawn: gpu });
    const adapter = await gpu.requestAdapter();
    return adapter ? { gpu } : { missing: 'Dawn found no Vulkan driver' };
  } catch (error) {
    return { missing: String(error) };
  }
}

/**
 * While one of Dawn's threads compiles an asynchronous pipeline, its binding for Node asks without a pause
 * whether that is done: two cores for the work of one. So here the promise is of what is compiled at once;
 * what is really asynchronous is tested in browsers.
 */
function compileAtOnce({ GPUDevice }: Pick<typeof globalThis, 'GPUDevice'>): void {
  GPUDevice.prototype.createComputePipelineAsync = async function (descriptor) {
    this.pushErrorScope('validation');
    const pipeline = this.createComputePipeline(descriptor);
    const error = await this.popErrorScope();
    if (error) throw new Error(error.message);
    return pipeline;
  };
}

function useSoftwareDriver(): void {
  if (process.env.VK_ICD_FILENAMES) return;
  const folder = existsSync(join(debianDriver, 'vk_swiftshader_icd.json'))
    ? debianDriver
    : unpackSwiftShader();
  process.env.VK_ICD_FILENAMES = join(folder, 'vk_swiftshader_icd.json');
  try {
    // Dawn asks for `libvulkan.so.1` by that name alone, and a loaded library is found by its name.
    process.dlopen({ exports: {} }, join(folder, 'libvulkan.so.1'), RTLD_LAZY | RTLD_NODELETE);
  } catch (error) {
    // Always thrown, because the library is no addon; it stays loaded all the same.
    if (!String(error).includes('did not self-register')) throw error;
  }
}

/** SwiftShader out of the npm package `@sparticuz/chromium`, unpacked once. */
function unpackSwiftShader(): string {
  const folder = join(projectRoot, 'node_modules/.cache/netloom-swiftshader');
  if (existsSync(folder)) return folder;
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const archive = join(
    main.slice(0, main.lastIndexOf('@sparticuz')),
    '@sparticuz/chromium/bin/swiftshader.tar.br',
  );
  const tar = brotliDecompressSync(readFileSync(archive));
  // Test files run in parallel processes: each unpacks aside, and the first to finish wins.
  const aside = `${folder}-${process.pid}`;
  mkdirSync(aside, { recursive: true });
  for (const { name, contents } of tarFiles(tar)) writeFileSync(join(aside, name), contents);
  try {
    renameSync(aside, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The files of a POSIX tar archive: headers of 512 bytes, contents padded to 512. */
function* tarFiles(tar: Buffer): Generator<{ name: string; contents: Buffer }> {
  for (let at = 0; tar[at];) {
    const field = (from: number, length: number): string =>
      tar.toString('latin1', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = parseInt(field(124, 12), 8);
    const contents = tar.subarray(at + 512, at + 512 + size);
    if (field(156, 1) === '0') yield { name: field(0, 100), contents };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
