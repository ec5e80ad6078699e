import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LoadOptions, Network, TargetLoader } from '../../runtime/load.js';
import { loadBundle } from '../../runtime/load.js';
import { largeWebgpu } from '../../runtime/parts/largeWebgpu.js';
import { wasm } from '../../runtime/parts/wasm.js';
import { webgpu } from '../../runtime/parts/webgpu.js';
import type { Program } from '../../compiler/codegen/program.js';
import type { Manifest } from '../../runtime/manifest.js';
import { expectError } from '../support/network-error.js';
import { partsWith } from '../support/parts.js';
import { handwritten, handwrittenInputs, only } from '../support/programs.js';
import { inMemory } from '../support/run-program.js';
import { describeWebGpu } from '../support/webgpu.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

const bundle = inMemory(handwritten);

/** The bundle for both targets, with a browser's `navigator.gpu` or whatever stands in for it. */
function load(options: Partial<Record<keyof LoadOptions, unknown>> = {}): Promise<Network> {
  return loadBundle(bundle, partsWith(handwritten, webgpu, wasm), options as LoadOptions);
}

function loadOnly(target: 'wasm' | 'webgpu', options: LoadOptions): Promise<Network> {
  const loader: TargetLoader<'wasm' | 'webgpu'> = target === 'wasm' ? wasm : webgpu;
  return loadBundle(inMemory(only(target, handwritten)), partsWith(handwritten, loader), options);
}

describe('the target that was asked for', () => {
  test('is none', () =>
    expectError(
      load({ target: 'wsam' }),
      'target/unknown',
      'target is auto or webgpu or wasm in this bundle, not wsam.',
    ));

  test('was not compiled in', async () => {
    await expectError(
      loadOnly('wasm', { target: 'webgpu' }),
      'target/unknown',
      'target is auto or wasm in this bundle, not webgpu; compile with --target all to have both.',
    );
    await expectError(
      loadOnly('webgpu', { target: 'wasm' }),
      'target/unknown',
      'target is auto or webgpu in this bundle, not wasm; compile with --target all to have both.',
    );
  });
});

test('several threads of a bundle that has code for one', () =>
  expectError(
    loadBundle(bundle, partsWith(handwritten, wasm), { threads: 2 }),
    'threads/invalid',
    'threads is 2: compile with --threads to have several.',
  ));

describe('WebGPU is not available', () => {
  /** Each way in which it can be absent, and what the message says. */
  const absent: [string, () => GPU | undefined, string][] = [
    [
      'there is no navigator.gpu',
      () => undefined,
      'there is no navigator.gpu; pass { gpu } where it comes from a package',
    ],
    [
      'the page is not secure',
      () => {
        vi.stubGlobal('isSecureContext', false);
        return undefined;
      },
      'the page is not a secure context (https or localhost)',
    ],
    ['there is no adapter', () => fakeGpu(null), 'the browser offers no adapter'],
    [
      'the adapter cannot be asked for',
      () => ({ requestAdapter: () => Promise.reject(new Error('blocked')) }) as unknown as GPU,
      'blocked',
    ],
    [
      'the device is refused',
      () =>
        fakeGpu({
          limits: {},
          requestDevice: () => Promise.reject(new Error('the adapter is consumed')),
        }),
      'the adapter is consumed',
    ],
  ];

  test.each(absent)('%s: an error when it was asked for', async (_, gpu, why) => {
    await expectError(
      load({ target: 'webgpu', gpu: gpu() }),
      'target/unavailable',
      `WebGPU is not available: ${why}`,
    );
  });

  test.each(absent)('%s: auto takes WebAssembly', async (_, gpu) => {
    const network = await load({ gpu: gpu() });
    expect(network.target).toBe('wasm');
    await network.run(handwrittenInputs);
    network.dispose();
  });
});

test('an adapter that offers less than a large network needs is refused', async () => {
  const needed = 2 ** 27 + 16;
  const large: Manifest = {
    ...bundle,
    ...(bundle.webgpu && {
      webgpu: { ...bundle.webgpu, limits: { maxStorageBufferBindingSize: needed } },
    }),
  };
  const gpu = fakeGpu({ limits: { maxStorageBufferBindingSize: needed - 16 } });
  await expectError(
    loadBundle(large, partsWith(handwritten, largeWebgpu), { gpu }),
    'target/unavailable',
    'WebGPU is not available: the network needs maxStorageBufferBindingSize 134217744, ' +
      'the adapter has 134217728',
  );
});

await describeWebGpu('with an adapter', (gpu) => {
  test('auto takes WebGPU, from an option or from navigator', async () => {
    for (const option of [gpu, undefined]) {
      if (!option) vi.stubGlobal('navigator', { gpu });
      const network = await load({ gpu: option });
      expect(network.target).toBe('webgpu');
      network.dispose();
    }
  });

  test('a shader that does not compile is named', async () => {
    const code = handwritten.webgpu;
    const [scale, score] = code?.shaders ?? [];
    const broken: Program = {
      ...handwritten,
      ...(code && {
        webgpu: {
          ...code,
          dispatches: [],
          shaders: [scale, { ...score, code: score.code.replace('sum = 0.0', 'sum = no') }],
        },
      }),
    };
    await expectError(
      loadBundle(inMemory(broken), partsWith(broken, webgpu), { gpu }),
      'gpu/failed',
      /^Shader 'score' of handwritten-\w{8}\.wgsl was refused: line 7: unresolved value 'no'$/,
    );
  });

  /** Of what kernels work on, the arena is what outputs are copied from. */
  const isArena = ({ usage }: GPUBufferDescriptor): boolean => (usage & 4) !== 0;

  test('a buffer that the device refuses fails load()', async () => {
    const device = observe(gpu, (created) => {
      const createBuffer = created.createBuffer.bind(created);
      vi.spyOn(created, 'createBuffer').mockImplementation((descriptor) =>
        createBuffer(isArena(descriptor) ? { ...descriptor, usage: 0 } : descriptor),
      );
    });
    await expectError(
      load({ gpu: device.gpu, target: 'webgpu' }),
      'gpu/failed',
      /^The GPU failed: .*usage/i,
    );
    expect((await device.created().lost).reason).toBe('destroyed');
  });

  test('what the device reports outside any call fails the next run', async () => {
    const device = observe(gpu);
    const network = await load({ gpu: device.gpu });
    device.created().createBuffer({ size: 16, usage: 0 });
    await expectError(network.run(handwrittenInputs), 'gpu/failed', /^The GPU failed: .*usage/i);
    network.dispose();
  });

  test('a lost device fails the run with what to do', async () => {
    const device = observe(gpu);
    const network = await load({ gpu: device.gpu });
    device.created().destroy();
    await device.created().lost;
    await expectError(
      network.run(handwrittenInputs),
      'gpu/failed',
      /^The GPU failed: the device was lost: .* Call load\(\) again\.$/,
    );
    network.dispose();
  });

  test('a device lost in the middle of a run fails it', async () => {
    const device = observe(gpu);
    const network = await load({ gpu: device.gpu });
    const underWay = network.run(handwrittenInputs);
    device.created().destroy();
    await expectError(underWay, 'gpu/failed', /^The GPU failed: /);
    network.dispose();
  });

  test('dispose() destroys the device', async () => {
    const device = observe(gpu);
    const network = await load({ gpu: device.gpu });
    network.dispose();
    expect((await device.created().lost).reason).toBe('destroyed');
  });
});

/** A GPU whose device the test can reach. */
function observe(
  gpu: GPU,
  prepare: (device: GPUDevice) => void = () => undefined,
): { gpu: GPU; created(): GPUDevice } {
  let device: GPUDevice | undefined;
  const observed = {
    async requestAdapter() {
      const adapter = await gpu.requestAdapter();
      if (!adapter) return null;
      const { limits } = adapter;
      return {
        limits,
        async requestDevice(descriptor: GPUDeviceDescriptor) {
          device = await adapter.requestDevice(descriptor);
          prepare(device);
          return device;
        },
      };
    },
  };
  return {
    gpu: observed as unknown as GPU,
    created() {
      if (!device) throw new Error('no device was requested');
      return device;
    },
  };
}

function fakeGpu(adapter: object | null): GPU {
  return { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
}
