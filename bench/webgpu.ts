/** `npm run bench -- --target webgpu`: Netloom's WebGPU bundles on whatever adapter there is. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireGpu } from '../cli/gpu.js';
import { table } from '../cli/text/table.js';
import { byteSize, duration } from '../cli/text/units.js';
import type { LoadOptions, Network } from '../runtime/load.js';
import type { Manifest } from '../runtime/manifest.js';
import type { BenchmarkNetwork } from './networks.js';
import { projectRoot } from './paths.js';
import { netloom } from './prepare.js';
import { median, pseudoRandom } from './statistics.js';

/** Pairs of inferences, one per target, after one of each to warm up. */
const ROUNDS = 5;

export interface WebGpuResults {
  /** What the driver calls itself; a software adapter's times say nothing about a GPU. */
  readonly adapter: { readonly description: string; readonly software: boolean };
  readonly networks: readonly WebGpuResult[];
  /** Why others are not in the table. */
  readonly notMeasured: Readonly<Record<string, string>>;
}

interface WebGpuResult {
  readonly name: string;
  readonly milliseconds: number;
  /** Median over pairs: this time by that of the WebAssembly bundle, one thread. */
  readonly timesWasm: number;
  readonly loadMilliseconds: number;
  readonly dispatches: number;
  /** Compute pipelines that are compiled while loading. */
  readonly pipelines: number;
  readonly wgslBytes: number;
}

/** Both targets of every network, in turns. Throws a DiagnosticError where there is no adapter. */
export async function measureWebGpu(
  networks: readonly BenchmarkNetwork[],
  say: (text: string) => void,
): Promise<WebGpuResults> {
  const gpu = await requireGpu();
  const adapter = await gpu.requestAdapter();
  const { vendor = '', description = '' } = adapter?.info ?? {};
  const results: WebGpuResult[] = [];
  for (const network of networks) {
    say(network.name);
    results.push(await measureOne(network, gpu));
  }
  return {
    adapter: {
      description: `${vendor} ${description}`.trim(),
      software: /swiftshader|llvmpipe|lavapipe/i.test(description),
    },
    networks: results,
    notMeasured: {
      'ort-web': 'its WebGPU needs navigator.gpu, which pages and later versions of Node have',
      tfjs: 'its WebGPU is a package of its own, for pages',
    },
  };
}

async function measureOne(
  { name, file, weights }: BenchmarkNetwork,
  gpu: GPU,
): Promise<WebGpuResult> {
  const folder = join(projectRoot, 'out/bench/webgpu', name);
  rmSync(folder, { recursive: true, force: true });
  const source = weights === undefined ? [] : ['--weights', weights];
  await netloom(['compile', file, '--target', 'all', ...source, '-o', folder]);
  const url = pathToFileURL(join(folder, `${name}.js`)).href;
  const bundle = (await import(url)) as { load(options: LoadOptions): Promise<Network> };
  const started = performance.now();
  const onGpu = await bundle.load({ target: 'webgpu', gpu });
  const loadMilliseconds = performance.now() - started;
  const onCpu = await bundle.load({ target: 'wasm' });
  const pairs: [number, number][] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    pairs.push([await timeOf(onGpu), await timeOf(onCpu)]);
  }
  onGpu.dispose();
  onCpu.dispose();
  const measured = pairs.slice(1);
  const { webgpu } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Manifest;
  rmSync(folder, { recursive: true, force: true });
  return {
    name,
    milliseconds: median(measured.map(([time]) => time)),
    timesWasm: median(measured.map(([time, wasm]) => time / wasm)),
    loadMilliseconds,
    dispatches: webgpu?.dispatches.length ?? 0,
    pipelines: webgpu?.shaders.length ?? 0,
    wgslBytes: webgpu?.bytes ?? 0,
  };
}

async function timeOf(network: Network): Promise<number> {
  const inputs = network.inputs.map(({ name, shape }, index) => {
    const length = shape.reduce((count, extent) => count * extent, 1);
    return [name, pseudoRandom(length, index + 1)] as const;
  });
  const started = performance.now();
  await network.run(Object.fromEntries(inputs));
  return performance.now() - started;
}

/** The results as lines for a terminal. */
export function webGpuReport({ adapter, networks, notMeasured }: WebGpuResults): string[] {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const columns = [
    { title: 'network' },
    ...['time', '× wasm', 'dispatches', 'pipelines', 'WGSL', 'load'].map(right),
  ];
  const rows = networks.map((each) => [
    each.name,
    duration(each.milliseconds),
    each.timesWasm.toFixed(2),
    String(each.dispatches),
    String(each.pipelines),
    byteSize(each.wgslBytes),
    duration(each.loadMilliseconds),
  ]);
  const software = adapter.software
    ? ': a SOFTWARE adapter, whose times say nothing about a GPU'
    : '';
  return [
    `WebGPU on ${adapter.description}${software}`,
    '',
    ...table(columns, rows),
    '',
    ...Object.entries(notMeasured).map(([runtime, why]) => `${runtime} not measured: ${why}`),
  ];
}
