/** `npm run bench:kernels`: single layers against the roof of this machine. See README.md. */
import { Command, Option } from 'commander';
import { weightsAsOption } from '../cli/options.js';
import { table } from '../cli/text/table.js';
import type { WeightType } from '../compiler/ir/types.js';
import { orderText } from '../compiler/codegen/schedule/tiling/plan.js';
import { processIo } from '../cli/io.js';
import { startProgress } from '../cli/progress.js';
import { nodeHost } from './hosts/node.js';
import type { KernelTiming, TilingTiming } from './kernel-timing.js';
import { timeKernels, timeTilings } from './kernel-timing.js';
import type { BenchmarkNetwork } from './networks.js';
import { kernelNetworks, networkCalled } from './networks.js';
import { measureNetwork } from './measure.js';
import type { NetworkResult } from './results.js';
import { boundGraph } from './prepare.js';
import { cell, kernelDuration, percent, ratioWithSpread } from './report/columns.js';
import { measureRoof } from './layers/roof.js';

interface KernelOptions {
  readonly only?: string;
  readonly network?: BenchmarkNetwork;
  readonly peers: boolean;
  readonly tiles: boolean;
  readonly weightsAs: WeightType;
  readonly relaxedSimd: boolean;
  readonly json: boolean;
}

interface Row extends KernelTiming {
  readonly layer: string;
  readonly gflops: number;
  readonly shareOfRoof: number;
}

await new Command('bench:kernels')
  .description('Time single layers: GFLOP/s and share of what this core can do at most.')
  .addOption(new Option('--only <text>', 'layers whose name contains this'))
  .addOption(
    new Option('--network <name>', 'all kernels of a network instead').argParser(networkCalled),
  )
  .addOption(
    new Option('--tiles', 'every tile and order of loops of these layers, as shares of the roof')
      .default(false)
      .conflicts('network'),
  )
  .addOption(
    new Option('--peers', 'whole answers of these layers beside onnxruntime-web and tfjs instead')
      .default(false)
      .conflicts(['network', 'tiles', 'weightsAs', 'relaxedSimd']),
  )
  .addOption(weightsAsOption())
  .addOption(
    new Option(
      '--relaxed-simd',
      'with relaxed SIMD; Node 20 needs --experimental-wasm-relaxed-simd for it',
    ).default(false),
  )
  .addOption(new Option('--json', 'print the results as JSON').default(false))
  .action(benchKernels)
  .parseAsync();

async function benchKernels(options: KernelOptions): Promise<void> {
  const lines = options.peers
    ? await peerLines(options)
    : options.tiles
      ? await tilingLines(options)
      : await kernelLines(options);
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

function layersWith(text: string): BenchmarkNetwork[] {
  return kernelNetworks().filter(({ name }) => name.includes(text));
}

/** A layer starts in no time, so that a few rounds tell as much as many. */
const FEW = { coldStarts: { most: 1, seconds: 1 }, rounds: { most: 9, seconds: 5 } };

async function peerLines({ only = '', json }: KernelOptions): Promise<string[]> {
  const progress = startProgress(processIo());
  const results: NetworkResult[] = [];
  for (const layer of layersWith(only)) {
    results.push(
      await measureNetwork(layer, {
        host: nodeHost,
        setting: { target: 'wasm', threads: 1 },
        patience: FEW,
        say: (text) => {
          progress.step(text);
        },
      }),
    );
  }
  progress.clear();
  return json ? [JSON.stringify(results, undefined, 2)] : peerTable(results);
}

function peerTable(results: readonly NetworkResult[]): string[] {
  return table(
    [
      { title: 'layer' },
      { title: 'netloom', align: 'right' },
      { title: '× ort-web', align: 'right' },
      { title: '× tfjs-wasm', align: 'right' },
      { title: 'Δ', align: 'right' },
    ],
    results.map((result) => [
      result.name,
      cell(result, 'netloom', ({ milliseconds }) => kernelDuration(milliseconds)),
      cell(result, 'ort-web', ratioWithSpread),
      cell(result, 'tfjs-wasm', ratioWithSpread),
      cell(result, 'netloom', ({ difference }) => difference?.toExponential(1) ?? '–'),
    ]),
  );
}

async function kernelLines({
  only = '',
  network,
  json,
  ...options
}: KernelOptions): Promise<string[]> {
  const roofBefore = await measureRoof();
  const timings: (KernelTiming & { readonly layer: string })[] = [];
  if (network === undefined) {
    for (const layer of layersWith(only)) {
      for await (const timing of timeKernels(boundGraph(layer), options)) {
        timings.push({ ...timing, layer: layer.name });
      }
    }
  } else {
    for await (const timing of timeKernels(boundGraph(network), options)) {
      if (timing.value.includes(only)) timings.push({ ...timing, layer: timing.value });
    }
  }
  const roof = Math.max(roofBefore, await measureRoof());
  const rows = timings.map((timing): Row => {
    const gflops = (2 * timing.macs) / (timing.milliseconds * 1e6);
    return { ...timing, gflops, shareOfRoof: gflops / roof };
  });
  return json
    ? [JSON.stringify({ roof, kernels: rows }, undefined, 2)]
    : [`roof ${roof.toFixed(1)} GFLOP/s`, '', ...kernelTable(rows)];
}

interface LayerTilings {
  readonly layer: string;
  readonly tilings: readonly TilingTiming[];
}

async function tilingLines({ only = '', json, ...options }: KernelOptions): Promise<string[]> {
  const roofBefore = await measureRoof();
  const layers: LayerTilings[] = [];
  for (const layer of layersWith(only)) {
    const tilings: TilingTiming[] = [];
    for await (const timing of timeTilings(boundGraph(layer), options)) tilings.push(timing);
    layers.push({ layer: layer.name, tilings });
  }
  const roof = Math.max(roofBefore, await measureRoof());
  if (json) return [JSON.stringify({ roof, layers }, undefined, 2)];
  return [
    `roof ${roof.toFixed(1)} GFLOP/s; shares of it by register tile, neighbours × channels, and order of loops`,
    ...layers.flatMap(({ layer, tilings }) => ['', ...tilingTable(layer, tilings, roof)]),
    '',
    '* what the schedule chooses',
  ];
}

/** Neighbours and order of loops down, channels across. */
function tilingTable(layer: string, tilings: readonly TilingTiming[], roof: number): string[] {
  const values = <T>(pick: (timing: TilingTiming) => T): T[] => [...new Set(tilings.map(pick))];
  const row = ({ tiling: { tile, order } }: TilingTiming): string => `${tile} ${orderText(order)}`;
  const widths = values(({ tiling }) => tiling.vectors);
  return table(
    [
      { title: layer },
      ...widths.map((vectors) => ({ title: `× ${4 * vectors}`, align: 'right' as const })),
    ],
    values(row).map((rows) => [
      rows,
      ...widths.map((vectors) => {
        const timing = tilings.find(
          (each) => row(each) === rows && each.tiling.vectors === vectors,
        );
        if (timing === undefined) return '–';
        const share = (2 * timing.macs) / (timing.milliseconds * 1e6) / roof;
        return `${timing.chosen ? '* ' : ''}${percent(share)}`;
      }),
    ]),
  );
}

function kernelTable(rows: readonly Row[]): string[] {
  return table(
    [
      { title: 'layer' },
      { title: 'time', align: 'right' },
      { title: 'GFLOP/s', align: 'right' },
      { title: 'of roof', align: 'right' },
      { title: 'tile', align: 'right' },
      { title: 'kernel' },
    ],
    rows.map(({ layer, milliseconds, gflops, shareOfRoof, tile, kernel, macs }) => [
      layer,
      kernelDuration(milliseconds),
      macs === 0 ? '–' : gflops.toFixed(1),
      macs === 0 ? '–' : percent(shareOfRoof),
      tile,
      kernel,
    ]),
  );
}
