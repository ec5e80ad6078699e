/** `npm run bench`: Netloom beside the runtimes one would use instead. See README.md. */
import { cpus } from 'node:os';
import { Command, Option } from 'commander';
import { processIo } from '../cli/io.js';
import { positiveInteger } from '../cli/options.js';
import { startProgress } from '../cli/progress.js';
import { startChromium } from './hosts/chromium/host.js';
import type { HostName } from './hosts/host.js';
import { HOSTS } from './hosts/host.js';
import { layersInProcess, nodeHost } from './hosts/node.js';
import { measureNetwork } from './measure.js';
import type { BenchmarkNetwork } from './networks.js';
import { benchmarkNetworks, BROWSER_NETWORKS, networkCalled } from './networks.js';
import { textReport } from './report/report.js';
import type { NetworkResult, Results } from './results.js';
import { RESULTS_FOLDER, saveResults } from './saved.js';
import type { Target } from './peers/runtime.js';
import { TARGETS } from './peers/runtime.js';
import { hasRelaxedSimd } from '../runtime/parts/relaxed.js';
import { runtimeVersions } from './versions.js';

interface BenchOptions {
  readonly only?: readonly BenchmarkNetwork[];
  readonly in?: HostName;
  readonly target: Target;
  readonly threads: number;
  readonly relaxedSimd: boolean;
  readonly layers: boolean;
  readonly json: boolean;
  readonly save?: string | true;
}

const known = benchmarkNetworks();

await new Command('bench')
  .description('Measure Netloom, onnxruntime-web and tfjs on the same networks and weights.')
  .addOption(
    new Option('--only <name...>', 'measure these networks').argParser<BenchmarkNetwork[]>(chosen),
  )
  .addOption(
    new Option('--in <host>', 'processes of Node (default), or pages of headless Chromium').choices(
      HOSTS,
    ),
  )
  .addOption(
    new Option('--target <target>', 'WebAssembly, or WebGPU in pages of Chromium')
      .choices(TARGETS)
      .default('wasm'),
  )
  .addOption(
    new Option('--threads <count>', 'threads for each runtime')
      .argParser(positiveInteger)
      .default(1),
  )
  .addOption(
    new Option('--relaxed-simd', 'give Netloom relaxed SIMD, in an engine that has it').default(
      false,
    ),
  )
  .addOption(new Option('--layers', 'list every kernel of every network').default(false))
  .addOption(new Option('--json', 'print the results as JSON').default(false))
  .addOption(
    new Option('--save [folder]', 'add to the saved results, tables and plots (bench/results)'),
  )
  .action(bench)
  .parseAsync();

function chosen(name: string, previous: BenchmarkNetwork[] | undefined): BenchmarkNetwork[] {
  return [...(previous ?? []), networkCalled(name)];
}

/** The peers have WebGPU in browsers only. */
function hostOf(options: BenchOptions, command: Command): HostName {
  const { in: host, target, threads, relaxedSimd } = options;
  if (target === 'wasm') {
    if (relaxedSimd && host !== 'chromium' && !hasRelaxedSimd()) {
      command.error(
        'error: this Node has no relaxed SIMD; --relaxed-simd can be had --in chromium',
      );
    }
    return host ?? 'node';
  }
  if (host === 'node') command.error('error: --target webgpu is measured --in chromium only');
  if (threads > 1) command.error('error: --threads is for WebAssembly, not for --target webgpu');
  if (relaxedSimd)
    command.error('error: --relaxed-simd is for WebAssembly, not for --target webgpu');
  return 'chromium';
}

async function bench(options: BenchOptions, command: Command): Promise<void> {
  const hostName = hostOf(options, command);
  const { target, threads } = options;
  const relaxed = options.relaxedSimd ? { relaxedSimd: true as const } : {};
  const io = processIo();
  const progress = startProgress(io);
  const inBrowser = hostName === 'chromium';
  const few = inBrowser && target === 'wasm';
  const preset = known.filter(({ name }) => !few || BROWSER_NETWORKS.includes(name));
  const chosenNetworks = options.only ?? preset;
  const host = inBrowser ? await startChromium(target) : nodeHost;
  const networks: NetworkResult[] = [];
  try {
    for (const [index, network] of chosenNetworks.entries()) {
      const say = (text: string): void => {
        progress.step(`${index + 1} of ${chosenNetworks.length}, ${text}`);
      };
      networks.push(
        await measureNetwork(network, {
          host,
          setting: { target, threads, ...relaxed },
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
    host: hostName,
    threads,
    ...relaxed,
    machine: { processor: cpus()[0].model, cores: cpus().length },
    ...(host.adapter === undefined ? {} : { adapter: host.adapter }),
    versions: { ...runtimeVersions(target), ...host.versions },
    command: commandFor(options, hostName),
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
function commandFor({ target, threads, relaxedSimd }: BenchOptions, host: HostName): string {
  return [
    'npm run bench -- --save',
    ...(target === 'wasm' ? [] : [`--target ${target}`]),
    ...(host === 'node' || target === 'webgpu' ? [] : [`--in ${host}`]),
    ...(threads === 1 ? [] : [`--threads ${threads}`]),
    ...(relaxedSimd ? ['--relaxed-simd'] : []),
  ].join(' ');
}
