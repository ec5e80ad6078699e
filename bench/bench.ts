/** `npm run bench`: Netloom beside the runtimes one would use instead. See README.md. */
import { cpus } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { processIo } from '../cli/io.js';
import { positiveInteger } from '../cli/options.js';
import { startProgress } from '../cli/progress.js';
import { startChromium } from './hosts/chromium/host.js';
import type { HostName } from './hosts/host.js';
import { HOSTS } from './hosts/host.js';
import { layersInProcess, nodeHost } from './hosts/node.js';
import { measureNetwork } from './measure.js';
import type { BenchmarkNetwork } from './networks.js';
import { benchmarkNetworks, BROWSER_NETWORKS } from './networks.js';
import { textReport } from './report/report.js';
import type { NetworkResult, Results } from './results.js';
import { RESULTS_FOLDER, saveResults } from './saved.js';
import { runtimeVersions } from './versions.js';
import { measureWebGpu, webGpuReport } from './webgpu.js';

interface BenchOptions {
  readonly only?: readonly BenchmarkNetwork[];
  readonly in: HostName;
  readonly target: 'wasm' | 'webgpu';
  readonly threads: number;
  readonly layers: boolean;
  readonly json: boolean;
  readonly save?: string | true;
}

const known = benchmarkNetworks();

await new Command('bench')
  .description('Measure Netloom, onnxruntime-web and tfjs-wasm on the same networks and weights.')
  .addOption(
    new Option('--only <name...>', 'measure these networks').argParser<BenchmarkNetwork[]>(chosen),
  )
  .addOption(
    new Option('--in <host>', 'processes of Node, or pages of headless Chromium')
      .choices(HOSTS)
      .default('node'),
  )
  .addOption(
    new Option('--target <target>', 'WebAssembly beside its peers, or WebGPU by itself, in Node')
      .choices(['wasm', 'webgpu'])
      .default('wasm'),
  )
  .addOption(
    new Option('--threads <count>', 'threads for each runtime')
      .argParser(positiveInteger)
      .default(1),
  )
  .addOption(new Option('--layers', 'list every kernel of every network').default(false))
  .addOption(new Option('--json', 'print the results as JSON').default(false))
  .addOption(
    new Option('--save [folder]', 'add to the saved results, tables and plots (bench/results)'),
  )
  .action(bench)
  .parseAsync();

function chosen(name: string, previous: BenchmarkNetwork[] | undefined): BenchmarkNetwork[] {
  const found = known.find((network) => network.name === name);
  if (found === undefined) {
    const names = known.map((network) => network.name).join(', ');
    throw new InvalidArgumentError(`There are: ${names}.`);
  }
  return [...(previous ?? []), found];
}

async function bench(options: BenchOptions): Promise<void> {
  const io = processIo();
  const progress = startProgress(io);
  if (options.target === 'webgpu') {
    const measured = await measureWebGpu(options.only ?? known, (text) => {
      progress.step(text);
    });
    progress.clear();
    const report = options.json ? [JSON.stringify(measured, undefined, 2)] : webGpuReport(measured);
    io.stdout.write(report.map((line) => `${line}\n`).join(''));
    return;
  }
  const inBrowser = options.in === 'chromium';
  const preset = known.filter(({ name }) => !inBrowser || BROWSER_NETWORKS.includes(name));
  const chosenNetworks = options.only ?? preset;
  const host = inBrowser ? await startChromium() : nodeHost;
  const networks: NetworkResult[] = [];
  try {
    for (const [index, network] of chosenNetworks.entries()) {
      const say = (text: string): void => {
        progress.step(`${index + 1} of ${chosenNetworks.length}, ${text}`);
      };
      networks.push(
        await measureNetwork(network, {
          host,
          threads: options.threads,
          say,
          ...(inBrowser ? {} : { analyse: layersInProcess }),
        }),
      );
    }
  } finally {
    await host.close();
  }
  progress.clear();
  const results: Results = {
    host: options.in,
    threads: options.threads,
    machine: { processor: cpus()[0].model, cores: cpus().length },
    versions: { ...runtimeVersions(), ...host.versions },
    command: commandFor(options),
    networks,
  };
  if (options.save !== undefined) {
    saveResults(results, options.save === true ? RESULTS_FOLDER : options.save);
  }
  const lines = options.json
    ? [JSON.stringify(results, undefined, 2)]
    : textReport(results, { layers: options.layers });
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** What makes all of the same kind again. */
function commandFor({ in: host, threads }: BenchOptions): string {
  return [
    'npm run bench -- --save',
    ...(host === 'node' ? [] : [`--in ${host}`]),
    ...(threads === 1 ? [] : [`--threads ${threads}`]),
  ].join(' ');
}
