/** `npm run bench:kernels`: single layers against the roof of this machine. See README.md. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { table } from '../cli/text/table.js';
import { kernelCases } from './kernel-cases.js';
import type { KernelTiming } from './kernel-timing.js';
import { timeKernels } from './kernel-timing.js';
import type { BenchmarkNetwork } from './networks.js';
import { benchmarkNetworks } from './networks.js';
import { boundGraph } from './prepare.js';
import { kernelDuration, percent } from './report/columns.js';
import { measureRoof } from './layers/roof.js';

interface KernelOptions {
  readonly only?: string;
  readonly network?: BenchmarkNetwork;
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
  .addOption(new Option('--json', 'print the results as JSON').default(false))
  .action(benchKernels)
  .parseAsync();

function networkCalled(name: string): BenchmarkNetwork {
  const networks = benchmarkNetworks();
  const found = networks.find((network) => network.name === name);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`There are: ${networks.map((each) => each.name).join(', ')}.`);
}

async function benchKernels({ only = '', network, json }: KernelOptions): Promise<void> {
  const roofBefore = await measureRoof();
  const timings: (KernelTiming & { readonly layer: string })[] = [];
  if (network === undefined) {
    for (const { name, graph } of kernelCases().filter(({ name }) => name.includes(only))) {
      for await (const timing of timeKernels(graph)) {
        // The others bring the picture into channels last and back.
        if (timing.macs > 0) timings.push({ ...timing, layer: name });
      }
    }
  } else {
    for await (const timing of timeKernels(boundGraph(network))) {
      if (timing.value.includes(only)) timings.push({ ...timing, layer: timing.value });
    }
  }
  const roof = Math.max(roofBefore, await measureRoof());
  const rows = timings.map((timing): Row => {
    const gflops = (2 * timing.macs) / (timing.milliseconds * 1e6);
    return { ...timing, gflops, shareOfRoof: gflops / roof };
  });
  const lines = json
    ? [JSON.stringify({ roof, kernels: rows }, undefined, 2)]
    : [`roof ${roof.toFixed(1)} GFLOP/s`, '', ...kernelTable(rows)];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
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
